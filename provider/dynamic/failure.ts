import { messageOf } from "../expected-error";

const [NAME, STACK] = ["pulumi-arraylake", "the error is shown with its resource"];

/**
 * An error as Pulumi should print it. Its host takes any `id` field for "created but failed to initialise", and for some hooks
 * prints `${error}: ${error.stack}` besides the message, which stands with its resource.
 */
export function expected(thrown: unknown): Error {
  const error = new Error(messageOf(thrown));
  error.toString = () => NAME;
  error.stack = STACK;
  return error;
}

/** Keeps the host from printing that line, which says nothing. It prints by this function of its process, and nothing else of it changes. */
export function silenceEcho(console: Pick<Console, "error">): void {
  const print = console.error.bind(console);
  console.error = (...words: unknown[]) => {
    if (words.length !== 1 || words[0] !== `${NAME}: ${STACK}`) print(...words);
  };
}
