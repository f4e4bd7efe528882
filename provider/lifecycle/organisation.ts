import { type BucketAnswer, isIdentified, mayRelyOn, type RepoAnswer } from "../api/answers";
import { bounded } from "../api/bounds";
import type { ArraylakeClient } from "../api/client";
import { sleep } from "../api/clock";
import type { Connection } from "../api/connection";
import { AnswerError, absentAt, StatusError } from "../api/errors";
import type { Location } from "../model/location";
import type { NormalForm } from "../model/normal-form";
import { type StandingBucketConfig, standingOf } from "../model/standing-bucket-config";
import { BucketList, type ReadonlyBucketList } from "./bucket-list";
import type { Face } from "./face";
import { Remembered } from "./remembered";
import { Sightings } from "./sightings";

/** How old a list may be by which it is decided what is made, taken over or deleted, in milliseconds. */
const FRESH = 30_000;

/**
 * The same for the repos of one config, which are asked for where the list of all is of no use: a replacement is checked and
 * carried out in one run. A repo that appears in between is the service's to refuse, as at any later moment.
 */
const RECENT = 300_000;

/** On more pages of a hundred, the list of all repos costs more than it saves. */
const MOST_PAGES = 10;

/** How often it is asked whether a config is gone, while the list and the config itself say different things. */
const LOOKS = 6;
const FIRST_WAIT = 250;

/**
 * What this process knows of one organisation: one list of its BucketConfigs and the repos of each, asked for once and
 * shared by all hooks. Our own writes are written into it, so it stays true to them without another call.
 */
export class Organisation {
  readonly #client: ArraylakeClient;
  readonly #org: string;
  readonly #buckets: Remembered<BucketList>;
  readonly #reposByBucket: Remembered<ReposByBucket | undefined>;
  /** Where the list of all repos tells too little: then it isn't asked for again. */
  #isEachAsked = false;
  readonly #repos = new Map<string, Remembered<RepoAnswer[]>>();
  /** Which ways out a message may name. */
  readonly face: Face;
  /** Of all organisations that this process speaks of: an answer to another request may be another's. */
  readonly sightings: Sightings;
  /** What this process deleted: a list that still has it is behind. */
  readonly #deleted = new Set<string>();

  constructor(client: ArraylakeClient, org: string, face: Face, sightings = new Sightings()) {
    this.#client = client;
    this.#org = org;
    this.face = face;
    this.sightings = sightings;
    this.#buckets = this.#remembered(() => this.#listBuckets());
    this.#reposByBucket = this.#remembered(() => this.#listReposByBucket());
  }

  get connection(): Connection {
    return this.#client.connection;
  }

  /** The list, asked for once. A failed call is not remembered. */
  buckets(): Promise<ReadonlyBucketList> {
    return this.#buckets.since(Number.NEGATIVE_INFINITY);
  }

  /** The list as it was a moment ago, for what is to be made by it. */
  bucketsLately(): Promise<ReadonlyBucketList> {
    return this.#buckets.since(this.connection.clock.now() - FRESH);
  }

  /** The list as it is now, for what must not be decided from memory. */
  bucketsNow(): Promise<ReadonlyBucketList> {
    return this.#buckets.since(Number.POSITIVE_INFINITY);
  }

  /** A config by its id as it is now, whatever a list says of it; undefined where the service says that none has that id. */
  async findNow(id: string): Promise<StandingBucketConfig | undefined> {
    if (!isIdentified({ id })) return (await this.bucketsNow()).find(id);
    for (let look = 1; ; look++) {
      const bucket = await this.#client.getBucket(this.#org, id).catch(absentAt(404));
      if (bucket === undefined) return undefined;
      if (isSameId(bucket.id, id)) return standingOf(bucket);
      // An answer that speaks of another one says nothing of this one: it may be seen in the list, but not be missing there.
      const listed = (await this.bucketsNow()).find(id);
      if (listed) return listed;
      if (look === LOOKS) throw crossed(id);
      await sleep(this.connection.clock, FIRST_WAIT * 2 ** look);
    }
  }

  /**
   * Whether a config is gone: it isn't found by its id, and a list of the organisation, without which a 404 might speak of
   * anything, doesn't have it. While the two differ, one of them is a moment behind, and both are asked again.
   * @param location where it stands, if it does
   */
  async isGone(id: string, location: Location): Promise<boolean> {
    for (let look = 1; ; look++) {
      if (await this.findNow(id)) return false;
      const list = await this.bucketsNow();
      if (!list.has(id) && !list.mayHide(location)) return true;
      if (look === LOOKS) return false;
      await sleep(this.connection.clock, FIRST_WAIT * 2 ** look);
    }
  }

  /** Who made a config: `nobody` where this organisation's list doesn't have it, `somebody` where the list doesn't say. */
  async makerOf({ id }: StandingBucketConfig): Promise<"us" | "others" | "somebody" | "nobody"> {
    const config = (await this.bucketsNow().catch(() => undefined))?.find(id);
    if (!config) return "nobody";
    if (config.createdBy === undefined) return "somebody";
    return config.createdBy === (await this.#ownEmail()) ? "us" : "others";
  }

  /** Whether a config says that somebody else made it. */
  async isOthers({ createdBy }: StandingBucketConfig): Promise<boolean> {
    if (createdBy === undefined) return false;
    const email = await this.#ownEmail();
    return email !== undefined && email !== createdBy;
  }

  #ownEmail(): Promise<string | undefined> {
    return this.#client.ownEmail().catch(() => undefined);
  }

  /** The repos that rely on a config, deleted ones in their grace period included, asked for once in a run. */
  repos(id: string): Promise<RepoAnswer[]> {
    return this.#reposSince(id, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY);
  }

  /** The same as this run found them just before, or as they are now. */
  reposRecently(id: string): Promise<RepoAnswer[]> {
    const now = this.connection.clock.now();
    return this.#reposSince(id, now - FRESH, now - RECENT);
  }

  /** The repos that rely on a config as they are now, by what the service says of that config. */
  reposNow(id: string): Promise<RepoAnswer[]> {
    return this.#reposOfOneSince(id, Number.POSITIVE_INFINITY);
  }

  /** Every repo of the organisation that names the config, deleted ones in their grace period included. */
  async reposOfAnyKind(id: string): Promise<RepoAnswer[]> {
    return (await this.allRepos(true)).filter((repo) => mayRelyOn(repo, id));
  }

  allRepos(includeDeleted: boolean): Promise<RepoAnswer[]> {
    return this.#client.listRepos(this.#org, includeDeleted);
  }

  /** Sends a new config. What the answer says is not believed yet: it is for the sender to look at, and then to be `noted`. */
  post(config: NormalForm, onTurn?: (waited: number) => void): Promise<BucketAnswer> {
    return this.#client.createBucket(this.#org, config, onTurn);
  }

  /** Renames a config. @returns whether the answer says that this was done */
  async rename(id: string, nickname: string): Promise<boolean> {
    const bucket = await this.#client.renameBucket(this.#org, id, nickname);
    const isDone = bucket.id === id && bucket.nickname === nickname;
    if (isDone) await this.note(bucket);
    return isDone;
  }

  /** Deletes a config. @returns whether the answer says that this was done */
  async delete(id: string): Promise<boolean> {
    const isDone = await this.#client.deleteBucket(this.#org, id);
    if (isDone) await this.forget(id);
    return isDone;
  }

  /** Makes a config the default, unless it is now. @returns whether it is, as far as the answers say */
  async setDefault(id: string): Promise<boolean> {
    const isDone =
      (await this.#isDefault(id)) ||
      (await this.#client.setDefaultBucket(this.#org, id)) ||
      (await this.#isDefault(id));
    if (isDone)
      for (const bucket of (await this.#buckets.known())?.answers() ?? []) bucket.isDefault = bucket.id === id;
    return isDone;
  }

  async #isDefault(id: string): Promise<boolean> {
    const bucket = await this.#client.getBucket(this.#org, id);
    return isSameId(bucket.id, id) && bucket.isDefault === true;
  }

  /** Writes into the list what an answer said of our own work. */
  async note(bucket: BucketAnswer): Promise<StandingBucketConfig> {
    return (await this.#buckets.known())?.set(bucket) ?? standingOf(bucket);
  }

  async forget(id: string): Promise<void> {
    this.#deleted.add(id);
    (await this.#buckets.known())?.delete(id);
    this.#repos.delete(id);
  }

  async #listBuckets(): Promise<BucketList> {
    const answer = await this.#client.listBuckets(this.#org);
    for (const { id } of answer) this.sightings.add(id);
    return new BucketList(answer.filter(({ id }) => !this.#deleted.has(id)));
  }

  /** By one list of all repos that a run shares, where there is one that tells enough. */
  async #reposSince(id: string, listTime: number, ownTime: number): Promise<RepoAnswer[]> {
    const byBucket = this.#isEachAsked ? undefined : await this.#reposByBucket.since(listTime);
    if (byBucket) return byBucket.get(id.toLowerCase()) ?? [];
    this.#isEachAsked = true;
    return this.#reposOfOneSince(id, ownTime);
  }

  async #listReposByBucket(): Promise<ReposByBucket | undefined> {
    const repos = await this.#client.listRepos(this.#org, true, MOST_PAGES).catch((error: unknown) => {
      // There are too many, or the token may not see all: who may ask for one config's may still be told those.
      if (error instanceof AnswerError || (error instanceof StatusError && error.status < 500)) return undefined;
      throw error;
    });
    // One that doesn't say on which config it relies may rely on any.
    if (!repos || repos.some(({ bucket }) => bucket === undefined)) return undefined;
    return Map.groupBy(repos, ({ bucket }) => bucket?.id.toLowerCase());
  }

  #reposOfOneSince(id: string, time: number): Promise<RepoAnswer[]> {
    const known = this.#repos.get(id) ?? this.#remembered(() => this.#client.listReposOfBucket(this.#org, id));
    this.#repos.set(id, known);
    return known.since(time);
  }

  /** What several hooks wait for ends with the run, and not with the time that one of them has. */
  #remembered<Told>(ask: () => Promise<Told>): Remembered<Told> {
    const { signal } = this.face;
    return new Remembered(this.connection.clock, () => bounded(signal && { signal }, ask));
  }
}

/** The repos of an organisation by the id, in small letters, of what they rely on. */
type ReposByBucket = ReadonlyMap<string | undefined, RepoAnswer[]>;

/** Of a uuid, capitals say nothing. */
function isSameId(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function crossed(id: string): AnswerError {
  return new AnswerError(
    `Asked for BucketConfig ${id}, Arraylake answers with another one, again and again: nobody can tell whether it stands. Try again later.`,
  );
}
