import { messageOf } from "../expected-error";

/**
 * An error as Pulumi should print it. Its host takes any `id` field for "created but failed to initialise", and for some hooks
 * prints `${error}: ${error.stack}` besides the message: that line only points to the message, which stands with its resource.
 */
export function expected(thrown: unknown): Error {
  const error = new Error(messageOf(thrown));
  error.toString = () => "pulumi-arraylake";
  error.stack = "the error is shown with its resource";
  return error;
}
