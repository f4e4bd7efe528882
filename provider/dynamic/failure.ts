import { ArraylakeError } from "../api/errors";
import { RefusalError } from "../lifecycle/refusals";
import { SettingsError } from "../lifecycle/settings";

/**
 * An error as Pulumi should print it. Its host prints an error's name and stack beside the message, and takes any `id` field
 * for "created but failed to initialise": an expected error has none of these.
 */
export function expected(thrown: unknown): Error {
  const known = thrown instanceof ArraylakeError || thrown instanceof RefusalError || thrown instanceof SettingsError;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const error = new Error(
    known ? message : `${message} (This was not expected of pulumi-arraylake: please report it.)`,
  );
  error.name = "";
  error.stack = "";
  return error;
}
