import * as pulumi from "@pulumi/pulumi";
import { DEFAULT_BUCKET_CONFIG_LINE } from "./dynamic/line";
import { DYNAMIC_TYPES, isOfType } from "./type-tokens";

/** What a DefaultBucketConfig is made from. */
export interface DefaultBucketConfigArgs {
  /**
   * The organisation. A change replaces the resource.
   * @default the config `arraylake:org`, then the environment variable `ARRAYLAKE_ORG`
   */
  org?: pulumi.Input<string>;
  /** The id of the BucketConfig that new repos use when they name none. Changes in place. */
  bucketConfigId: pulumi.Input<string>;
}

/**
 * Which BucketConfig of an organisation new repos use when they name none. One for each organisation.
 *
 * Arraylake has no way to unset a default: deleting this resource changes nothing there, and says so.
 */
export class DefaultBucketConfig extends pulumi.CustomResource {
  /** The type by which policies and tools know this class. */
  static readonly __pulumiType = DYNAMIC_TYPES.defaultBucketConfig;

  /** Refers to an organisation's default without managing it. The id is the organisation's name. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): DefaultBucketConfig {
    return new DefaultBucketConfig(name, {} as DefaultBucketConfigArgs, { ...opts, id });
  }

  /** Whether a value is a DefaultBucketConfig, also one of another copy of this package. */
  static override isInstance(value: unknown): value is DefaultBucketConfig {
    return isOfType(DYNAMIC_TYPES.defaultBucketConfig, value);
  }

  /** The organisation. */
  declare readonly org: pulumi.Output<string>;
  /** The id of the default BucketConfig. */
  declare readonly bucketConfigId: pulumi.Output<string>;

  constructor(name: string, args: DefaultBucketConfigArgs, opts?: pulumi.CustomResourceOptions) {
    super(
      DYNAMIC_TYPES.defaultBucketConfig,
      name,
      { org: undefined, ...args, bucketConfigId: args.bucketConfigId, __provider: DEFAULT_BUCKET_CONFIG_LINE },
      opts,
    );
  }
}
