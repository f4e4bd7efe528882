/** The type tokens, which stand in users' states and so never change. */
export const BUCKET_CONFIG_TYPE = "pulumi-nodejs:dynamic/arraylake:BucketConfig";
export const DEFAULT_BUCKET_CONFIG_TYPE = "pulumi-nodejs:dynamic/arraylake:DefaultBucketConfig";
