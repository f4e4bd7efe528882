import type { Platform } from "./platforms";

/** One field of an auth config, by the name that it has here. */
export interface AuthField {
  /** `seconds` is a whole number above 0. */
  readonly type: "text" | "seconds";
  /** Kept as a Pulumi secret, and never printed. */
  readonly secret: boolean;
  /** Whether it has to be given; with a platform's name, on that platform alone. */
  readonly required: boolean | Platform;
  /** For editors. */
  readonly words: string;
  /** What the text must match, and how a message says so. */
  readonly pattern?: { readonly of: RegExp; readonly rule: string };
  /** What the service stores where it is left out. */
  readonly default?: number;
}

export interface AuthMethod {
  /** For editors. */
  readonly words: string;
  /** The one platform that it is for. */
  readonly platform: Platform | undefined;
  /** Names of the same method from before, which the service still takes. */
  readonly formerly: readonly string[];
  readonly fields: Readonly<Record<string, AuthField>>;
  /** Fields of which at least one has to be given. */
  readonly oneOf?: readonly string[];
  /** What an endpoint must hold, and such an endpoint. */
  readonly endpoint?: { readonly holds: string; readonly kind: string; readonly example: string };
}

const text = <const Required extends boolean | Platform>(required: Required, words: string) =>
  ({ type: "text", secret: false, required, words }) as const;
const secret = <const Required extends boolean>(required: Required, words: string, pattern?: AuthField["pattern"]) =>
  ({ type: "text", secret: true, required, words: `${words} Kept as a secret.`, ...(pattern && { pattern }) }) as const;
const seconds = (fallback: number, words: string) =>
  ({
    type: "seconds",
    secret: false,
    required: false,
    words: `${words} Default: ${fallback}.`,
    default: fallback,
  }) as const;

/**
 * Every auth method that the service takes for a new BucketConfig, once. From its page "Managing Storage" and its published
 * Python client (arraylake 1.7.0, types.py).
 */
export const AUTH_METHODS = {
  anonymous: {
    words: "No credentials: the bucket is public.",
    platform: undefined,
    formerly: [],
    fields: { storageAccount: text("azure", "The Azure storage account. Required on platform azure.") },
  },
  hmac: {
    words: "A static key pair. It can't be narrowed to a prefix.",
    platform: undefined,
    formerly: [],
    fields: {
      accessKeyId: secret(true, "The access key's id."),
      secretAccessKey: secret(true, "The access key's secret part."),
    },
  },
  aws_customer_managed_role: {
    words: "An AWS role of yours that Arraylake assumes. Only on platform s3.",
    platform: "s3",
    formerly: ["customer_managed_role"],
    fields: {
      externalCustomerId: text(true, "The AWS account that owns the role."),
      externalRoleName: text(true, "The role's name."),
      sharedSecret: secret(true, "The STS ExternalId that the role's trust policy asks for.", {
        of: /^[A-Za-z0-9_+=,.@:/-]{2,1224}$/,
        rule: "must be 2 to 1224 characters of A-Z a-z 0-9 _ + = , . @ : / - (it is the STS ExternalId)",
      }),
    },
  },
  gcp_customer_managed_role: {
    words: "A Google service account that Arraylake impersonates. Only on platform gs.",
    platform: "gs",
    formerly: [],
    fields: { targetServiceAccount: text(true, "The service account's e-mail address.") },
  },
  r2_customer_managed_role: {
    words: "Temporary keys for Cloudflare R2. Only on platform s3-compatible with an R2 endpoint.",
    platform: "s3-compatible",
    formerly: [],
    fields: {
      externalAccountId: text(true, "The Cloudflare account's id."),
      parentAccessKeyId: secret(true, "The id of the R2 key from which temporary ones are made."),
      accountApiToken: secret(false, "A Cloudflare API token. This or the parent key's secret part is required."),
      parentSecretAccessKey: secret(false, "The parent key's secret part. This or an API token is required."),
      durationSeconds: seconds(3600, "How long a temporary key lives, in seconds."),
    },
    oneOf: ["accountApiToken", "parentSecretAccessKey"],
    endpoint: { holds: ".r2.", kind: "an R2 endpoint", example: "https://ACCOUNT.r2.cloudflarestorage.com" },
  },
  azure_credential_delegation: {
    words: "Delegated Azure credentials. Only on platform azure.",
    platform: "azure",
    formerly: [],
    fields: {
      tenantId: text(true, "The tenant in which the storage account lives."),
      storageAccount: text(true, "The storage account's name."),
    },
  },
} as const satisfies Readonly<Record<string, AuthMethod>>;

type Methods = typeof AUTH_METHODS;
export type MethodName = keyof Methods;
type FieldsOf<Name extends MethodName> = Methods[Name]["fields"];
type KeysOfUnion<T> = T extends unknown ? keyof T : never;
export type AuthFieldName = KeysOfUnion<FieldsOf<MethodName>>;

type ValueOf<Field> = Field extends { readonly type: "seconds" } ? number : string;
type RequiredOf<Fields> = {
  [Name in keyof Fields]: Fields[Name] extends { readonly required: true } ? Name : never;
}[keyof Fields];

/** What a program gives for one method, by the table. The public interfaces are held to it. */
export type AuthConfigOf<Name extends MethodName> = { method: Name | Methods[Name]["formerly"][number] } & {
  [Field in RequiredOf<FieldsOf<Name>>]: ValueOf<FieldsOf<Name>[Field]>;
} & { [Field in Exclude<keyof FieldsOf<Name>, RequiredOf<FieldsOf<Name>>>]?: ValueOf<FieldsOf<Name>[Field]> };

/** By every name that the service takes, the method of today. */
const BY_NAME: ReadonlyMap<unknown, MethodName> = new Map(
  Object.entries(AUTH_METHODS).flatMap(([name, { formerly }]) =>
    [name, ...formerly].map((each) => [each, name as MethodName] as const),
  ),
);

/** Every name of a method, as messages list them. */
export const METHOD_NAMES = [...BY_NAME.keys()] as readonly string[];

/** A method by its present or a former name. */
export function methodNamed(name: unknown): AuthMethod | undefined {
  const known = BY_NAME.get(name);
  return known && AUTH_METHODS[known];
}

/** The present name of a method; one that isn't known stays as it is. */
export function presentName(name: unknown): unknown {
  return BY_NAME.get(name) ?? name;
}

/** The fields of a method, by name; none where it isn't known. */
export function authFieldsOf(method: unknown): Readonly<Record<string, AuthField>> {
  return methodNamed(method)?.fields ?? {};
}

/** Those of them that have to be given, whatever the platform is. */
export function requiredAuthFieldsOf(method: unknown): string[] {
  return Object.entries(authFieldsOf(method)).flatMap(([field, { required }]) => (required === true ? [field] : []));
}

/** What a method's fields are where they are not given. */
export function authDefaultsOf(method: unknown): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(authFieldsOf(method)).flatMap(([field, row]) =>
      row.default === undefined ? [] : [[field, row.default]],
    ),
  );
}

/** Every field that any method has. Whether it is a secret, or a text, doesn't depend on the method. */
export const AUTH_FIELDS = Object.assign({}, ...Object.values(AUTH_METHODS).map(({ fields }) => fields)) as Readonly<
  Record<AuthFieldName, AuthField>
>;

export function authFieldNamed(name: string): AuthField | undefined {
  return Object.hasOwn(AUTH_FIELDS, name) ? AUTH_FIELDS[name as AuthFieldName] : undefined;
}

export function isSecretAuthField(name: string): boolean {
  return authFieldNamed(name)?.secret === true;
}
