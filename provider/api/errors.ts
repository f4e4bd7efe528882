/** What went wrong between us and the service. Never holds a token, a secret or a request's body. */
export abstract class ArraylakeError extends Error {
  constructor(
    message: string,
    readonly method: string,
    readonly path: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The service answered with a status that says no. */
export class StatusError extends ArraylakeError {
  constructor(
    method: string,
    path: string,
    readonly status: number,
    /** The service's own words, on one line, without secrets. */
    readonly words: string,
    readonly requestId: string | undefined,
    /** How long the service asked to wait before the next try, in milliseconds. */
    readonly retryAfter: number | undefined,
    advice: string,
  ) {
    const said = words ? `: ${words}` : "";
    const reference = requestId ? ` (request ${requestId})` : "";
    super(
      `Arraylake answered ${status} to ${method} ${path}${said}${reference}.${advice ? ` ${advice}` : ""}`,
      method,
      path,
    );
  }
}

/** No answer came: the connection failed, broke, or took too long. The request may or may not have been carried out. */
export class TransportError extends ArraylakeError {}

/** An answer came that can't be read: cut off, not JSON, or not of the documented shape. */
export class AnswerError extends ArraylakeError {}
