import { methodOf } from "./auth-methods";
import type { BucketRow, RepoRow } from "./rows";

const MASK = "**********";

const texts = new WeakMap<BucketRow, string>();

/** A BucketConfig as it leaves the emulator, in JSON. Every row passes here, so a secret is hidden here or nowhere. */
export function bucketText(row: BucketRow): string {
  let text = texts.get(row);
  if (text === undefined) {
    text = JSON.stringify({ ...row, auth_config: masked(row.auth_config) });
    texts.set(row, text);
  }
  return text;
}

/** A repo as it leaves the emulator, in JSON. */
export function repoText(org: string, repo: RepoRow, bucket: BucketRow | undefined): string {
  const { id, bucket_id: _, ...rest } = repo;
  const fields = JSON.stringify({
    _id: id,
    org,
    subscription: null,
    status: { mode: "online", message: null, initiated_by: {}, is_user_modifiable: true, estimated_end_time: null },
    optimization_config: { window: null, gc_config: null, expiration_config: null },
    permissions: [],
    cleanup_started_at: null,
    health: null,
    ...rest,
  });
  return `${fields.slice(0, -1)},"bucket":${bucket ? bucketText(bucket) : "null"}}`;
}

/** A list whose items are JSON already. */
export function listText(items: string[]): string {
  return `[${items.join(",")}]`;
}

function masked(auth: Record<string, unknown> | null): Record<string, unknown> | null {
  const method = methodOf(auth);
  if (auth === null || method === undefined) return auth;
  const hide = ([key, value]: [string, unknown]) =>
    method.fields[key]?.masked && typeof value === "string" && value !== "" ? [key, MASK] : [key, value];
  return Object.fromEntries(Object.entries(auth).map(hide));
}
