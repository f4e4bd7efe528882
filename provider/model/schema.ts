import { z } from "zod";
import { isStandIn } from "./secrets";
import { codePoints, cutOuterWhitespace, noneOf, quoted } from "./text";

// The shape of what a user writes. No transforms: the same schemas make the JSON Schema for editors. Rules that look at
// more than one field are in rules.ts; the normal form is made in normal-form.ts.
// Rules from the service's page "Managing Storage" and its published Python client (arraylake 1.7.0, types.py).

const PLATFORMS = ["s3", "s3-compatible", "minio", "gs", "azure"] as const;
export type Platform = (typeof PLATFORMS)[number];

/** The methods that the service takes for a new config; `customer_managed_role` is the old name of the AWS one. */
export const AUTH_METHODS = [
  "anonymous",
  "hmac",
  "aws_customer_managed_role",
  "customer_managed_role",
  "gcp_customer_managed_role",
  "r2_customer_managed_role",
  "azure_credential_delegation",
] as const;

/** Python's `\w`, which the service's pattern for names uses: any letter or number of any script, and the underscore. */
const NAME_PATTERN = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]+$/u;
const NAME_RULE = "letters, digits, '_', '.' and '-' only, and a letter, a digit or '_' first";
const SHARED_SECRET_PATTERN = /^[A-Za-z0-9_+=,.@:/-]{2,1224}$/;

export function isNickname(text: string): boolean {
  const nickname = cutOuterWhitespace(text);
  return NAME_PATTERN.test(nickname) && within(nickname, 3, 64);
}

export function isBucketName(text: string): boolean {
  return NAME_PATTERN.test(text) && within(text, 3, 63);
}

export function isPrefix(text: string): boolean {
  const prefix = cutOuterWhitespace(text);
  return within(prefix, 0, 256) && !/^\/|\/$| |:\/\//.test(prefix);
}

function within(text: string, least: number, most: number): boolean {
  const length = codePoints(text);
  return length >= least && length <= most;
}

export const NICKNAME_RULE = `must be 3 to 64 characters: ${NAME_RULE}`;
export const BUCKET_NAME_RULE = `must be 3 to 63 characters: ${NAME_RULE}`;
export const PREFIX_RULE =
  "must be at most 256 characters, without a space, without '://', and without '/' first or last";

/** A rule on a text that is no secret, with what was written instead. */
function saying(rule: string) {
  return { error: ({ input }: { readonly input: unknown }) => `${rule}; not ${quoted(input as string)}` };
}

/** What goes into an address of the service as one part of its path, and so must not lead to another one. */
const PATH_PART = /^(?!\.{1,2}$)[^\s/\\?#%\p{Cc}\p{Cs}]+$/u;
const PATH_PART_RULE = "without blanks, control characters and / \\ ? # %, and neither '.' nor '..'";

export function isOrg(text: string): boolean {
  return PATH_PART.test(cutOuterWhitespace(text));
}

/** Whether a text can be the id of a BucketConfig. The service's are uuids, which is not asked for. */
export function isId(text: string): boolean {
  return PATH_PART.test(text);
}

export const ORG_RULE = `must be an organisation's name, ${PATH_PART_RULE}`;
const ID_RULE = `must be the id of a BucketConfig, ${PATH_PART_RULE}`;

/** An organisation's name: outer whitespace is cut from it, so that alone is none. */
export const orgSchema = z.string().refine(isOrg, {
  error: ({ input }) => {
    const org = cutOuterWhitespace(input as string);
    return org === "" ? "must not be empty" : `${ORG_RULE}; not ${quoted(org)}`;
  },
});

export const idSchema = z.string().refine(isId, {
  error: ({ input }) =>
    input === "" ? "must not be empty: give the id of a BucketConfig" : `${ID_RULE}; not ${quoted(input as string)}`,
});

const SECRET_RULE =
  "must be the secret itself: '***' stands in for one in Arraylake's answers, and 'changed-outside:sha256:...' in a state";

/** Every field that is a secret by the table of fields. */
const secret = z.string().refine((text) => !isStandIn(text), { error: SECRET_RULE, abort: true });

const anonymous = z
  .strictObject({
    method: z.literal("anonymous"),
    storageAccount: z.string().describe("The Azure storage account. Required on platform azure.").optional(),
  })
  .describe("No credentials: the bucket is public.");

const hmac = z
  .strictObject({
    method: z.literal("hmac"),
    accessKeyId: secret.describe("The access key's id. Kept as a secret."),
    secretAccessKey: secret.describe("The access key's secret part. Kept as a secret."),
  })
  .describe("A static key pair. It can't be narrowed to a prefix.");

const awsCustomerManagedRole = z
  .strictObject({
    method: z.enum(["aws_customer_managed_role", "customer_managed_role"]),
    externalCustomerId: z.string().describe("The AWS account that owns the role."),
    externalRoleName: z.string().describe("The role's name."),
    sharedSecret: secret
      .regex(SHARED_SECRET_PATTERN, {
        error: "must be 2 to 1224 characters of A-Z a-z 0-9 _ + = , . @ : / - (it is the STS ExternalId)",
      })
      .describe("The STS ExternalId that the role's trust policy asks for. Kept as a secret."),
  })
  .describe("An AWS role of yours that Arraylake assumes. Only on platform s3.");

const gcpCustomerManagedRole = z
  .strictObject({
    method: z.literal("gcp_customer_managed_role"),
    targetServiceAccount: z.string().describe("The service account's e-mail address."),
  })
  .describe("A Google service account that Arraylake impersonates. Only on platform gs.");

const r2CustomerManagedRole = z
  .strictObject({
    method: z.literal("r2_customer_managed_role"),
    externalAccountId: z.string().describe("The Cloudflare account's id."),
    parentAccessKeyId: secret.describe("The id of the R2 key from which temporary ones are made. Kept as a secret."),
    accountApiToken: secret
      .describe("A Cloudflare API token. Kept as a secret. This or parentSecretAccessKey is required.")
      .optional(),
    parentSecretAccessKey: secret
      .describe("The parent key's secret part. Kept as a secret. This or accountApiToken is required.")
      .optional(),
    durationSeconds: z
      .int({ error: "must be a whole number of seconds" })
      .describe("How long a temporary key lives, in seconds. Default: 3600.")
      .optional(),
  })
  .describe("Temporary keys for Cloudflare R2. Only on platform s3-compatible with an R2 endpoint.");

const azureCredentialDelegation = z
  .strictObject({
    method: z.literal("azure_credential_delegation"),
    tenantId: z.string().describe("The tenant in which the storage account lives."),
    storageAccount: z.string().describe("The storage account's name."),
  })
  .describe("Delegated Azure credentials. Only on platform azure.");

const authConfigSchema = z
  .discriminatedUnion(
    "method",
    [anonymous, hmac, awsCustomerManagedRole, gcpCustomerManagedRole, r2CustomerManagedRole, azureCredentialDelegation],
    {
      error: ({ code, input }) =>
        code === "invalid_union" ? methodProblem((input as { method?: unknown }).method) : undefined,
    },
  )
  .describe("How Arraylake gets at the bucket.");

function methodProblem(method: unknown): string {
  const known = AUTH_METHODS.join(", ");
  if (method === undefined) return `is required: one of ${known}`;
  if (method === "bucket_policy") {
    return `'bucket_policy' is retired, and Arraylake takes it for no new config: use one of ${known}`;
  }
  return typeof method === "string" && method !== "" ? noneOf(method, AUTH_METHODS) : `must be one of ${known}`;
}

/** Version 0.1.0 took either for any key. Which of the two a known key has to be, and what else, is in value-rules.ts. */
const setting = (error: string) => z.union([z.string(), z.boolean()], { error });

const settings = {
  regionName: setting("must be a string").describe("The bucket's region. Required on platform s3.").optional(),
  endpointUrl: setting("must be a string")
    .describe("The object store's endpoint, an http:// or https:// URL. Required on platform s3-compatible.")
    .optional(),
  useSsl: setting("must be true or false").describe("Whether to speak TLS to the endpoint.").optional(),
  forcePathStyle: setting("must be true or false")
    .describe("Whether the bucket's name goes into the path instead of the host name.")
    .optional(),
};

const extraConfigSchema = z
  .object({
    ...settings,
    region_name: settings.regionName,
    endpoint_url: settings.endpointUrl,
    use_ssl: settings.useSsl,
    force_path_style: settings.forcePathStyle,
  })
  .catchall(setting("must be a string, true or false"))
  .describe("Settings of the object store. A key that is not listed goes to the service as it is written.");

export const bucketConfigSchema = z.strictObject({
  org: orgSchema.describe("The organisation. Default: config arraylake:org, then ARRAYLAKE_ORG.").optional(),
  nickname: z
    .string()
    .refine(isNickname, saying(NICKNAME_RULE))
    .describe("The name by which people and repos refer to the config. The only field that changes in place."),
  uri: z
    .string()
    .describe(
      "Where: scheme://bucket[/prefix], with s3, s3-compatible, minio, gs, az or azure. Instead of platform, name and prefix.",
    )
    .optional(),
  platform: z
    .enum(PLATFORMS, {
      error: ({ input }) =>
        typeof input === "string" ? noneOf(input, PLATFORMS) : `must be one of ${PLATFORMS.join(", ")}`,
    })
    .describe("The kind of object store. Instead of uri.")
    .optional(),
  name: z
    .string()
    .refine(isBucketName, saying(BUCKET_NAME_RULE))
    .describe("The bucket's or container's name. Instead of uri.")
    .optional(),
  prefix: z
    .string()
    .refine(isPrefix, saying(PREFIX_RULE))
    .describe("The path inside the bucket. Default: none. Instead of uri.")
    .optional(),
  extraConfig: extraConfigSchema.optional(),
  authConfig: authConfigSchema,
  adopt: z
    .boolean()
    .describe(
      "Take over the BucketConfig that already stands at this location, if it is the same in every field that can be read back. Default: false.",
    )
    .optional(),
});

type AuthConfig = z.infer<typeof authConfigSchema>;
type KeysOfUnion<T> = T extends unknown ? keyof T : never;
export type AuthFieldName = Exclude<KeysOfUnion<AuthConfig>, "method">;
export type ExtraConfigFieldName = keyof typeof settings;
/** What the normal form holds: `uri` becomes the location's parts there, and `adopt` is no setting. */
export type FieldName = Exclude<keyof z.infer<typeof bucketConfigSchema>, "uri" | "adopt">;

/** The fields that one auth method knows, for the message about a mistyped one. */
export function authFieldsOf(method: unknown): string[] {
  const branch = authConfigSchema.options.find((option) => option.shape.method.safeParse(method).success);
  return branch ? Object.keys(branch.shape) : ["method"];
}

/** Those of them that have to be given. */
export function requiredAuthFieldsOf(method: unknown): string[] {
  const branch = authConfigSchema.options.find((option) => option.shape.method.safeParse(method).success);
  const fields: [string, z.ZodType][] = branch ? Object.entries(branch.shape) : [];
  return fields.filter(([, schema]) => !schema.safeParse(undefined).success).map(([field]) => field);
}
