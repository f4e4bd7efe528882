/** What the emulator stores. Field names are the wire's, and rows are never changed in place, only replaced. */

/** The latest health check of a BucketConfig. */
export interface BucketHealth {
  status: string;
  last_checked_at: string | null;
  message: string | null;
  capabilities: string[];
}

/** A stored BucketConfig, its secrets in clear. It may hold fields and words that no client knows. */
export interface BucketRow {
  id: string;
  nickname: string;
  platform: string;
  name: string;
  prefix: string;
  extra_config: Record<string, unknown>;
  auth_config: Record<string, unknown> | null;
  em_managed: boolean;
  created: string;
  updated: string;
  created_by: string | null;
  is_default: boolean;
  health: BucketHealth | null;
  [other: string]: unknown;
}

/** A stored repo. `deleted_at` is set while it is a ghost. */
export interface RepoRow {
  id: string;
  name: string;
  bucket_id: string | null;
  prefix: string;
  kind: string;
  created: string;
  updated: string;
  created_by: string | null;
  description: string | null;
  metadata: Record<string, unknown> | null;
  visibility: string;
  deleted_at: string | null;
  deleted_by: string | null;
  retain_data: boolean;
  [other: string]: unknown;
}

/** The time as the service writes it: UTC, whole seconds, with an offset. */
export function timestamp(at: Date = new Date()): string {
  return `${at.toISOString().slice(0, 19)}+00:00`;
}
