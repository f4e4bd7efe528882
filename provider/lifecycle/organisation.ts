import type { BucketAnswer, RepoAnswer } from "../api/answers";
import type { ArraylakeClient } from "../api/client";
import type { RetryLimits } from "../api/retry";
import type { StandingBucketConfig } from "../model/wire";
import { BucketList, type ReadonlyBucketList } from "./bucket-list";

/**
 * How long a deletion may rely on the repos that the same process found before, in milliseconds: a replacement is checked and
 * carried out in one run. A repo that appears in between is the service's to refuse, as at any later moment.
 */
const RECENT = 300_000;

/**
 * What this process knows of one organisation: one list of its BucketConfigs and the repos of each, asked for once and
 * shared by all hooks. Our own writes are written into it, so it stays true to them without another call.
 */
export class Organisation {
  readonly #client: ArraylakeClient;
  readonly #org: string;
  #buckets: Promise<BucketList> | undefined;
  readonly #repos = new Map<string, { readonly asked: Promise<RepoAnswer[]>; readonly at: number }>();

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
  buckets(): Promise<ReadonlyBucketList> {
    if (this.#buckets) return this.#buckets;
    const asked = this.#client.listBuckets(this.#org).then((answer) => new BucketList(answer));
    this.#buckets = asked;
    asked.catch(() => {
      if (this.#buckets === asked) this.#buckets = undefined;
    });
    return asked;
  }

  /** The list as it is now, for what must not be decided from memory. */
  bucketsNow(): Promise<ReadonlyBucketList> {
    this.#buckets = undefined;
    return this.buckets();
  }

  /** The repos that rely on a config, asked for once in a run. */
  repos(id: string): Promise<RepoAnswer[]> {
    return this.#reposSince(id, 0);
  }

  /** The repos that rely on a config as this run found them just before, or as they are now. */
  reposRecently(id: string): Promise<RepoAnswer[]> {
    return this.#reposSince(id, Date.now() - RECENT);
  }

  /** The repos that rely on a config as they are now. */
  reposNow(id: string): Promise<RepoAnswer[]> {
    return this.#reposSince(id, Number.POSITIVE_INFINITY);
  }

  /** Every repo of the organisation that names the config, deleted ones in their grace period included. */
  async reposOfAnyKind(id: string): Promise<RepoAnswer[]> {
    return (await this.allRepos(true)).filter((repo) => repo.bucket?.id === id);
  }

  allRepos(includeDeleted: boolean): Promise<RepoAnswer[]> {
    return this.#client.listRepos(this.#org, includeDeleted);
  }

  async create(body: object): Promise<StandingBucketConfig> {
    return this.#written(await this.#client.createBucket(this.#org, body));
  }

  async rename(id: string, nickname: string): Promise<StandingBucketConfig> {
    return this.#written(await this.#client.renameBucket(this.#org, id, nickname));
  }

  async delete(id: string): Promise<void> {
    await this.#client.deleteBucket(this.#org, id);
    await this.forget(id);
  }

  async setDefault(id: string): Promise<void> {
    await this.#client.setDefaultBucket(this.#org, id);
    for (const bucket of (await this.#known())?.answers() ?? []) bucket.is_default = bucket.id === id;
  }

  async forget(id: string): Promise<void> {
    (await this.#known())?.delete(id);
    this.#repos.delete(id);
  }

  #reposSince(id: string, time: number): Promise<RepoAnswer[]> {
    const known = this.#repos.get(id);
    if (known && known.at >= time) return known.asked;
    const asked = this.#client.listReposOfBucket(this.#org, id);
    this.#repos.set(id, { asked, at: Date.now() });
    asked.catch(() => this.#repos.delete(id));
    return asked;
  }

  async #written(bucket: BucketAnswer): Promise<StandingBucketConfig> {
    return ((await this.#known()) ?? new BucketList()).set(bucket);
  }

  async #known(): Promise<BucketList | undefined> {
    return this.#buckets?.catch(() => undefined);
  }
}
