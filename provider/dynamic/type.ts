/** The type tokens, which stand in users' states and so never change. */
export const BUCKET_CONFIG_TYPE = "pulumi-nodejs:dynamic/arraylake:BucketConfig";
export const DEFAULT_BUCKET_CONFIG_TYPE = "pulumi-nodejs:dynamic/arraylake:DefaultBucketConfig";

/** Whether a value is a resource of a type, also one of another copy of this package. */
export function isOfType(type: string, value: unknown): boolean {
  return typeof value === "object" && value !== null && "__pulumiType" in value && value.__pulumiType === type;
}
