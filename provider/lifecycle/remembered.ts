import { whileBounded } from "../api/bounds";
import type { Clock } from "../api/clock";

/** What was asked for once, and serves all who ask while it is new enough for them. What failed is not remembered. */
export class Remembered<Told> {
  readonly #clock: Clock;
  readonly #ask: () => Promise<Told>;
  #last: { readonly asked: Promise<Told>; readonly at: number } | undefined;

  constructor(clock: Clock, ask: () => Promise<Told>) {
    this.#clock = clock;
    this.#ask = ask;
  }

  /** What was asked for at a time or later, if necessary now. The wait is that of the work at hand. */
  since(time: number): Promise<Told> {
    if (this.#last && this.#last.at >= time) return whileBounded(this.#last.asked);
    const last = { asked: this.#ask(), at: this.#clock.now() };
    this.#last = last;
    last.asked.catch(() => {
      if (this.#last === last) this.#last = undefined;
    });
    return whileBounded(last.asked);
  }

  /** What was told last, if anything was; nothing is asked for. */
  async known(): Promise<Told | undefined> {
    return this.#last?.asked.catch(() => undefined);
  }
}
