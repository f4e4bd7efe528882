import type { BucketAnswer, RepoAnswer } from "../api/answers";
import type { ArraylakeClient } from "../api/client";
import type { RetryLimits } from "../api/retry";
import { type StandingBucketConfig, standing } from "../model/wire";

/**
 * What this process knows of one organisation: one list of its BucketConfigs and the repos of each, asked for once and
 * shared by all hooks. Our own writes are written into it, so it stays true to them without another call.
 */
export class Organisation {
  readonly #client: ArraylakeClient;
  readonly #org: string;
  #buckets: Promise<Map<string, BucketAnswer>> | undefined;
  /** Each answer read once: every check and read of a run looks at the whole list. */
  readonly #standing = new WeakMap<BucketAnswer, StandingBucketConfig>();
  readonly #repos = new Map<string, Promise<RepoAnswer[]>>();

  constructor(client: ArraylakeClient, org: string) {
    this.#client = client;
    this.#org = org;
  }

  get limits(): RetryLimits {
    return this.#client.limits;
  }

  /** The time by the service's clock. */
  serviceTime(): number {
    return this.#client.serviceTime();
  }

  /** The list, asked for once. A failed call is not remembered. */
  buckets(): Promise<ReadonlyMap<string, BucketAnswer>> {
    if (this.#buckets) return this.#buckets;
    const asked = this.#client
      .listBuckets(this.#org)
      .then((answer) => new Map(answer.map((bucket) => [bucket.id, bucket])));
    this.#buckets = asked;
    asked.catch(() => {
      if (this.#buckets === asked) this.#buckets = undefined;
    });
    return asked;
  }

  /** The list as it is now, for what must not be decided from memory. */
  bucketsNow(): Promise<ReadonlyMap<string, BucketAnswer>> {
    this.#buckets = undefined;
    return this.buckets();
  }

  async standing(): Promise<StandingBucketConfig[]> {
    return Array.from((await this.buckets()).values(), (bucket) => this.#read(bucket));
  }

  /** One of the list, by its id. */
  async find(id: string): Promise<StandingBucketConfig | undefined> {
    const bucket = (await this.buckets()).get(id);
    return bucket && this.#read(bucket);
  }

  async standingNow(): Promise<StandingBucketConfig[]> {
    await this.bucketsNow();
    return this.standing();
  }

  /** The repos that rely on a config, asked for once. */
  repos(id: string): Promise<RepoAnswer[]> {
    const known = this.#repos.get(id);
    if (known) return known;
    const asked = this.#client.listReposOfBucket(this.#org, id);
    this.#repos.set(id, asked);
    asked.catch(() => this.#repos.delete(id));
    return asked;
  }

  /** The repos that rely on a config as they are now. */
  reposNow(id: string): Promise<RepoAnswer[]> {
    this.#repos.delete(id);
    return this.repos(id);
  }

  /** Every repo of the organisation that names the config, deleted ones in their grace period included. */
  async reposOfAnyKind(id: string): Promise<RepoAnswer[]> {
    return (await this.allRepos(true)).filter((repo) => repo.bucket?.id === id);
  }

  allRepos(includeDeleted: boolean): Promise<RepoAnswer[]> {
    return this.#client.listRepos(this.#org, includeDeleted);
  }

  async create(body: object): Promise<StandingBucketConfig> {
    return this.#read(await this.#written(await this.#client.createBucket(this.#org, body)));
  }

  async rename(id: string, nickname: string): Promise<StandingBucketConfig> {
    return this.#read(await this.#written(await this.#client.renameBucket(this.#org, id, nickname)));
  }

  async delete(id: string): Promise<void> {
    await this.#client.deleteBucket(this.#org, id);
    await this.forget(id);
  }

  async setDefault(id: string): Promise<void> {
    await this.#client.setDefaultBucket(this.#org, id);
    for (const bucket of (await this.#known())?.values() ?? []) bucket.is_default = bucket.id === id;
  }

  async forget(id: string): Promise<void> {
    (await this.#known())?.delete(id);
    this.#repos.delete(id);
  }

  #read(bucket: BucketAnswer): StandingBucketConfig {
    const known = this.#standing.get(bucket) ?? standing(bucket);
    this.#standing.set(bucket, known);
    return known;
  }

  async #written(bucket: BucketAnswer): Promise<BucketAnswer> {
    (await this.#known())?.set(bucket.id, bucket);
    return bucket;
  }

  async #known(): Promise<Map<string, BucketAnswer> | undefined> {
    return this.#buckets?.catch(() => undefined);
  }
}
