/** Where messages for the user go. */
export interface Notices {
  info(message: string): void;
  warn(message: string): void;
}

/** A BucketConfig that stands, as a way to take it over may name it. */
interface Standing {
  readonly org: string;
  /** Absent where it is not one that a command could take. */
  readonly nickname: string | undefined;
  readonly id: string;
}

/** What a face brings: in this alone do the two ways in which Pulumi calls the one core differ. */
export interface Face {
  readonly notices: Notices;
  /** Ends the run, for good, where Pulumi can say that somebody wants it to end. */
  readonly signal?: AbortSignal | undefined;
  /** What a state keeps of a secret that was met outside, at a path where it holds none: Pulumi may store that in clear. */
  keptSecret(secret: string): string;
  /** How a resource that only got another name in the program keeps its config, after "tell Pulumi the old one: ". */
  readonly aliasing: string;
  /** How what stands can be taken over, after "take it over: ". */
  takingOver(standing: Standing): string;
}
