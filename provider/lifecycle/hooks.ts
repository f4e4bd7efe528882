import type { Values } from "../model/values";

// What the lifecycle answers, told apart from how Pulumi carries it.

export interface CheckResult {
  readonly inputs: Values;
  /** Each a whole sentence that names its path. They never hold what may be a secret. */
  readonly failures: readonly string[];
}

export interface DiffResult {
  readonly changes: readonly ChangedPath[];
  readonly deleteBeforeReplace: boolean;
}

/** Where something changes: a field, and the key in it where that is known. */
export interface ChangedPath {
  readonly path: readonly [field: string, key?: string];
  readonly replaces: boolean;
}

export interface CreateResult<State> {
  readonly id: string;
  readonly outs: State;
}

/** What stands, or that it is gone: then its id is empty. */
export type ReadResult<Inputs, State> =
  | {
      readonly id: string;
      readonly props: State;
      readonly inputs: Inputs;
      /** Of what no state knows: the secrets that the service has and doesn't give back. */
      readonly hidden?: readonly string[];
    }
  | typeof GONE;

export const GONE: { readonly id: ""; readonly props: object; readonly inputs?: never; readonly hidden?: never } = {
  id: "",
  props: {},
};

export interface UpdateResult<State> {
  readonly outs: State;
}

/**
 * The life of one kind of resource. Inputs come from Pulumi as its check gave them, states as this or an earlier version gave
 * them. Properties and not methods, so that the compiler compares their parameters, too.
 */
export interface Hooks<Inputs extends object, State extends object> {
  readonly check: (olds: Values, news: Values) => Promise<CheckResult>;
  readonly diff: (id: string, olds: State, news: Inputs) => Promise<DiffResult>;
  /** What the state will hold, as far as a preview can know, which also says here what else it knows. `olds`: of what exists. */
  readonly planned: (inputs: Inputs, olds?: State) => State;
  readonly create: (inputs: Inputs) => Promise<CreateResult<State>>;
  /** `props` may hold nothing, or only what leads to the thing: it is the state of what isn't known to this stack yet. */
  readonly read: (id: string, props: Partial<State>) => Promise<ReadResult<Inputs, State>>;
  readonly update: (id: string, olds: State, news: Inputs) => Promise<UpdateResult<State>>;
  readonly delete: (id: string, props: State) => Promise<void>;
}
