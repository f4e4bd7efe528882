import { randomUUID } from "node:crypto";
import type { Orgs } from "./orgs";
import { newRepo } from "./routes/repos";
import { type BucketRow, type RepoRow, timestamp } from "./rows";
import type { OrgRows } from "./store";

/** What a test can do to the rows behind the API's back. Nothing is checked: rows are stored as they are given. */
export interface RowsByHand {
  /** Every BucketConfig of an org, its secrets in clear, in the order they came. */
  buckets(org: string): BucketRow[];
  /** The BucketConfig with an id or a nickname. */
  bucket(org: string, idOrNickname: string): BucketRow | undefined;
  /** Stores a BucketConfig, known words or not; what is left out is made up (an anonymous `s3` bucket). */
  putBucket(org: string, row?: Partial<BucketRow>): BucketRow;
  /** Changes fields of a stored BucketConfig, as somebody else would in the web app. `updated` becomes now. */
  patchBucket(org: string, id: string, changes: Partial<BucketRow>): BucketRow;
  /** Removes a BucketConfig, whatever relies on it. False when there was none. */
  deleteBucket(org: string, id: string): boolean;
  /** Makes a BucketConfig the default, or none with null: a thing that no call of the API can do. */
  setDefault(org: string, id: string | null): void;
  /** Has something that is no repo rely on a BucketConfig, or no longer. */
  holdBucket(org: string, id: string, held?: boolean): void;
  /** Every repo of an org, ghosts too. */
  repos(org: string): RepoRow[];
  /** Stores a repo that relies on a BucketConfig, or on none with null. */
  putRepo(org: string, repo: { name: string; bucketId: string | null } & Partial<RepoRow>): RepoRow;
  /** Turns a repo into a ghost. */
  ghostRepo(org: string, name: string): RepoRow;
  /** Removes a repo, leaving no ghost. False when there was none. */
  deleteRepo(org: string, name: string): boolean;
}

/** @throws from each of its functions, when the org or the row that it needs does not exist */
export function rowsByHand(orgs: Orgs): RowsByHand {
  const org = (name: string): OrgRows => {
    const found = orgs.get(name);
    if (found) return found;
    const known = orgs.all().map((other) => other.name);
    throw new Error(`The emulator has no org '${name}'. It has: ${known.join(", ")}.`);
  };
  const find = (name: string, id: string): BucketRow => {
    const row = org(name).bucket(id);
    if (row) return row;
    throw new Error(`The emulator's org '${name}' has no BucketConfig with the id '${id}'.`);
  };

  return {
    buckets: (name) => org(name).buckets(),
    bucket: (name, idOrNickname) => org(name).bucket(idOrNickname) ?? org(name).bucketNamed(idOrNickname),
    putBucket(name, row = {}) {
      const made = madeUp(row);
      org(name).putBucket(made);
      return made;
    },
    patchBucket(name, id, changes) {
      const row = { ...find(name, id), updated: timestamp(), ...changes, id };
      org(name).putBucket(row);
      return row;
    },
    deleteBucket: (name, id) => org(name).deleteBucket(id),
    setDefault(name, id) {
      if (id !== null) find(name, id);
      org(name).setDefault(id);
    },
    holdBucket: (name, id, held = true) => org(name).hold(find(name, id).id, held),
    repos: (name) => org(name).repos(),
    putRepo(name, { bucketId, ...given }) {
      if (bucketId !== null) find(name, bucketId);
      const repo = newRepo({ ...given, bucket_id: bucketId });
      org(name).putRepo(repo);
      return repo;
    },
    ghostRepo(name, repoName) {
      const repo = org(name).repo(repoName);
      if (!repo) throw new Error(`The emulator's org '${name}' has no repo '${repoName}'.`);
      const ghost = { ...repo, deleted_at: timestamp() };
      org(name).putRepo(ghost);
      return ghost;
    },
    deleteRepo: (name, repoName) => org(name).deleteRepo(repoName),
  };
}

/** A BucketConfig with these fields; what is left out is an anonymous `s3` bucket's. */
export function madeUp(row: Partial<BucketRow>): BucketRow {
  const id = row.id ?? randomUUID();
  const created = row.created ?? timestamp();
  return {
    nickname: `made-up-${id.slice(0, 8)}`,
    platform: "s3",
    name: `made-up-${id.slice(0, 8)}`,
    prefix: "",
    extra_config: { region_name: "us-east-1" },
    auth_config: { method: "anonymous", storage_account: null },
    em_managed: false,
    updated: created,
    created_by: null,
    is_default: false,
    health: null,
    ...row,
    id,
    created,
  };
}
