import { ExpectedError } from "../expected-error";

/** A command that can't be carried out as it was given, or here. */
export class CommandError extends ExpectedError {}
