import type { Clock } from "../api/clock";
import { namesOf } from "../model/text";
import type { Notices } from "./face";

/** How long after an adoption another one may begin that is told of together with it, in milliseconds. */
const TOGETHER = 300;

interface Adopted {
  readonly nickname: string;
  /** The same with its location and its id. */
  readonly described: string;
}

/** Tells of all adoptions of a run in one message. Pulumi begins some at a time, and doesn't say which are the last. */
export class Adoptions {
  readonly #clock: Clock;
  readonly #notices: Notices;
  #underway = 0;
  #begun = 0;
  #done: Adopted[] = [];
  #another = Promise.withResolvers<void>();

  constructor(clock: Clock, notices: Notices) {
    this.#clock = clock;
    this.#notices = notices;
  }

  /** Runs what may be an adoption, and waits, where it is the last one at hand, whether another follows. */
  async during<Result extends Adopted | undefined>(adoption: () => Promise<Result>): Promise<Result> {
    this.#underway++;
    this.#begun++;
    this.#another.resolve();
    try {
      const adopted = await adoption();
      if (adopted) this.#done.push(adopted);
      return adopted;
    } finally {
      this.#underway--;
      await this.#tell();
    }
  }

  async #tell(): Promise<void> {
    if (this.#underway > 0 || this.#done.length === 0) return;
    const begun = this.#begun;
    this.#another = Promise.withResolvers();
    const stop = this.#clock.after(TOGETHER, this.#another.resolve);
    await this.#another.promise;
    stop();
    // Where another one began, its end tells of this one.
    if (this.#begun !== begun || this.#done.length === 0) return;
    const done = this.#done;
    this.#done = [];
    this.#notices.info(summaryOf(done));
  }
}

function summaryOf(done: readonly Adopted[]): string {
  const [first, ...others] = done;
  if (!first || others.length === 0) return `${first?.described} is taken over as it stands; nothing was written.`;
  const names = namesOf(done.map(({ nickname }) => nickname).toSorted());
  return `${done.length} BucketConfigs are taken over as they stand; nothing was written: ${names}.`;
}
