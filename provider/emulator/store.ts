import type { BucketRow, RepoRow } from "./rows";

/** How many changes an org remembers, for lists that are behind. */
const CHANGES = 1000;

/** All that an org holds at one time. */
export interface OrgSnapshot {
  buckets: BucketRow[];
  repos: RepoRow[];
  held: string[];
}

/** The rows of one org. Checks nothing: the routes do. */
export class OrgRows {
  readonly #buckets: Map<string, BucketRow>;
  readonly #repos: Map<string, RepoRow>;
  /** The BucketConfigs that something else than a repo relies on. */
  readonly held: Set<string>;
  readonly #past: { until: number; was: OrgSnapshot }[] = [];

  constructor(
    readonly name: string,
    private readonly onChange: (org: OrgRows) => void,
    { buckets, repos, held }: OrgSnapshot = { buckets: [], repos: [], held: [] },
  ) {
    this.#buckets = new Map(buckets.map((bucket) => [bucket.id, bucket]));
    this.#repos = new Map(repos.map((repo) => [repo.name, repo]));
    this.held = new Set(held);
  }

  snapshot(): OrgSnapshot {
    return { buckets: this.buckets(), repos: this.repos(), held: [...this.held] };
  }

  /** The org as it was so many milliseconds ago, for reading. */
  asOf(ago: number): OrgRows {
    const then = Date.now() - ago;
    const past = this.#past.find(({ until }) => until > then);
    return past ? new OrgRows(this.name, () => {}, past.was) : this;
  }

  buckets(): BucketRow[] {
    return [...this.#buckets.values()];
  }

  bucket(id: string): BucketRow | undefined {
    return this.#buckets.get(id);
  }

  bucketNamed(nickname: string): BucketRow | undefined {
    return this.buckets().find((bucket) => bucket.nickname === nickname);
  }

  repos(): RepoRow[] {
    return [...this.#repos.values()];
  }

  repo(name: string): RepoRow | undefined {
    return this.#repos.get(name);
  }

  reposOf(bucketId: string): RepoRow[] {
    return this.repos().filter((repo) => repo.bucket_id === bucketId);
  }

  /** Adds a BucketConfig, or puts it in the place of the one with its id. At most one stays the default. */
  putBucket(row: BucketRow): void {
    this.#change(() => {
      if (row.is_default) this.#mark(row.id);
      this.#buckets.set(row.id, row);
    });
  }

  /** Makes a BucketConfig the default; with null, the org has none afterwards. */
  setDefault(id: string | null): void {
    this.#change(() => this.#mark(id));
  }

  deleteBucket(id: string): boolean {
    if (!this.#buckets.has(id)) return false;
    this.#change(() => {
      this.#buckets.delete(id);
      this.held.delete(id);
    });
    return true;
  }

  hold(bucketId: string, held: boolean): void {
    this.#change(() => (held ? this.held.add(bucketId) : this.held.delete(bucketId)));
  }

  putRepo(repo: RepoRow): void {
    this.#change(() => this.#repos.set(repo.name, repo));
  }

  deleteRepo(name: string): boolean {
    if (!this.#repos.has(name)) return false;
    this.#change(() => this.#repos.delete(name));
    return true;
  }

  #change(apply: () => void): void {
    this.#past.push({ until: Date.now(), was: this.snapshot() });
    if (this.#past.length > CHANGES) this.#past.shift();
    apply();
    this.onChange(this);
  }

  #mark(id: string | null): void {
    for (const bucket of this.buckets())
      if (bucket.is_default !== (bucket.id === id))
        this.#buckets.set(bucket.id, { ...bucket, is_default: !bucket.is_default });
  }
}

/** A location in one text: `{platform}://{name}[/{prefix}]`. */
export function locationOf({ platform, name, prefix }: Pick<BucketRow, "platform" | "name" | "prefix">): string {
  return `${platform}://${name}${prefix === "" ? "" : `/${prefix}`}`;
}
