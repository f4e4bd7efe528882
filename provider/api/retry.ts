import { AnswerError, type ArraylakeError, StatusError, TransportError } from "./errors";

// May this be tried again, and how long to wait. The table is the official client's (arraylake 1.7.0, api_utils.py), with
// jitter and a limit on the whole.

export interface RetryLimits {
  /** Tries for an answer that asks to come again. */
  readonly tries: number;
  /** Tries where no readable answer came. */
  readonly transportTries: number;
  /** All tries and waits together, in milliseconds. */
  readonly total: number;
}

export const RETRY_LIMITS: RetryLimits = { tries: 15, transportTries: 5, total: 180_000 };

const ALWAYS = new Set([429, 502, 503, 504]);
const FIRST_WAIT = 100;
const LONGEST_WAIT = 10_000;

/** Whether a request may be sent again that can be repeated: it reads, or ends the same. */
export function mayRetry(error: ArraylakeError, attempt: number, limits: RetryLimits): boolean {
  if (error instanceof StatusError)
    return (ALWAYS.has(error.status) || (error.status === 500 && error.method === "GET")) && attempt < limits.tries;
  const lostAnswer = error instanceof TransportError || error instanceof AnswerError;
  return lostAnswer && attempt < limits.transportTries;
}

/** The wait before the next try, in milliseconds: what the service asks for, else doubled from 0.1 s, with jitter. */
export function delayBefore(attempt: number, error: ArraylakeError, random: () => number = Math.random): number {
  if (error instanceof StatusError && error.retryAfter !== undefined) return error.retryAfter;
  return Math.min(FIRST_WAIT * 2 ** (attempt - 1), LONGEST_WAIT) * (0.5 + random() / 2);
}

/** `Retry-After` in milliseconds: a number of seconds, or a date. */
export function parseRetryAfter(header: string | undefined, now = Date.now()): number | undefined {
  const text = header?.trim();
  if (!text) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  // A time of day makes it a date: Date.parse alone reads one into almost anything that holds a digit.
  const date = /\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
