interface ProviderSetting {
  /** The environment variable that stands in where the config has no such key. */
  readonly variable: string;
  readonly type: "text" | "seconds" | "flag";
  /** Never in clear in a config or a state. */
  readonly secret: boolean;
  /** What it is where nothing is given; `undefined` where nothing stands in. */
  readonly default: string | number | boolean | undefined;
  /** For editors. */
  readonly words: string;
}

const setting = <Type extends ProviderSetting["type"], Fallback extends ProviderSetting["default"]>(
  variable: string,
  type: Type,
  fallback: Fallback,
  words: string,
) => ({ variable, type, secret: false, default: fallback, words }) as const;

/** The settings of the provider, once: by the key that each has in a stack's config, under `arraylake:`. */
export const PROVIDER_SETTINGS = {
  org: setting("ARRAYLAKE_ORG", "text", undefined, "The organisation of BucketConfigs that name none."),
  token: {
    ...setting(
      "ARRAYLAKE_TOKEN",
      "text",
      undefined,
      "The token: a service's (ema_...) or a person's (ey...), with admin rights to change anything. Never in clear, and better kept in the environment.",
    ),
    secret: true,
  },
  serviceUri: setting(
    "ARRAYLAKE_SERVICE__URI",
    "text",
    "https://api.earthmover.io",
    "The service's address. A path may follow, but no '?', '#', '@' or '%'.",
  ),
  timeoutSeconds: setting(
    "ARRAYLAKE_TIMEOUT_SECONDS",
    "seconds",
    300,
    "How long all tries of one request may take together, in seconds: from 0.001 to 86400, a day.",
  ),
  allowHttp: setting(
    "ARRAYLAKE_ALLOW_HTTP",
    "flag",
    false,
    "Send the token in clear to an http:// service that is not on this machine.",
  ),
} as const satisfies Readonly<Record<string, ProviderSetting>>;

export type ProviderSettingName = keyof typeof PROVIDER_SETTINGS;
export const PROVIDER_SETTING_NAMES = Object.keys(PROVIDER_SETTINGS) as readonly ProviderSettingName[];

interface Values {
  text: string;
  seconds: number;
  flag: boolean;
}
/** What a program gives, by the table. The public interface is held to it. */
export type ProviderSettingValues = {
  [Name in ProviderSettingName]?: Values[(typeof PROVIDER_SETTINGS)[Name]["type"]];
};

export function providerSetting(name: ProviderSettingName): ProviderSetting {
  return PROVIDER_SETTINGS[name];
}

/** The shortest and the longest time that `timeoutSeconds` may be. */
export const SECONDS = { least: 0.001, most: 86_400 };

/** Its key in a stack's config. */
export function configKey(name: ProviderSettingName): string {
  return `arraylake:${name}`;
}

/** Both names by which a user knows it, for advice. */
export function bothNames(name: ProviderSettingName): string {
  return `${configKey(name)} or ${PROVIDER_SETTINGS[name].variable}`;
}

/** The ways to set it, for advice: "set it ...". */
export const HOW_TO_SET = {
  org: `with \`pulumi config set ${configKey("org")} NAME\` or ${PROVIDER_SETTINGS.org.variable}`,
  token: `in ${PROVIDER_SETTINGS.token.variable}, or, for Pulumi's own commands, with \`pulumi config set --secret ${configKey("token")}\``,
};

/** What stands in where the config has no such key. */
export function standsIn(name: ProviderSettingName): string {
  const { variable, default: last } = providerSetting(name);
  return last === undefined ? variable : `${variable}, then ${last}`;
}
