import { type Clock, sleep } from "../api/clock";
import type { CheckResult } from "./hooks";

/** How long no check may have ended before what can't be undone begins, in milliseconds. */
const QUIET = 250;

/**
 * The checks of one run, of all resources. Pulumi changes and deletes while it still checks others, and ends the run where
 * one of these is refused. So what can't be undone waits for them, and is left alone in a run that is over.
 */
export class Checks {
  readonly #clock: Clock;
  #underWay = 0;
  #lastEnd = Number.NEGATIVE_INFINITY;
  #isRefused = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs a check. One that finds anything ends the whole run. */
  async during(check: () => Promise<CheckResult>): Promise<CheckResult> {
    this.#underWay++;
    let isPassed = false;
    try {
      const result = await check();
      isPassed = result.failures.length === 0;
      return result;
    } finally {
      if (!isPassed) this.refuse();
      this.#underWay--;
      this.#lastEnd = this.#clock.now();
    }
  }

  /** The run will end with a refusal, though no check says so. */
  refuse(): void {
    this.#isRefused = true;
  }

  /** Waits until the resources that Pulumi has at hand are checked. @returns whether the run goes on */
  async areSettled(): Promise<boolean> {
    const wait = () => (this.#underWay > 0 ? QUIET : this.#lastEnd + QUIET - this.#clock.now());
    while (wait() > 0) await sleep(this.#clock, wait());
    return !this.#isRefused;
  }
}
