import { ExpectedError } from "../expected-error";

/** What went wrong between us and the service. Never holds a token, a secret or a request's body. */
export abstract class ArraylakeError extends ExpectedError {}

interface Refusal {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  /** The service's own words, on one line, without secrets. */
  readonly words: string;
  readonly requestId?: string | undefined;
  /** How long the service asked to wait before the next try, in milliseconds. */
  readonly retryAfter?: number | undefined;
  /** What a user can do about it, as whole sentences. */
  readonly advice?: string | undefined;
}

/** The service answered with a status that says no. */
export class StatusError extends ArraylakeError {
  readonly method: string;
  readonly status: number;
  readonly words: string;
  readonly retryAfter: number | undefined;

  constructor({ method, path, status, words, requestId, retryAfter, advice }: Refusal) {
    const said = words ? `: ${words}` : "";
    const reference = requestId ? ` (request ${requestId})` : "";
    super(`Arraylake answered ${status} to ${method} ${path}${said}${reference}.${advice ? ` ${advice}` : ""}`);
    this.method = method;
    this.status = status;
    this.words = words;
    this.retryAfter = retryAfter;
  }
}

/** For a promise whose failure with a status is an answer: that there is none. */
export function absentAt(status: number): (error: unknown) => undefined {
  return (error) => {
    if (error instanceof StatusError && error.status === status) return undefined;
    throw error;
  };
}

/** No answer came: the connection failed, broke, or took too long. */
export class TransportError extends ArraylakeError {
  /** Whether the request may have reached the service, and so may have been carried out. */
  readonly sent: boolean;

  constructor(message: string, { sent, ...options }: ErrorOptions & { readonly sent: boolean }) {
    super(message, options);
    this.sent = sent;
  }
}

/** An answer came that can't be read: cut off, not JSON, or not of the documented shape. */
export class AnswerError extends ArraylakeError {}

/** The work was ended before its time (bounds.ts): nothing more is sent for it, and nothing more is waited for. */
export class EndedError extends ArraylakeError {}

/** A name can't be part of an address, since it would lead to another one. Nothing was sent. */
export class AddressError extends ArraylakeError {}
