/**
 * Arraylake's BucketConfigs as Pulumi resources, and look-ups of what stands.
 *
 * @module pulumi-arraylake
 */
export * from "./bucket-config";
export * from "./default-bucket-config";
export * from "./lookups";
export * from "./provider";
