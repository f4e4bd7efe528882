// What Pulumi puts in the place of a value that is not plain JSON. Source: the Go SDK's common/resource/plugin/rpc.go and
// common/resource/sig, of which the Node.js SDK's runtime/rpc has a part.

/** A value that a preview can't know yet, at any depth. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The key of an object that stands for a secret, an asset, a resource or an output. */
export const SIGNATURE = "4dabf18193072939515e22adb298388d";

export function isUnknown(value: unknown): boolean {
  return value === UNKNOWN;
}

export function containsUnknown(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return isUnknown(value);
  return Object.values(value).some(containsUnknown);
}
