import { type AuthMethod, methodNamed } from "./auth-methods";
import { SETTING_NAMES, settingOf } from "./extra-config";
import type { Location } from "./location";
import { requiredSetting } from "./platforms";
import type { Problem } from "./problems";
import { inWords } from "./text";
import { isUnknown } from "./unknown";
import { parseUri } from "./uri";
import { asRecord, type Values } from "./values";
import { toSnakeCase } from "./wire-names";

/** The settings by their own names: a known key may be written in the wire's spelling, too. */
export function settingsOf(extraConfig: unknown): Values {
  const entries = Object.entries(asRecord(extraConfig)).map(([key, value]) => [settingOf(key) ?? key, value]);
  return Object.fromEntries(entries);
}

/** Where an input says that its object store is; undefined where what it says can't be read. */
export type SaidLocation = { readonly [Part in keyof Location]?: string | undefined };

/** The rules that look at more than one field. They say what they can even where single fields are wrong. */
export function crossFieldProblems(input: Values): { readonly problems: Problem[]; readonly location: SaidLocation } {
  const settings = settingsOf(input.extraConfig);
  const endpointUrl = isUnknown(input.extraConfig) ? input.extraConfig : settings.endpointUrl;
  const { problems, location } = locationIn(input, endpointUrl);
  const authConfig = asRecord(input.authConfig);
  return {
    location,
    problems: [
      ...problems,
      ...spellingProblems(asRecord(input.extraConfig)),
      ...(isUnknown(input.extraConfig) ? [] : platformProblems(location.platform, settings)),
      ...methodProblems(location.platform, authConfig, endpointUrl),
    ],
  };
}

function locationIn(input: Values, endpointUrl: unknown): { problems: Problem[]; location: SaidLocation } {
  const parts = ["platform", "name", "prefix"].filter((part) => input[part] !== undefined);
  if (input.uri !== undefined) {
    const twice: Problem[] =
      parts.length === 0
        ? []
        : [{ path: "uri", message: `says the location a second time: remove it, or ${inWords(parts)}` }];
    if (typeof input.uri !== "string") return { problems: twice, location: {} };
    const location = parseUri(input.uri, endpointUrl);
    if (!("problems" in location)) return { problems: twice, location };
    return { problems: [...twice, ...location.problems.map((message) => ({ path: "uri", message }))], location: {} };
  }
  const { platform, name, prefix } = input as SaidLocation;
  const location = { platform, name, prefix };
  if (parts.length === 0) {
    const message = "is required: give uri, such as 's3://bucket/prefix', or platform and name";
    return { problems: [{ path: "uri", message }], location };
  }
  const missing = ["platform", "name"].filter((part) => input[part] === undefined);
  const message = `is required together with ${inWords(parts)}: add it, or give uri instead`;
  return { problems: missing.map((path) => ({ path, message })), location };
}

/** The settings that have two spellings, in both. */
const SPELLINGS = SETTING_NAMES.map((name) => [name, toSnakeCase(name)] as const).filter(
  ([name, wire]) => name !== wire,
);

function spellingProblems(extraConfig: Values): Problem[] {
  return SPELLINGS.filter(([name, wire]) => extraConfig[name] !== undefined && extraConfig[wire] !== undefined).map(
    ([name, wire]) => ({
      path: `extraConfig.${wire}`,
      message: `is the same setting as extraConfig.${name}: remove one of them`,
    }),
  );
}

function platformProblems(platform: unknown, settings: Values): Problem[] {
  const required = requiredSetting(platform);
  if (!required || settings[required] !== undefined) return [];
  return [{ path: `extraConfig.${required}`, message: `is required on platform ${platform}` }];
}

function methodProblems(platform: unknown, authConfig: Values, endpointUrl: unknown): Problem[] {
  const name = authConfig.method;
  const method = methodNamed(name);
  if (!method) return [];
  return [
    ...suitProblems(String(name), method, platform, endpointUrl),
    ...Object.entries(method.fields)
      .filter(([field, { required }]) => required === platform && !authConfig[field])
      .map(([field]) => ({
        path: `authConfig.${field}`,
        message: `is required for method '${name}' on platform ${platform}`,
      })),
    ...(method.oneOf?.every((field) => authConfig[field] === undefined)
      ? [{ path: "authConfig", message: `needs at least one of ${inWords(method.oneOf)} for method '${name}'` }]
      : []),
  ];
}

/** Whether the object store is one that the method is for. */
function suitProblems(
  name: string,
  { platform: needed, endpoint }: AuthMethod,
  platform: unknown,
  endpointUrl: unknown,
): Problem[] {
  if (platform === undefined) return [];
  if (needed && platform !== needed && !isUnknown(platform)) {
    const message = `'${name}' works on platform ${needed} only: use another method or platform`;
    return [{ path: "authConfig.method", message }];
  }
  const isSuch =
    !endpoint || isUnknown(endpointUrl) || (typeof endpointUrl === "string" && endpointUrl.includes(endpoint.holds));
  if (isSuch) return [];
  const message = `must be ${endpoint.kind} for method '${name}', such as '${endpoint.example}'`;
  return [{ path: "extraConfig.endpointUrl", message }];
}
