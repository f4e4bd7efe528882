/** What the emulator stores. Field names are the wire's, and rows are never changed in place, only replaced. */

/** The latest health check of a BucketConfig. */
export interface BucketHealth {
  /** What came of it, in a word. */
  status: string;
  /** When; null before the first check. */
  last_checked_at: string | null;
  /** What went wrong, if anything did. */
  message: string | null;
  /** What can be done with the object store. */
  capabilities: string[];
}

/** A stored BucketConfig, its secrets in clear. It may hold fields and words that no client knows. */
export interface BucketRow {
  /** A uuid. */
  id: string;
  /** Unique in its org. */
  nickname: string;
  /** The kind of object store. */
  platform: string;
  /** The bucket's or container's name. */
  name: string;
  /** The path inside the bucket; empty when there is none. */
  prefix: string;
  /** Settings of the object store. */
  extra_config: Record<string, unknown>;
  /** The auth method and its fields. */
  auth_config: Record<string, unknown> | null;
  /** Whether the service itself looks after the bucket, which only its super admins can say. */
  em_managed: boolean;
  /** When it was created, as the wire has it: UTC, with an offset. */
  created: string;
  /** When it was changed last, likewise. */
  updated: string;
  /** An e-mail address, or null. */
  created_by: string | null;
  /** Whether new repos use it when they name none. At most one of an org. */
  is_default: boolean;
  /** Null before the first check, which the emulator never makes. */
  health: BucketHealth | null;
  [other: string]: unknown;
}

/** A stored repo. `deleted_at` is set while it is a ghost. */
export interface RepoRow {
  /** 24 hexadecimal digits; `_id` on the wire. */
  id: string;
  /** Unique in its org. */
  name: string;
  /** The BucketConfig that it relies on. */
  bucket_id: string | null;
  /** Where it is inside the BucketConfig's location. */
  prefix: string;
  /** Such as `icechunk`. */
  kind: string;
  /** When it was created, as the wire has it: UTC, with an offset. */
  created: string;
  /** When it was changed last, likewise. */
  updated: string;
  /** An e-mail address, or null. */
  created_by: string | null;
  /** What its owners say of it. */
  description: string | null;
  /** What its owners attach to it. */
  metadata: Record<string, unknown> | null;
  /** Such as `PRIVATE`. */
  visibility: string;
  /** When it became a ghost; null while it is none. */
  deleted_at: string | null;
  [other: string]: unknown;
}

/** The time as the service writes it: UTC, whole seconds, with an offset. */
export function timestamp(at: Date = new Date()): string {
  return `${at.toISOString().slice(0, 19)}+00:00`;
}
