import { ArraylakeError } from "../api/errors";
import { RefusalError } from "../lifecycle/refusals";
import { SettingsError } from "../lifecycle/settings";

/**
 * An error as Pulumi should print it. Its host takes any `id` field for "created but failed to initialise", and for some hooks
 * prints `${error}: ${error.stack}` besides the message: that line only points to the message, which stands with its resource.
 */
export function expected(thrown: unknown): Error {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const error = new Error(
    isExpected(thrown) ? message : `${message} (This was not expected of pulumi-arraylake: please report it.)`,
  );
  error.toString = () => "pulumi-arraylake";
  error.stack = "the error is shown with its resource";
  return error;
}

/** Whether its message says all that a user needs; anything else is a defect, of which a stack tells more. */
export function isExpected(thrown: unknown): thrown is Error {
  return thrown instanceof ArraylakeError || thrown instanceof RefusalError || thrown instanceof SettingsError;
}
