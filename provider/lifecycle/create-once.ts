import { isIdentified } from "../api/answers";
import { sleep } from "../api/clock";
import { AnswerError, type ArraylakeError, EndedError, StatusError, TransportError } from "../api/errors";
import { delayBefore } from "../api/retry";
import { readableDifferences } from "../model/diff";
import { formatUri, isSameLocation } from "../model/location";
import type { NormalForm } from "../model/normal-form";
import { isPlaced, type StandingBucketConfig, standingOf } from "../model/standing-bucket-config";
import { oneLine } from "../one-line";
import type { ReadonlyBucketList } from "./bucket-list";
import type { Organisation } from "./organisation";
import { createRefused, locationTaken, maybeCreated, nicknameTaken } from "./refusals";

/** How often the list is asked for what may stand, and the first wait between two times, in milliseconds; it doubles. */
const LOOKS = 7;
const FIRST_WAIT = 250;

/** The clocks of a service differ by seconds. */
const CLOCK_TOLERANCE = 60_000;

/**
 * Creates a BucketConfig exactly once. An answer is believed where it names what was sent, under an id that nothing spoke of
 * before. Any other leaves it open whether the POST was carried out: then the list is asked. What appeared during this call,
 * equal in every readable field, is ours; else the POST is sent again. Every end has what stands, or says that it may stand.
 */
export function createOnce(organisation: Organisation, wanted: NormalForm): Promise<StandingBucketConfig> {
  return new Creation(organisation, wanted).run();
}

class Creation {
  readonly #organisation: Organisation;
  readonly #wanted: NormalForm;
  #begin = 0;
  #beganAt = 0;
  /** Set by the first POST that may have been carried out, though no answer that can be believed says so. */
  #isOpen = false;

  constructor(organisation: Organisation, wanted: NormalForm) {
    this.#organisation = organisation;
    this.#wanted = wanted;
  }

  async run(): Promise<StandingBucketConfig> {
    const { clock, limits } = this.#organisation.connection;
    await this.#organisation.bucketsLately();
    this.#begin = this.#organisation.sightings.moment();
    this.#beganAt = this.#organisation.connection.serviceTime();
    let deadline = clock.now() + limits.total;
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.#post((waited) => {
        deadline += waited;
      });
      if (!(outcome instanceof Error)) return outcome;
      if (isRefused(outcome)) return this.#settle(outcome);
      if (wasSent(outcome)) this.#isOpen = true;
      // A 429 asks for fewer calls: the POST that follows it tells as much as a look.
      const found = wasSent(outcome) && !isStatus(outcome, 429) && (await this.#ours(await this.#list(outcome)));
      if (found) return found;
      const wait = delayBefore(attempt, outcome);
      if (attempt >= limits.tries || clock.now() + wait > deadline) return this.#settle(outcome);
      await this.#wait(wait, outcome);
    }
  }

  async #post(onTurn: (waited: number) => void): Promise<StandingBucketConfig | ArraylakeError> {
    const bucket = await this.#organisation.post(this.#wanted, onTurn).catch((error: ArraylakeError) => error);
    if (bucket instanceof Error) return bucket;
    const made = standingOf(bucket);
    if (await this.#isOurs(made, true)) return this.#organisation.note(bucket);
    return new AnswerError(
      oneLine(
        `Arraylake answered with another BucketConfig than was sent: '${made.nickname}' (${formatUri(made)}, id ${made.id}).`,
      ),
    );
  }

  /**
   * The end where no POST will follow: the service refused, or there is no time left. As long as something may stand, the list
   * is asked again with growing waits, since it may be behind.
   */
  async #settle(error: ArraylakeError): Promise<StandingBucketConfig> {
    const { limits } = this.#organisation.connection;
    const mayStand = this.#mayStand(error);
    if (!mayStand && !isRefused(error)) throw error;
    let waited = 0;
    for (let look = 1; ; look++) {
      const list = await this.#list(error);
      const found = this.#isOpen && (await this.#ours(list));
      if (found) return found;
      const holder = this.#holder(list, mayStand);
      // With something that may stand, a list that is behind may show one that is gone or has moved by now.
      if (holder && (!mayStand || (await this.#holds(holder.config, error)))) throw holder.refusal;
      if (!mayStand) throw createRefused(this.#wanted, error);
      const wait = FIRST_WAIT * 2 ** (look - 1);
      waited += wait;
      if (look === LOOKS || waited > limits.total) throw maybeCreated(this.#wanted, error);
      await this.#wait(wait, error);
    }
  }

  /** @throws where the work ends meanwhile, with what may stand by then */
  async #wait(milliseconds: number, error: ArraylakeError): Promise<void> {
    await sleep(this.#organisation.connection.clock, milliseconds).catch((ended: Error) => {
      throw this.#mayStand(error) ? maybeCreated(this.#wanted, error, ended) : ended;
    });
  }

  /** A 409 may be said to a repetition of the POST on the way. */
  #mayStand(error: ArraylakeError): boolean {
    return this.#isOpen || isStatus(error, 409);
  }

  #list(error: ArraylakeError): Promise<ReadonlyBucketList> {
    return this.#organisation.bucketsNow().catch((cause: Error) => this.#untold(error, cause));
  }

  /** Whether one that a list shows has what is wanted; of one without a readable id or place nobody can tell, and it may be ours. */
  async #holds(config: StandingBucketConfig, error: ArraylakeError): Promise<boolean> {
    const isNew = this.#organisation.sightings.isNewSince(this.#begin, config.id);
    if (!isIdentified(config) || (isNew && !isPlaced(config))) return false;
    const now = await this.#organisation.findNow(config.id).catch((cause: Error) => this.#untold(error, cause));
    return now !== undefined && (isSameLocation(now, this.#wanted) || now.nickname === this.#wanted.nickname);
  }

  /** When the service doesn't tell what stands, the first error has the word. */
  #untold(error: ArraylakeError, cause: Error): never {
    const say = this.#mayStand(error) ? maybeCreated : createRefused;
    throw say(this.#wanted, error, cause);
  }

  async #ours(list: ReadonlyBucketList): Promise<StandingBucketConfig | undefined> {
    for (const config of list.at(this.#wanted)) if (await this.#isOurs(config, false)) return config;
    return undefined;
  }

  #holder(list: ReadonlyBucketList, mayStand: boolean) {
    const [atLocation] = list.at(this.#wanted);
    if (atLocation) {
      const isLike = mayStand && atLocation.nickname === this.#wanted.nickname;
      return {
        config: atLocation,
        refusal: locationTaken(this.#wanted, atLocation, isLike ? "perhaps" : "no", this.#organisation.face),
      };
    }
    const [sameNickname] = list.called(this.#wanted.nickname);
    return sameNickname && { config: sameNickname, refusal: nicknameTaken(this.#wanted, sameNickname) };
  }

  /**
   * It stands where it was sent to, nothing spoke of it before this call, and no other creation of this run has it. Besides, it
   * has to be as it was sent, but for what the service adds; what an answer calls stored otherwise has to be found here by its
   * id. Clocks differ, so its age alone says nothing: where it is old, the list is asked whether it stands, and who made it;
   * where nobody can tell, an answer is believed. One that is young must not say that somebody else made it, once anything went
   * wrong: then the answer to the POST may be another's.
   */
  async #isOurs(config: StandingBucketConfig, isAnswer: boolean): Promise<boolean> {
    const isNamed = isSameLocation(config, this.#wanted) && config.nickname === this.#wanted.nickname;
    if (!isNamed || !isIdentified(config)) return false;
    if (!this.#organisation.sightings.isNewSince(this.#begin, config.id)) return false;
    const isAsSent = readableDifferences(this.#wanted, config).every(({ isAdded }) => isAdded);
    const isOld = timeOf(config) < this.#beganAt - CLOCK_TOLERANCE;
    if (!isAsSent && (isOld || !isAnswer || !(await this.#isHere(config)))) return false;
    if (!isOld && this.#isOpen && (await this.#organisation.isOthers(config))) return false;
    const maker = isOld ? await this.#organisation.makerOf(config) : "us";
    if (maker !== "us" && !(maker === "somebody" && isAnswer)) return false;
    return this.#organisation.sightings.take(config.id);
  }

  /** Whether this organisation has it: an answer doesn't say whose it is. */
  async #isHere({ id }: StandingBucketConfig): Promise<boolean> {
    return (await this.#organisation.findNow(id).catch(() => undefined)) !== undefined;
  }
}

/** A time without a zone, which would follow its colons, is UTC, as all times of the service. */
function timeOf({ createdAt = "" }: StandingBucketConfig): number {
  return Date.parse(/:.*[Z+-]/i.test(createdAt) ? createdAt : `${createdAt}Z`);
}

/** The refusals after which something may have been done: whoever says them isn't sure to be the one who did the work. */
const OPEN = new Set([401, 408, 425, 429]);

/** The service says no, to this POST or, with a 409, perhaps to its repetition on the way. */
function isRefused(error: ArraylakeError): boolean {
  return error instanceof StatusError && error.status < 500 && !OPEN.has(error.status);
}

function wasSent(error: ArraylakeError): boolean {
  return error instanceof TransportError ? error.sent : !(error instanceof EndedError);
}

function isStatus(error: ArraylakeError, status: number): boolean {
  return error instanceof StatusError && error.status === status;
}
