import { type BucketAnswer, isIdentified } from "../api/answers";
import { formatUri, type Location } from "../model/location";
import { type StandingBucketConfig, standingOf } from "../model/standing-bucket-config";

interface Entry {
  readonly bucket: BucketAnswer;
  readonly config: StandingBucketConfig;
}

/** What hooks read of the list; only its organisation writes into it. */
export type ReadonlyBucketList = Omit<BucketList, "set" | "delete">;

/** An organisation's BucketConfigs by id, by location and by nickname: each check of a thousand looks for a few of a thousand. */
export class BucketList {
  readonly #entries = new Map<string, Entry>();
  readonly #byKey = new Map<string, Set<string>>();

  constructor(buckets: readonly BucketAnswer[]) {
    for (const bucket of buckets) this.set(bucket);
  }

  /** What the service said of each, in its order. */
  answers(): BucketAnswer[] {
    return Array.from(this.#entries.values(), ({ bucket }) => bucket);
  }

  /** The same, as it is compared with what is declared. */
  standing(): StandingBucketConfig[] {
    return Array.from(this.#entries.values(), ({ config }) => config);
  }

  has(id: string): boolean {
    return this.#entries.has(id);
  }

  find(id: string): StandingBucketConfig | undefined {
    return this.#entries.get(id)?.config;
  }

  /** Whether it is the one that new repos use when they name none. */
  isDefault(id: string): boolean {
    return this.#entries.get(id)?.bucket.isDefault === true;
  }

  /** What stands at a location: one, if the service holds to its own rule. */
  at(location: Location): StandingBucketConfig[] {
    return this.#under(locationKey(location));
  }

  called(nickname: string): StandingBucketConfig[] {
    return this.#under(nicknameKey(nickname));
  }

  /** Whether a row whose id can't be read may be the config of a location: then the list proves of none there that it is gone. */
  mayHide(location: Location): boolean {
    return this.standing().some(
      (row) =>
        !isIdentified(row) &&
        (["platform", "name", "prefix"] as const).every(
          (part) => row[part] === location[part] || row.unreadable.some(([field]) => field === part),
        ),
    );
  }

  set(bucket: BucketAnswer): StandingBucketConfig {
    this.#unindex(bucket.id);
    const config = standingOf(bucket);
    this.#entries.set(bucket.id, { bucket, config });
    for (const key of keysOf(config)) this.#byKey.set(key, this.#idsUnder(key).add(bucket.id));
    return config;
  }

  delete(id: string): void {
    this.#unindex(id);
    this.#entries.delete(id);
  }

  #under(key: string): StandingBucketConfig[] {
    return Array.from(this.#idsUnder(key), (id) => this.find(id) as StandingBucketConfig);
  }

  #idsUnder(key: string): Set<string> {
    return this.#byKey.get(key) ?? new Set();
  }

  #unindex(id: string): void {
    const config = this.find(id);
    if (config) for (const key of keysOf(config)) this.#idsUnder(key).delete(id);
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
