import type { Emulator } from "../../../provider/emulator/index";
import { BucketConfigLifecycle, type BucketConfigState } from "../../../provider/lifecycle/bucket-config";
import type { CheckedInputs } from "../../../provider/model/normal-form";
import { openSession } from "./sessions";

type Values = Record<string, unknown>;
/** What a program declares: the arguments of each BucketConfig by its name, in the order in which Pulumi comes to them. */
export type Program = Readonly<Record<string, Values>>;

interface Resource {
  readonly id: string;
  readonly inputs: Values;
  readonly outs: BucketConfigState;
  /** It was deleted for a replacement that is still to be made. */
  readonly isPending?: boolean;
}

/** How a command went. */
export interface Outcome {
  /** Why a check failed, which ends the command; or the errors of its steps. */
  readonly errors: string[];
  readonly warnings: string[];
  /** The steps that were done, such as `create a`. */
  readonly did: string[];
}

export interface Options {
  /** Those that `--replace` names. */
  readonly replace?: readonly string[];
  /** The step after which the command is killed. */
  readonly killedAfter?: string;
}

/**
 * A stack, whose commands call the hooks as Pulumi's engine does (step_generator.go of 3.259), each in a process of its own. Steps begin
 * as soon as they are known: a check that fails ends the command, and what was done before it is done.
 */
export class Stack {
  readonly #service: Pick<Emulator, "url">;
  readonly #resources = new Map<string, Resource>();

  constructor(service: Pick<Emulator, "url">) {
    this.#service = service;
  }

  /** The ids in its state, by the names of the resources. */
  ids(): Record<string, string> {
    return Object.fromEntries(Array.from(this.#resources, ([name, { id }]) => [name, id]));
  }

  /** What its state has of a resource. */
  outs(name: string): BucketConfigState {
    return (this.#resources.get(name) as Resource).outs;
  }

  preview(program: Program): Promise<Outcome> {
    return this.#command((run) => run.shown(program));
  }

  up(program: Program, options?: Options): Promise<Outcome> {
    return this.#command((run) => run.done(program, options));
  }

  /** `preview --refresh`: the same process reads first what stands. */
  refreshThenPreview(program: Program): Promise<Outcome> {
    return this.#command(async (run) => {
      await run.refreshed();
      await run.shown(program);
    });
  }

  /** `up --refresh`. */
  refreshThenUp(program: Program): Promise<Outcome> {
    return this.#command(async (run) => {
      await run.refreshed();
      await run.done(program);
    });
  }

  async #command(work: (run: Run) => Promise<void>): Promise<Outcome> {
    const { session, told } = openSession(this.#service);
    const run = new Run(new BucketConfigLifecycle(session), this.#resources, told.warn);
    await work(run).catch((error: Error) => run.outcome.errors.push(error.message));
    return run.outcome;
  }
}

type Step = [name: string, doing: () => Promise<void>];

class Run {
  readonly outcome: Outcome;
  readonly #config: BucketConfigLifecycle;
  readonly #resources: Map<string, Resource>;

  constructor(config: BucketConfigLifecycle, resources: Map<string, Resource>, warnings: string[]) {
    this.#config = config;
    this.#resources = resources;
    this.outcome = { errors: [], warnings, did: [] };
  }

  async shown(program: Program): Promise<void> {
    for (const [name, input] of Object.entries(program)) await this.#steps(name, input);
  }

  async done(program: Program, { replace = [], killedAfter }: Options = {}): Promise<void> {
    for (const [name, input] of Object.entries(program))
      for (const [step, doing] of await this.#steps(name, input, replace.includes(name))) {
        await doing();
        this.outcome.did.push(step);
        if (step === killedAfter) return;
      }
    for (const [name, old] of this.#resources) if (!Object.hasOwn(program, name)) await this.#removed(name, old);
  }

  async refreshed(): Promise<void> {
    for (const [name, old] of this.#resources) {
      const { id, props, inputs = {} } = plain(await this.#config.read(old.id, old.outs));
      if (id === "") this.#resources.delete(name);
      else {
        await this.#config.diff(id, props as BucketConfigState, old.inputs as unknown as CheckedInputs);
        this.#resources.set(name, { id, inputs: inputs as Values, outs: props as BucketConfigState });
      }
    }
  }

  async #steps(name: string, input: Values, isForced = false): Promise<Step[]> {
    const old = this.#resources.get(name);
    if (!old) return [this.#creation(name, await this.#checked({}, input))];
    if (isForced) {
      const creation = this.#creation(name, await this.#checked({}, input));
      return [creation, [`delete the old ${name}`, () => this.#config.delete(old.id, old.outs)]];
    }
    const news = await this.#checked(old.inputs, input);
    const { changes } = await this.#config.diff(old.id, old.outs, news);
    const isReplaced = old.isPending || changes.some(({ replaces }) => replaces);
    if (!isReplaced) return changes.length > 0 ? [this.#update(name, old, news)] : [];
    const creation = this.#creation(name, await this.#checked({}, input));
    return old.isPending ? [creation] : [this.#deletion(name, old), creation];
  }

  async #removed(name: string, { id, outs, isPending }: Resource): Promise<void> {
    if (!isPending) {
      await this.#config.delete(id, outs);
      this.outcome.did.push(`delete ${name}`);
    }
    this.#resources.delete(name);
  }

  async #checked(olds: Values, news: Values): Promise<CheckedInputs> {
    const { inputs, failures } = await this.#config.check(olds, news);
    if (failures.length > 0) throw new Error(failures.join("\n"));
    return plain(inputs) as unknown as CheckedInputs;
  }

  #creation(name: string, news: CheckedInputs): Step {
    return [
      `create ${name}`,
      async () => {
        const { id, outs } = plain(await this.#config.create(news));
        this.#resources.set(name, { id, inputs: { ...news }, outs: outs as BucketConfigState });
      },
    ];
  }

  #update(name: string, { id, outs }: Resource, news: CheckedInputs): Step {
    return [
      `update ${name}`,
      async () => {
        const updated = plain(await this.#config.update(id, outs, news));
        this.#resources.set(name, { id, inputs: { ...news }, outs: updated.outs as BucketConfigState });
      },
    ];
  }

  #deletion(name: string, old: Resource): Step {
    return [
      `delete ${name}`,
      async () => {
        await this.#config.delete(old.id, old.outs);
        this.#resources.set(name, { ...old, isPending: true });
      },
    ];
  }
}

/** As it goes to Pulumi and comes back. */
function plain<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value)) as Value;
}
