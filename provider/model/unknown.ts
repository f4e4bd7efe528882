/**
 * What Pulumi's engine puts in the place of a value that a preview can't know yet, at any depth.
 * Source: `unknownValue` in the Node.js SDK's runtime/rpc.
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function isUnknown(value: unknown): boolean {
  return value === UNKNOWN;
}

export function containsUnknown(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return isUnknown(value);
  return Object.values(value).some(containsUnknown);
}
