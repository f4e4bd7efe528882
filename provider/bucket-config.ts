import * as pulumi from "@pulumi/pulumi";
import { BUCKET_CONFIG_LINE } from "./dynamic/line";
import { markedAuthConfig } from "./dynamic/secrets";
import { IN_PREVIEW } from "./dynamic/values";
import type { BucketConfigState } from "./lifecycle/bucket-config";
import { formatUri } from "./model/location";
import { DYNAMIC_TYPES, isOfType } from "./type-tokens";

/** The kinds of object store that Arraylake knows. */
export type Platform = "s3" | "s3-compatible" | "minio" | "gs" | "azure";

/** Settings of the object store. A key that is not listed here goes to the service as it is written; a slip of a listed one is refused. */
export interface ExtraConfig {
  /** The bucket's region, without blanks. Required on platform `s3`. */
  regionName?: pulumi.Input<string>;
  /** The object store's endpoint: an `http://` or `https://` URL, without credentials. Required on platform `s3-compatible`. */
  endpointUrl?: pulumi.Input<string>;
  /** Whether to speak TLS to the endpoint. */
  useSsl?: pulumi.Input<boolean>;
  /** Whether the bucket's name goes into the path instead of the host name. */
  forcePathStyle?: pulumi.Input<boolean>;
  [key: string]: pulumi.Input<string | boolean> | undefined;
}

/** No credentials: the bucket is public. */
export interface AnonymousAuth {
  method: "anonymous";
  /** The Azure storage account. Required on platform `azure`. */
  storageAccount?: pulumi.Input<string>;
}

/** A static key pair. It can't be narrowed to a prefix. */
export interface HmacAuth {
  method: "hmac";
  /** The access key's id. Kept as a secret. */
  accessKeyId: pulumi.Input<string>;
  /** The access key's secret part. Kept as a secret. */
  secretAccessKey: pulumi.Input<string>;
}

/** An AWS role of yours that Arraylake assumes. Only on platform `s3`. */
export interface AwsCustomerManagedRoleAuth {
  /** `customer_managed_role` is the service's old name of the same method. */
  method: "aws_customer_managed_role" | "customer_managed_role";
  /** The AWS account that owns the role. */
  externalCustomerId: pulumi.Input<string>;
  /** The role's name. */
  externalRoleName: pulumi.Input<string>;
  /** The STS ExternalId of the role's trust policy: 2 to 1224 characters of `A-Za-z0-9_+=,.@:/-`. Kept as a secret. */
  sharedSecret: pulumi.Input<string>;
}

/** A Google service account that Arraylake impersonates. Only on platform `gs`. */
export interface GcpCustomerManagedRoleAuth {
  method: "gcp_customer_managed_role";
  /** The service account's e-mail address. */
  targetServiceAccount: pulumi.Input<string>;
}

/** Temporary keys for Cloudflare R2. Only on platform `s3-compatible` with an `endpointUrl` that contains `.r2.`. */
export interface R2CustomerManagedRoleAuth {
  method: "r2_customer_managed_role";
  /** The Cloudflare account's id. */
  externalAccountId: pulumi.Input<string>;
  /** The id of the R2 key from which temporary ones are made. Kept as a secret. */
  parentAccessKeyId: pulumi.Input<string>;
  /** A Cloudflare API token. This or the parent key's secret part is required. Kept as a secret. */
  accountApiToken?: pulumi.Input<string>;
  /** The parent key's secret part. This or an API token is required. Kept as a secret. */
  parentSecretAccessKey?: pulumi.Input<string>;
  /**
   * How long a temporary key lives, in seconds; at least 1.
   * @default 3600
   */
  durationSeconds?: pulumi.Input<number>;
}

/** Delegated Azure credentials. Only on platform `azure`. */
export interface AzureCredentialDelegationAuth {
  method: "azure_credential_delegation";
  /** The tenant in which the storage account lives. */
  tenantId: pulumi.Input<string>;
  /** The storage account's name. */
  storageAccount: pulumi.Input<string>;
}

/** How Arraylake gets at the bucket, told apart by `method`. */
export type AuthConfig =
  | AnonymousAuth
  | HmacAuth
  | AwsCustomerManagedRoleAuth
  | GcpCustomerManagedRoleAuth
  | R2CustomerManagedRoleAuth
  | AzureCredentialDelegationAuth;

/** What a BucketConfig is made from besides its location. */
export interface BucketConfigCommonArgs {
  /**
   * The organisation. A part of the service's addresses: no blank, none of `/ \ ? # %`, and neither `.` nor `..`. A change
   * replaces the BucketConfig.
   * @default the config `arraylake:org`, then the environment variable `ARRAYLAKE_ORG`
   */
  org?: pulumi.Input<string>;
  /**
   * The name by which people and repos refer to the BucketConfig: 3 to 64 letters, digits, `_`, `.` and `-` of any script,
   * the first neither `.` nor `-`; outer whitespace is cut. Unique in the organisation. **The only field that changes in place.**
   */
  nickname: pulumi.Input<string>;
  /** Settings of the object store, such as its region. */
  extraConfig?: pulumi.Input<ExtraConfig>;
  /** How Arraylake gets at the bucket. Its secrets are kept as Pulumi secrets, whether or not you marked them. */
  authConfig: pulumi.Input<AuthConfig>;
  /**
   * Take over the BucketConfig that already stands at this location, if it is the same in every field that can be read back.
   * Otherwise the differences are named and nothing is done. Can be removed afterwards without a change.
   * @default false
   */
  adopt?: pulumi.Input<boolean>;
}

/** What a BucketConfig is made from, its location in parts. */
export interface BucketConfigInPartsArgs extends BucketConfigCommonArgs {
  /** The kind of object store. Instead of `uri`. */
  platform: pulumi.Input<Platform>;
  /** The bucket's or container's name: 3 to 63 letters, digits, `_`, `.` and `-`. Instead of `uri`. */
  name: pulumi.Input<string>;
  /**
   * The path inside the bucket: at most 256 characters, no space, no `://`, no `/` first or last. Instead of `uri`.
   * @default none
   */
  prefix?: pulumi.Input<string>;
  /** What `platform`, `name` and `prefix` say. */
  uri?: undefined;
}

/** What a BucketConfig is made from, its location as one text. */
export interface BucketConfigAtUriArgs extends BucketConfigCommonArgs {
  /**
   * Where: `scheme://bucket[/prefix]`, with `s3`, `s3-compatible`, `minio`, `gs`, `az` or `azure`. `s3://` with an
   * `endpointUrl` is `s3-compatible`. Instead of `platform`, `name` and `prefix`; never both. Unique in the organisation.
   */
  uri: pulumi.Input<string>;
  /** In the `uri`. */
  platform?: undefined;
  /** In the `uri`. */
  name?: undefined;
  /** In the `uri`. */
  prefix?: undefined;
}

/**
 * What a BucketConfig is made from: its location, as a `uri` or as `platform`, `name` and `prefix`, and its other fields. Bad
 * input fails the preview with all mistakes at once, each with its path.
 */
export type BucketConfigArgs = BucketConfigInPartsArgs | BucketConfigAtUriArgs;

/** What `BucketConfig.get` may be told of a BucketConfig besides its id. */
export interface BucketConfigLookupState {
  /** The organisation. Default: the config `arraylake:org`, then `ARRAYLAKE_ORG`. */
  org?: pulumi.Input<string>;
}

/** What the engine gives back: all of a state. */
const OUTPUTS: Record<keyof BucketConfigState, undefined> = {
  org: undefined,
  nickname: undefined,
  uri: undefined,
  platform: undefined,
  name: undefined,
  prefix: undefined,
  extraConfig: undefined,
  authConfig: undefined,
  createdAt: undefined,
  createdBy: undefined,
};

/**
 * Where and how an organisation's repositories store their chunks: a BucketConfig of Arraylake.
 *
 * Its nickname changes in place. Any other change deletes it and creates a new one, and fails, naming them, while repos rely
 * on it. So does a deletion. Creating or deleting a BucketConfig never touches the object store itself.
 *
 * @example
 * ```ts
 * const era5 = new BucketConfig("era5", {
 *   nickname: "era5",
 *   uri: "s3://acme-arraylake/era5",
 *   extraConfig: { regionName: "us-east-1" },
 *   authConfig: {
 *     method: "aws_customer_managed_role",
 *     externalCustomerId: "123456789012",
 *     externalRoleName: "arraylake",
 *     sharedSecret: config.requireSecret("externalId"),
 *   },
 * });
 * ```
 */
export class BucketConfig extends pulumi.CustomResource {
  /** The type by which policies and tools know this class. */
  static readonly __pulumiType = DYNAMIC_TYPES.bucketConfig;

  /** Refers to a BucketConfig that stands at Arraylake, by its id, without managing it. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: BucketConfigLookupState,
    opts?: pulumi.CustomResourceOptions,
  ): BucketConfig {
    return new BucketConfig(name, { ...state } as BucketConfigArgs, { ...opts, id });
  }

  /** Whether a value is a BucketConfig, also one of another copy of this package. */
  static override isInstance(value: unknown): value is BucketConfig {
    return isOfType(DYNAMIC_TYPES.bucketConfig, value);
  }

  /** The organisation. */
  declare readonly org: pulumi.Output<string>;
  /** The nickname. */
  declare readonly nickname: pulumi.Output<string>;
  /** The location as the service writes it: `{platform}://{name}[/{prefix}]`. */
  declare readonly uri: pulumi.Output<string>;
  /** The kind of object store. */
  declare readonly platform: pulumi.Output<Platform>;
  /** The bucket's or container's name. */
  declare readonly name: pulumi.Output<string>;
  /** The path inside the bucket; empty when there is none. */
  declare readonly prefix: pulumi.Output<string>;
  /** Settings of the object store; empty when there are none. */
  declare readonly extraConfig: pulumi.Output<Record<string, string | boolean>>;
  /** How Arraylake gets at the bucket, its secrets as Pulumi secrets. */
  declare readonly authConfig: pulumi.Output<pulumi.Unwrap<AuthConfig>>;
  /** When it was created: ISO 8601, UTC. */
  declare readonly createdAt: pulumi.Output<string | undefined>;
  /** Who created it: an e-mail address, where the service knows one. */
  declare readonly createdBy: pulumi.Output<string | undefined>;

  constructor(name: string, args: BucketConfigArgs, opts?: pulumi.CustomResourceOptions) {
    const given =
      args?.authConfig === undefined ? { ...args } : { ...args, authConfig: markedAuthConfig(args.authConfig) };
    const preview = pulumi.runtime.isDryRun() && given.adopt !== undefined ? IN_PREVIEW : {};
    super(DYNAMIC_TYPES.bucketConfig, name, { ...OUTPUTS, ...given, ...preview, __provider: BUCKET_CONFIG_LINE }, opts);
    // A preview knows no output of what is to change, but the inputs of which this one is made.
    const { uri } = this;
    const parts = pulumi.all([this.platform, this.name, this.prefix, pulumi.isSecret(uri)]);
    this.uri = parts.apply(([platform, bucket, prefix, isSecret]): pulumi.Output<string> => {
      // With the mocks of a unit test, nothing makes the parts.
      if ([platform, bucket, prefix].some((part) => typeof part !== "string")) return uri;
      const text = formatUri({ platform, name: bucket, prefix });
      return isSecret ? pulumi.secret(text) : pulumi.output(text);
    });
  }
}
