import type { AuthFieldName, ExtraConfigFieldName, FieldName } from "./schema";

/** What a changed field asks of the config that stands: a change in place, or a new one in its stead. */
type ChangeRule = "update" | "replace";

interface FieldRow {
  /** The field's name in the service's messages; `undefined` where it is part of the path instead. */
  readonly wire: string | undefined;
  readonly onChange: ChangeRule;
}

/**
 * Every field of a BucketConfig, once: its name here, its name on the wire, and what its change means.
 * The service lets only the nickname change once a repo relies on the config (its page "Managing Storage").
 */
export const FIELDS = {
  org: { wire: undefined, onChange: "replace" },
  nickname: { wire: "nickname", onChange: "update" },
  platform: { wire: "platform", onChange: "replace" },
  name: { wire: "name", onChange: "replace" },
  prefix: { wire: "prefix", onChange: "replace" },
  extraConfig: { wire: "extra_config", onChange: "replace" },
  authConfig: { wire: "auth_config", onChange: "replace" },
} as const satisfies Record<FieldName, FieldRow>;

/** The known keys of `extraConfig` and their wire names. Any other key travels as it is written. */
export const EXTRA_CONFIG_FIELDS = {
  regionName: "region_name",
  endpointUrl: "endpoint_url",
  useSsl: "use_ssl",
  forcePathStyle: "force_path_style",
} as const satisfies Record<ExtraConfigFieldName, string>;

const SETTING_OF = new Map(
  Object.entries(EXTRA_CONFIG_FIELDS).flatMap(([field, wire]) =>
    [field, wire].map((key) => [key, field as ExtraConfigFieldName]),
  ),
);

/** The known key that this is, in either spelling. */
export function settingOf(key: string): ExtraConfigFieldName | undefined {
  return SETTING_OF.get(key);
}

/**
 * The known keys, each with what people write for it. A slip near one of these words is refused: as a key of its own it would
 * travel to the service, which would use a default instead, and could not be mended once a repo relies on the config.
 */
export const EXTRA_CONFIG_WORDS: Readonly<Record<ExtraConfigFieldName, readonly string[]>> = {
  regionName: ["regionName", "region", "awsRegion"],
  endpointUrl: ["endpointUrl", "endpoint"],
  useSsl: ["useSsl", "ssl"],
  forcePathStyle: ["forcePathStyle", "pathStyle", "usePathStyle", "s3ForcePathStyle"],
};

interface AuthFieldRow {
  readonly wire: string;
  /** Kept as a Pulumi secret, and never printed. */
  readonly secret: boolean;
}

/** Every field that an auth method can have. */
export const AUTH_FIELDS = {
  storageAccount: { wire: "storage_account", secret: false },
  accessKeyId: { wire: "access_key_id", secret: true },
  secretAccessKey: { wire: "secret_access_key", secret: true },
  externalCustomerId: { wire: "external_customer_id", secret: false },
  externalRoleName: { wire: "external_role_name", secret: false },
  sharedSecret: { wire: "shared_secret", secret: true },
  targetServiceAccount: { wire: "target_service_account", secret: false },
  externalAccountId: { wire: "external_account_id", secret: false },
  parentAccessKeyId: { wire: "parent_access_key_id", secret: true },
  accountApiToken: { wire: "account_api_token", secret: true },
  parentSecretAccessKey: { wire: "parent_secret_access_key", secret: true },
  durationSeconds: { wire: "duration_seconds", secret: false },
  tenantId: { wire: "tenant_id", secret: false },
} as const satisfies Record<AuthFieldName, AuthFieldRow>;

export function isSecretAuthField(field: string): boolean {
  return Object.hasOwn(AUTH_FIELDS, field) && AUTH_FIELDS[field as AuthFieldName].secret;
}
