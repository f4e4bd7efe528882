import { ExpectedError } from "../expected-error";

interface Asked {
  readonly method: string;
  readonly path: string;
}

/** What went wrong between us and the service. Never holds a token, a secret or a request's body. */
export abstract class ArraylakeError extends ExpectedError {
  readonly method: string;
  readonly path: string;

  constructor(message: string, { method, path }: Asked, options?: ErrorOptions) {
    super(message, options);
    this.method = method;
    this.path = path;
  }
}

interface Refusal extends Asked {
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
  readonly status: number;
  readonly words: string;
  readonly retryAfter: number | undefined;

  constructor(refusal: Refusal) {
    const { method, path, status, words, requestId, advice } = refusal;
    const said = words ? `: ${words}` : "";
    const reference = requestId ? ` (request ${requestId})` : "";
    super(
      `Arraylake answered ${status} to ${method} ${path}${said}${reference}.${advice ? ` ${advice}` : ""}`,
      refusal,
    );
    this.status = status;
    this.words = words;
    this.retryAfter = refusal.retryAfter;
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

  constructor(message: string, asked: Asked & { readonly sent: boolean }, options?: ErrorOptions) {
    super(message, asked, options);
    this.sent = asked.sent;
  }
}

/** An answer came that can't be read: cut off, not JSON, or not of the documented shape. */
export class AnswerError extends ArraylakeError {}

/** A name can't be part of an address, since it would lead to another one. Nothing was sent. */
export class AddressError extends ArraylakeError {}
