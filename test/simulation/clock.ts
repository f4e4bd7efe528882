import type { Clock } from "../../provider/api/clock";

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

/** A time that passes only when everybody waits: hours of retries take no time at all. */
export class VirtualClock implements Clock {
  #now = Date.UTC(2026, 0, 1);
  #timers: Timer[] = [];
  #order = 0;

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, milliseconds), order: this.#order++, callback };
    let index = this.#timers.length;
    while (index > 0 && isLater(this.#timers[index - 1] as Timer, timer)) index--;
    this.#timers.splice(index, 0, timer);
    return () => {
      const at = this.#timers.indexOf(timer);
      if (at >= 0) this.#timers.splice(at, 1);
    };
  }

  /** Lets time pass until a promise is settled. @throws where it waits for nothing that will ever come */
  async until<Result>(promise: Promise<Result>): Promise<Result> {
    let settled = false;
    const note = () => {
      settled = true;
    };
    promise.then(note, note);
    for (;;) {
      await everybodyWaits();
      if (settled) return promise;
      const timer = this.#timers.shift();
      if (!timer) throw new Error("the simulation waits for something that never comes");
      this.#now = Math.max(this.#now, timer.at);
      timer.callback();
    }
  }

  /** Lets so much time pass. */
  pass(milliseconds: number): Promise<void> {
    return this.until(new Promise((resolve) => void this.after(milliseconds, resolve)));
  }
}

function isLater(a: Timer, b: Timer): boolean {
  return a.at > b.at || (a.at === b.at && a.order > b.order);
}

/** Promises call each other before the next task of the event loop. */
function everybodyWaits(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
