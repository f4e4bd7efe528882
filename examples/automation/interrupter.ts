import { setTimeout as sleep } from "node:timers/promises";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";

/** How long a pulumi that the terminal's Ctrl-C has reached may take to say so, on a busy machine too: a second one would end it at once. */
const TO_SAY_SO_MS = 5000;

/**
 * Asks one pulumi to end. It counts the SIGINTs that it gets: the first lets it finish what is in flight, a second ends it
 * at once. In a terminal Ctrl-C reaches it directly; where only this process was told, it is to be passed on, once.
 */
export class Interrupter {
  readonly #events = new AbortController().signal;
  #listening = false;
  #cancelling = false;
  #wanted = false;
  readonly #say: (line: string) => void;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  /** For the Automation API, which sends a SIGINT at each `abort`. */
  get signal(): AbortSignal {
    return this.#events;
  }

  observe({ stdoutEvent }: EngineEvent): void {
    if (stdoutEvent && /received; cancelling/.test(stdoutEvent.message)) {
      this.#cancelling = true;
      this.#say("finishes what is in flight");
    }
    if (this.#listening) return;
    this.#listening = true;
    if (this.#wanted) this.#interrupt();
  }

  /** Lets it finish what is in flight. Before its first event a SIGINT would kill it, and leave its lock behind: then this waits. */
  async cancel(): Promise<void> {
    this.#wanted = true;
    if (!this.#listening) return;
    await sleep(TO_SAY_SO_MS);
    if (!this.#cancelling) this.#interrupt();
  }

  /** Ends it at once. */
  terminate(): void {
    if (this.#listening) this.#interrupt();
  }

  #interrupt(): void {
    this.#events.dispatchEvent(new Event("abort"));
  }
}
