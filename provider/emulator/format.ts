import { methodOf } from "./auth-methods";
import type { BucketRow, RepoRow } from "./rows";
import type { OrgRows } from "./store";

const MASK = "**********";

/** A BucketConfig as it leaves the emulator. Every row passes here, so a secret is hidden here or nowhere. */
export function bucketBody(row: BucketRow): BucketRow {
  const { auth_config: auth } = row;
  const method = methodOf(auth);
  if (auth === null || method === undefined) return row;
  const hide = ([key, value]: [string, unknown]) =>
    method.fields[key]?.masked && typeof value === "string" && value !== "" ? [key, MASK] : [key, value];
  return { ...row, auth_config: Object.fromEntries(Object.entries(auth).map(hide)) };
}

/** A repo as it leaves the emulator, with the BucketConfig that it relies on. */
export function repoBody(org: OrgRows, { id, bucket_id, ...rest }: RepoRow): Record<string, unknown> {
  const bucket = bucket_id === null ? undefined : org.bucket(bucket_id);
  return {
    _id: id,
    org: org.name,
    status: { mode: "online", message: null, initiated_by: {}, is_user_modifiable: true, estimated_end_time: null },
    ...rest,
    bucket: bucket ? bucketBody(bucket) : null,
  };
}
