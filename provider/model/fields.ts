import type { FieldName } from "./schema";

/** What a changed field asks of the config that stands: a change in place, or a new one in its stead. */
type ChangeRule = "update" | "replace";

/**
 * Every field of a BucketConfig, once, and what its change means. The service lets only the nickname change once a repo relies on the config (its page "Managing Storage").
 */
export const FIELDS = {
  org: "replace",
  nickname: "update",
  platform: "replace",
  name: "replace",
  prefix: "replace",
  extraConfig: "replace",
  authConfig: "replace",
} as const satisfies Record<FieldName, ChangeRule>;

export const FIELD_NAMES = Object.keys(FIELDS) as readonly FieldName[];
