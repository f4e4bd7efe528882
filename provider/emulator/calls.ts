import type { Fault } from "./faults";
import { parsed } from "./problems";

/** A request that the emulator saw. */
export interface RecordedCall {
  /** In upper case. */
  method: string;
  /** As it came, percent-encoded. */
  path: string;
  /** Decoded; of a repeated name, the last value. */
  query: Record<string, string>;
  /** Names in lower case; the token is among them. */
  headers: Record<string, string>;
  /** The parsed JSON, or the text when it is not JSON; undefined when there was none. */
  body: unknown;
  /** The status of the answer; null while there is none, or when it was lost on purpose. */
  status: number | null;
  /** When it came, in milliseconds since 1970. */
  at: number;
  /** The fault that met it, if one did. */
  fault?: Fault["kind"];
}

const LIMIT = 10_000;

/** The last 10,000 requests, in the order they came. */
export class CallLog {
  #calls: RecordedCall[] = [];

  add(request: Request, path: string, query: URLSearchParams, text: string): RecordedCall {
    const call: RecordedCall = {
      method: request.method,
      path,
      query: Object.fromEntries(query),
      headers: Object.fromEntries(request.headers),
      body: parsed(text),
      status: null,
      at: Date.now(),
    };
    this.#calls.push(call);
    if (this.#calls.length > LIMIT * 2) this.#calls = this.#calls.slice(-LIMIT);
    return call;
  }

  list(): RecordedCall[] {
    return this.#calls.slice(-LIMIT);
  }

  clear(): void {
    this.#calls = [];
  }
}
