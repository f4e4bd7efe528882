/**
 * What may happen in anybody's day: its message says what happened, why, and what to do. Whatever else is thrown is a defect, of
 * which a stack tells more.
 */
export abstract class ExpectedError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The message for a user, who is asked to report what nobody thought of. */
export function messageOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return thrown instanceof ExpectedError
    ? message
    : `${message} (This was not expected of pulumi-arraylake: please report it.)`;
}
