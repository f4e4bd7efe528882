import { AUTH_METHODS, type AuthField, type AuthMethod, type MethodName } from "../../../provider/model/auth-methods";
import { SETTING_NAMES, settingRow } from "../../../provider/model/extra-config";
import { PLATFORM_NAMES, PLATFORMS, type Platform } from "../../../provider/model/platforms";

// Inputs made from the tables alone, so that a new row is tried without another line of a test.

type Values = Readonly<Record<string, unknown>>;

export const METHODS_BY_TABLE = Object.entries(AUTH_METHODS) as [MethodName, AuthMethod][];

/** A name in the service's spelling, said apart from the provider's own rule. */
export function onWire(name: string): string {
  return name
    .split(/(?=[A-Z])/)
    .join("_")
    .toLowerCase();
}

export function keysOnWire(values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [onWire(key), value]));
}

/** A value that a field of an auth config takes, and that is not its default. */
export function authValue(field: string, { type }: Pick<AuthField, "type">): string | number {
  return type === "seconds" ? 900 : `sample-${field}`;
}

/** The platforms that a method is for. */
export function platformsOf({ platform }: Pick<AuthMethod, "platform">): readonly Platform[] {
  return platform === undefined ? PLATFORM_NAMES : [platform];
}

/** Every known setting, with an endpoint that a method takes. */
export function allSettings({
  endpoint,
}: Pick<AuthMethod, "endpoint"> = {}): Readonly<Record<string, string | boolean>> {
  const entries = SETTING_NAMES.map((name) => {
    const { type, pattern } = settingRow(name);
    const text =
      pattern && "isUrl" in pattern ? (endpoint?.example ?? "https://objects.example.com") : `sample-${name}`;
    return [name, type === "boolean" ? true : text];
  });
  return Object.fromEntries(entries);
}

/** Those without which the service takes no config of a method on a platform. */
export function leastSettings(method: AuthMethod, platform: Platform): Readonly<Record<string, string | boolean>> {
  const { requires } = PLATFORMS[platform];
  const wanted = Object.entries(allSettings(method)).filter(
    ([name]) => name === requires || (method.endpoint && name === "endpointUrl"),
  );
  return Object.fromEntries(wanted);
}

/** Every field of a method. */
export function allAuth(
  name: MethodName,
  { fields }: AuthMethod,
): { method: string } & Record<string, string | number> {
  return {
    method: name,
    ...Object.fromEntries(Object.entries(fields).map(([field, row]) => [field, authValue(field, row)])),
  };
}

/** Those without which the service takes no config of it on a platform. */
export function leastAuth(name: MethodName, method: AuthMethod, platform: Platform): { method: string } & Values {
  const [either] = method.oneOf ?? [];
  const wanted = Object.entries(method.fields).filter(
    ([field, { required }]) => required === true || required === platform || field === either,
  );
  return {
    method: name,
    ...Object.fromEntries(wanted.map(([field, row]) => [field, authValue(field, row)])),
  };
}

export interface TableSample {
  readonly name: MethodName;
  readonly method: AuthMethod;
  readonly platform: Platform;
  readonly input: { readonly extraConfig: Values; readonly authConfig: Values } & Values;
  /** The body that creates it, but for the nickname. */
  readonly wire: Values;
}

/** For each method, on each platform that it is for: an input that has everything, at a location of its own. */
export const TABLE_SAMPLES: readonly (readonly [title: string, sample: TableSample])[] = METHODS_BY_TABLE.flatMap(
  ([name, method]) =>
    platformsOf(method).map((platform) => {
      const location = { platform, name: "by-table", prefix: `${platform}/${name}` };
      const [extraConfig, authConfig] = [allSettings(method), allAuth(name, method)];
      return [
        `all that the tables have of ${name} on ${platform}`,
        {
          name,
          method,
          platform,
          input: { ...location, extraConfig, authConfig },
          wire: { ...location, extra_config: keysOnWire(extraConfig), auth_config: keysOnWire(authConfig) },
        },
      ] as const;
    }),
);
