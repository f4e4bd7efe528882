import type { BucketRow, RepoRow } from "./rows";
import type { OrgSnapshot } from "./state-file";

/** How many changes an org remembers, for lists that are behind. */
const CHANGES = 10_000;

interface Change {
  readonly at: number;
  /** Puts back what was there before. */
  readonly undo: (before: { buckets: Map<string, BucketRow>; repos: Map<string, RepoRow> }) => void;
}

/** The rows of one org, and the indexes that keep look-ups quick. Checks nothing: the routes do. */
export class OrgRows {
  readonly #buckets = new Map<string, BucketRow>();
  readonly #repos = new Map<string, RepoRow>();
  readonly #reposOf = new Map<string, Set<string>>();
  readonly #byNickname = new Map<string, string>();
  readonly #byLocation = new Map<string, Set<string>>();
  /** The BucketConfigs that something else than a repo relies on. */
  readonly held = new Set<string>();
  #changes: Change[] = [];

  constructor(
    readonly name: string,
    private readonly onChange: () => void,
    snapshot: OrgSnapshot = { buckets: [], repos: [], held: [] },
  ) {
    for (const bucket of snapshot.buckets) this.#index(bucket);
    for (const repo of snapshot.repos) this.#indexRepo(repo);
    for (const id of snapshot.held) this.held.add(id);
  }

  /** The org as it was so many milliseconds ago, for reading. */
  asOf(ago: number): OrgRows {
    if (ago <= 0) return this;
    const before = { buckets: new Map(this.#buckets), repos: new Map(this.#repos) };
    for (const { undo } of this.#changes.filter(({ at }) => at > Date.now() - ago).toReversed()) undo(before);
    const [buckets, repos] = [[...before.buckets.values()], [...before.repos.values()]];
    return new OrgRows(this.name, () => {}, { buckets, repos, held: [...this.held] });
  }

  buckets(): BucketRow[] {
    return [...this.#buckets.values()];
  }

  bucket(id: string): BucketRow | undefined {
    return this.#buckets.get(id);
  }

  bucketNamed(nickname: string): BucketRow | undefined {
    const id = this.#byNickname.get(nickname);
    return id === undefined ? undefined : this.#buckets.get(id);
  }

  bucketsAt(location: Location): BucketRow[] {
    const ids = this.#byLocation.get(locationOf(location)) ?? [];
    return [...ids].flatMap((id) => this.#buckets.get(id) ?? []);
  }

  defaultBucket(): BucketRow | undefined {
    return this.buckets().find((bucket) => bucket.is_default);
  }

  repos(): RepoRow[] {
    return [...this.#repos.values()];
  }

  repo(name: string): RepoRow | undefined {
    return this.#repos.get(name);
  }

  reposOf(bucketId: string): RepoRow[] {
    return [...(this.#reposOf.get(bucketId) ?? [])].flatMap((name) => this.#repos.get(name) ?? []);
  }

  /** Adds a BucketConfig, or puts it in the place of the one with its id. At most one stays the default. */
  putBucket(row: BucketRow): void {
    const before = this.#buckets.get(row.id);
    if (before) this.#unindex(before);
    const other = row.is_default ? this.defaultBucket() : undefined;
    if (other && other.id !== row.id) this.#setMark(other, false);
    this.#rememberBucket(row.id);
    this.#index(row);
    this.onChange();
  }

  /** Makes a BucketConfig the default; with null, the org has none afterwards. */
  setDefault(id: string | null): void {
    for (const bucket of this.buckets())
      if (bucket.is_default !== (bucket.id === id)) this.#setMark(bucket, !bucket.is_default);
    this.onChange();
  }

  deleteBucket(id: string): boolean {
    const row = this.#buckets.get(id);
    if (!row) return false;
    this.#unindex(row);
    this.#rememberBucket(id);
    this.#buckets.delete(id);
    this.held.delete(id);
    this.onChange();
    return true;
  }

  hold(bucketId: string, held: boolean): void {
    if (held) this.held.add(bucketId);
    else this.held.delete(bucketId);
    this.onChange();
  }

  putRepo(repo: RepoRow): void {
    this.#unindexRepo(repo.name);
    this.#rememberRepo(repo.name);
    this.#indexRepo(repo);
    this.onChange();
  }

  deleteRepo(name: string): boolean {
    this.#unindexRepo(name);
    this.#rememberRepo(name);
    const existed = this.#repos.delete(name);
    if (existed) this.onChange();
    return existed;
  }

  #setMark(bucket: BucketRow, is_default: boolean): void {
    this.#rememberBucket(bucket.id);
    this.#buckets.set(bucket.id, { ...bucket, is_default });
  }

  #rememberBucket(id: string): void {
    const row = this.#buckets.get(id);
    this.#remember(({ buckets }) => putBack(buckets, id, row));
  }

  #rememberRepo(name: string): void {
    const row = this.#repos.get(name);
    this.#remember(({ repos }) => putBack(repos, name, row));
  }

  #remember(undo: Change["undo"]): void {
    this.#changes.push({ at: Date.now(), undo });
    if (this.#changes.length > CHANGES * 2) this.#changes = this.#changes.slice(-CHANGES);
  }

  #index(row: BucketRow): void {
    this.#buckets.set(row.id, row);
    this.#byNickname.set(row.nickname, row.id);
    addTo(this.#byLocation, locationOf(row), row.id);
  }

  #unindex(row: BucketRow): void {
    if (this.#byNickname.get(row.nickname) === row.id) this.#byNickname.delete(row.nickname);
    this.#byLocation.get(locationOf(row))?.delete(row.id);
  }

  #indexRepo(repo: RepoRow): void {
    this.#repos.set(repo.name, repo);
    if (repo.bucket_id !== null) addTo(this.#reposOf, repo.bucket_id, repo.name);
  }

  #unindexRepo(name: string): void {
    const bucketId = this.#repos.get(name)?.bucket_id;
    if (bucketId) this.#reposOf.get(bucketId)?.delete(name);
  }
}

/** Where a BucketConfig points. */
export type Location = Pick<BucketRow, "platform" | "name" | "prefix">;

/** A location in one text: `{platform}://{name}[/{prefix}]`. */
export function locationOf({ platform, name, prefix }: Location): string {
  return `${platform}://${name}${prefix === "" ? "" : `/${prefix}`}`;
}

function putBack<Row>(rows: Map<string, Row>, key: string, row: Row | undefined): void {
  if (row === undefined) rows.delete(key);
  else rows.set(key, row);
}

function addTo(index: Map<string, Set<string>>, key: string, value: string): void {
  const values = index.get(key);
  if (values) values.add(value);
  else index.set(key, new Set([value]));
}
