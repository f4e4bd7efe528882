import type { Loose } from "../model/rules";

// What the lifecycle answers, told apart from how Pulumi carries it.

export interface CheckResult {
  readonly inputs: Loose;
  /** Each a whole sentence that names its path. They never hold what may be a secret. */
  readonly failures: readonly string[];
}

export interface DiffResult {
  readonly changes: boolean;
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

export interface CreateResult {
  readonly id: string;
  readonly outs: object;
}

export interface ReadResult {
  /** Empty where the thing is gone. */
  readonly id: string;
  readonly props: object;
  readonly inputs?: object;
}

export interface UpdateResult {
  readonly outs: object;
}

/** The life of one kind of resource. States and inputs come from Pulumi as this same code once gave them. */
export interface Hooks {
  check(olds: Loose, news: Loose): Promise<CheckResult>;
  diff(id: string, olds: object, news: object): Promise<DiffResult>;
  create(inputs: object): Promise<CreateResult>;
  read(id: string, props: object): Promise<ReadResult>;
  update(id: string, olds: object, news: object): Promise<UpdateResult>;
  delete(id: string, props: object): Promise<void>;
}
