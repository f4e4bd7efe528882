import type { BucketAnswer } from "../api/answers";
import { formatUri, type Location } from "../model/location";
import { type StandingBucketConfig, standing } from "../model/wire";

/** An organisation's BucketConfigs by id, by location and by nickname: each check of a thousand looks for a few of a thousand. */
export class BucketList extends Map<string, BucketAnswer> {
  readonly #standing = new Map<string, StandingBucketConfig>();
  readonly #byKey = new Map<string, Set<StandingBucketConfig>>();

  static of(buckets: readonly BucketAnswer[]): BucketList {
    const list = new BucketList();
    for (const bucket of buckets) list.set(bucket.id, bucket);
    return list;
  }

  override set(id: string, bucket: BucketAnswer): this {
    this.#unindex(id);
    const config = standing(bucket);
    this.#standing.set(id, config);
    for (const key of keysOf(config)) this.#byKey.set(key, (this.#byKey.get(key) ?? new Set()).add(config));
    return super.set(id, bucket);
  }

  override delete(id: string): boolean {
    this.#unindex(id);
    this.#standing.delete(id);
    return super.delete(id);
  }

  standing(): StandingBucketConfig[] {
    return [...this.#standing.values()];
  }

  find(id: string): StandingBucketConfig | undefined {
    return this.#standing.get(id);
  }

  /** What stands at a location: one, if the service holds to its own rule. */
  at(location: Location): StandingBucketConfig[] {
    return [...(this.#byKey.get(locationKey(location)) ?? [])];
  }

  called(nickname: string): StandingBucketConfig[] {
    return [...(this.#byKey.get(nicknameKey(nickname)) ?? [])];
  }

  #unindex(id: string): void {
    const config = this.#standing.get(id);
    for (const key of config ? keysOf(config) : []) this.#byKey.get(key)?.delete(config as StandingBucketConfig);
  }
}

function keysOf(config: StandingBucketConfig): string[] {
  return [locationKey(config), nicknameKey(config.nickname)];
}

function locationKey(location: Location): string {
  return `location ${formatUri(location)}`;
}

function nicknameKey(nickname: string): string {
  return `nickname ${nickname}`;
}
