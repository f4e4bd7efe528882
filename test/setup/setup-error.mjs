// @ts-check
// A failure of the set-up that the user can act on: shown as its message alone, without a stack.

export class SetupError extends Error {
  /** @override */
  name = "SetupError";
}
