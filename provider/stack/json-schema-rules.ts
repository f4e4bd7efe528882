import { AUTH_METHODS, type AuthMethod } from "../model/auth-methods";
import { likenessOf, SETTING_NAMES, type SettingName, settingRow } from "../model/extra-config";
import { PLATFORM_NAMES, PLATFORMS, type Platform, SCHEMES } from "../model/platforms";
import { toSnakeCase } from "../model/wire-names";

// What the zod schemas leave to code, as far as JSON Schema can say it simply. The program's own check has the last word.

const NAME_START = "[\\p{L}\\p{N}_]";
const NAME_REST = "[\\p{L}\\p{N}_.-]";
const NAME = `${NAME_START}${NAME_REST}{2,62}`;

/** By field of an entry. Outer whitespace of org, nickname and prefix is cut before they are used. */
export const PATTERNS = {
  aliases: { uniqueItems: true },
  org: { pattern: "^\\s*(?!\\.{1,2}\\s*$)[^\\s/\\\\?#%\\p{Cc}\\p{Cs}]+\\s*$" },
  nickname: { pattern: `^\\s*${NAME_START}${NAME_REST}{2,63}\\s*$` },
  uri: { pattern: `^\\s*(${SCHEMES.join("|")})://${NAME}(/[^\\p{Cc}\\p{Cs}\\u2028\\u2029]*)?\\s*$` },
  name: { pattern: `^${NAME}$` },
  prefix: { not: { pattern: "^\\s*/|/\\s*$|\\S\\s*[ \\p{Cc}\\u2028\\u2029]\\s*\\S|[^\\P{Cc}\\s]|\\p{Cs}|://" } },
} as const;

const PRINTABLE = "[^\\p{Cc}\\p{Cs}\\u2028\\u2029]";

/** Of every text of an auth config that has no pattern of its own. */
export const AUTH_TEXT = { pattern: `^(?!\\s)(?!.*\\s$)${PRINTABLE}+$` };

/** Of every number of an auth config. */
export const AUTH_NUMBER = { minimum: 1 };

/** Of a known key of extraConfig, in either spelling. */
export function settingRule(name: SettingName): { readonly type: string; readonly pattern?: string } {
  const { type, pattern } = settingRow(name);
  return pattern ? { type, pattern: pattern.of } : { type };
}

const spellings = (name: SettingName) => [name, toSnakeCase(name)];

/** A word in any case, and with any separators in it. */
const inAnyDress = (word: string) =>
  [...word].map((letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}][\\s_.-]*`).join("");

/** A key of extraConfig is a known one, or not like one. Slips in the letters are left to the program's own check. */
export const SETTING_KEYS = {
  anyOf: [
    { enum: SETTING_NAMES.flatMap(spellings) },
    {
      pattern: `^(?!\\s*$|__proto__$)${PRINTABLE}+$`,
      not: { pattern: `^[\\s_.-]*(${SETTING_NAMES.flatMap(likenessOf).map(inAnyDress).join("|")})$` },
    },
  ],
};

const has = (field: string) => ({ required: [field] });
const hasSetting = (...names: SettingName[]) => ({
  required: ["extraConfig"],
  properties: { extraConfig: { anyOf: names.flatMap(spellings).map(has) } },
});
const uriLike = (...schemes: string[]) => ({
  required: ["uri"],
  properties: { uri: { pattern: `^\\s*(${schemes.join("|")})://` } },
});
const onPlatform = (platform: Platform) => ({ required: ["platform"], properties: { platform: { const: platform } } });
const withMethod = (...methods: string[]) => ({
  required: ["authConfig"],
  properties: { authConfig: { required: ["method"], properties: { method: { enum: methods } } } },
});

const when = (condition: object, rule: object) => ({ anyOf: [{ not: condition }, rule] });

/** `s3://` together with an endpoint is platform s3-compatible. */
const schemesFor = (platform: Platform) =>
  platform === "s3-compatible" ? ["s3", ...PLATFORMS[platform].schemes] : PLATFORMS[platform].schemes;

function platformRules(platform: Platform): object[] {
  const { requires, schemes } = PLATFORMS[platform];
  if (requires === undefined) return [];
  const otherwise: SettingName[] = platform === "s3" ? [requires, "endpointUrl"] : [requires];
  return [when(onPlatform(platform), hasSetting(requires)), when(uriLike(...schemes), hasSetting(...otherwise))];
}

function methodRules([name, { formerly, platform, endpoint }]: [string, AuthMethod]): object[] {
  if (platform === undefined) return [];
  const there = { anyOf: [onPlatform(platform), uriLike(...schemesFor(platform))] };
  return [when(withMethod(name, ...formerly), endpoint ? { ...there, ...hasSetting("endpointUrl") } : there)];
}

/** The rules of an entry that look at more than one field. */
export const LOCATION_RULES = [
  {
    oneOf: [
      { ...has("uri"), not: { anyOf: [has("platform"), has("name"), has("prefix")] } },
      { required: ["platform", "name"], not: has("uri") },
    ],
  },
  ...PLATFORM_NAMES.flatMap(platformRules),
  ...Object.entries(AUTH_METHODS).flatMap(methodRules),
];
