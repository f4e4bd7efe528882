import { type Clock, sleep } from "../api/clock";
import type { CheckResult } from "./hooks";

/** How long no check may have ended before what can't be undone begins, in milliseconds. */
const QUIET = 250;

/** How long after a deletion the creation that follows it begins at the latest, in milliseconds: Pulumi calls it at once. */
const FOLLOWS = 5_000;

/** A replacement between the beginning of its deletion and the end of its creation. */
interface HalfDone {
  readonly end: Promise<void>;
  readonly ended: () => void;
  isCreating: boolean;
}

/**
 * How one run goes, of all resources. Pulumi changes and deletes while it still checks others, and a failure of any of them ends
 * the run: it begins no further step, not even the creation that follows a deletion. So what can't be undone waits for the
 * checks that are at hand, and a failure is told only when no replacement is half done.
 */
export class Run {
  readonly #clock: Clock;
  #checking = 0;
  #lastCheck = Number.NEGATIVE_INFINITY;
  #isRefused = false;
  #failures = 0;
  readonly #halfDone = new Map<string, HalfDone>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs a check. One that finds anything ends the run. */
  async checking(check: () => Promise<CheckResult>): Promise<CheckResult> {
    this.#checking++;
    let isPassed = false;
    try {
      const result = await check();
      isPassed = result.failures.length === 0;
      return result;
    } finally {
      this.#checking--;
      this.#lastCheck = this.#clock.now();
      if (!isPassed) {
        this.refuse();
        await this.#beforeTelling();
      }
    }
  }

  /**
   * Runs any other hook. One that fails ends the run, unless Pulumi was told to go on.
   * @param work is told by `isOver` whether the failure of another hook was told since it began: then Pulumi may begin nothing after it
   */
  async doing<Result>(work: (isOver: () => boolean) => Promise<Result>): Promise<Result> {
    const failures = this.#failures;
    try {
      return await work(() => this.#failures > failures);
    } catch (error) {
      await this.#beforeTelling();
      throw error;
    }
  }

  /** The run will end with a refusal, though no check says so. */
  refuse(): void {
    this.#isRefused = true;
  }

  /** Waits until the resources that Pulumi has at hand are checked. @returns whether the run goes on */
  async areChecked(): Promise<boolean> {
    const wait = () => (this.#checking > 0 ? QUIET : this.#lastCheck + QUIET - this.#clock.now());
    while (!this.#isRefused && wait() > 0) await sleep(this.#clock, wait());
    return !this.#isRefused;
  }

  /** Runs the deletion of a replacement, whose creation is to follow. */
  async deleting(replacement: string, deletion: () => Promise<void>): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const halfDone: HalfDone = { end: promise, ended: resolve, isCreating: false };
    this.#halfDone.set(replacement, halfDone);
    const end = () => this.#end(replacement, halfDone);
    await deletion().catch((error: unknown) => {
      end();
      throw error;
    });
    this.#clock.after(FOLLOWS, () => (halfDone.isCreating ? undefined : end()));
  }

  /** Runs a creation, which may be what follows a deletion. */
  async creating<Result>(replacement: string, creation: () => Promise<Result>): Promise<Result> {
    const halfDone = this.#halfDone.get(replacement);
    if (!halfDone) return creation();
    halfDone.isCreating = true;
    return creation().finally(() => this.#end(replacement, halfDone));
  }

  #end(replacement: string, halfDone: HalfDone): void {
    if (this.#halfDone.get(replacement) === halfDone) this.#halfDone.delete(replacement);
    halfDone.ended();
  }

  async #beforeTelling(): Promise<void> {
    while (this.#halfDone.size > 0) await Promise.all(Array.from(this.#halfDone.values(), ({ end }) => end));
    this.#failures++;
  }
}
