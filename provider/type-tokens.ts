/** The type tokens of the dynamic provider, which stand in users' states and so never change. */
export const DYNAMIC_TYPES = {
  bucketConfig: "pulumi-nodejs:dynamic/arraylake:BucketConfig",
  defaultBucketConfig: "pulumi-nodejs:dynamic/arraylake:DefaultBucketConfig",
} as const;

/** The native plugin's, which never change either. */
export const NATIVE_TYPES = {
  bucketConfig: "arraylake:index:BucketConfig",
  defaultBucketConfig: "arraylake:index:DefaultBucketConfig",
} as const;

/** What a type token of a state stands for, whichever face wrote it; undefined for anything that is not Arraylake's. */
export function kindOf(type: string): keyof typeof DYNAMIC_TYPES | undefined {
  const kinds = ["bucketConfig", "defaultBucketConfig"] as const;
  return kinds.find((kind) => type === DYNAMIC_TYPES[kind] || type === NATIVE_TYPES[kind]);
}

/** The type token in a URN, `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME`. */
export function typeIn(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}

/** The resource's name in a URN, which may hold anything. */
export function nameIn(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** Whether a value is a resource of a type, also one of another copy of this package. */
export function isOfType(type: string, value: unknown): boolean {
  return typeof value === "object" && value !== null && "__pulumiType" in value && value.__pulumiType === type;
}
