import { constants } from "node:os";
import type { Interrupter } from "./interrupter.ts";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Ctrl-C, for the whole run: no further stack starts, and the running ones are asked to end. */
export class Interruption {
  readonly #running = new Set<Interrupter>();
  readonly #say: (line: string) => void;
  #exitCode: number | undefined;

  constructor(say: (line: string) => void) {
    this.#say = say;
    for (const signal of SIGNALS) process.on(signal, () => this.#receive(signal));
  }

  /** What a shell expects of a process that a signal has ended; undefined while there was none. */
  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  /** Passes what comes on to one stack's pulumi while it runs. */
  async during(interrupter: Interrupter, run: () => Promise<unknown>): Promise<void> {
    this.#running.add(interrupter);
    try {
      await run();
    } finally {
      this.#running.delete(interrupter);
    }
  }

  #receive(signal: (typeof SIGNALS)[number]): void {
    if (this.#exitCode !== undefined) {
      this.#say("Interrupted again: the running stacks end at once.");
      for (const interrupter of this.#running) interrupter.terminate();
      return;
    }
    this.#exitCode = 128 + constants.signals[signal];
    this.#say(
      "Interrupted: no further stack starts; the running ones are to finish what is in flight. Again: they end at once.",
    );
    for (const interrupter of this.#running) void interrupter.cancel();
  }
}
