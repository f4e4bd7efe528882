import type { Slots } from "../../provider/api/slots";
import { UNKNOWN } from "../../provider/model/unknown";
import { marksIn } from "./marks";
import { type Goal, isReference, type Program, references, type Timeouts } from "./program";
import type { Face, Values } from "./provider";
import type { Random } from "./random";

// A model of Pulumi's engine: the order in which it calls a provider's hooks (step_generator.go and step_executor.go of
// 3.259), and the state that it keeps. Nothing here knows what the resources are.

/** A resource in a stack's state. */
export interface Entry {
  name: string;
  readonly kind: Goal["kind"];
  readonly id: string;
  inputs: Values;
  outputs: Values;
  /** The names of what its inputs come from. */
  references: readonly string[];
  retainOnDelete: boolean;
  ignoreChanges: readonly string[];
  timeouts: Timeouts;
  /** Deleted, and not created again yet. */
  pendingReplacement: boolean;
  /** Replaced, and not deleted yet. */
  condemned: boolean;
}

export interface Operation {
  readonly kind: "preview" | "up" | "refresh" | "destroy" | "import";
  readonly refresh?: boolean | undefined;
  readonly targets?: readonly string[] | undefined;
  readonly replace?: string | undefined;
  /** `--continue-on-error`: what doesn't depend on a failed step goes on. */
  readonly goOn?: boolean | undefined;
}

/** A failed step of a run. */
export class Failure extends Error {
  constructor(
    /** The resource; empty where it is none of the program. */
    readonly resource: string,
    /** What the engine was doing. */
    readonly step: string,
    readonly reason: Error,
  ) {
    super(reason.message);
  }
}

export interface Outcome {
  readonly failures: readonly Failure[];
  /** Whether anything was, or in a preview would be, created, updated, replaced or deleted. */
  readonly changed: boolean;
  /** By name, what a preview said that a state will hold, as far as it can know. */
  readonly planned: ReadonlyMap<string, Values>;
}

/** What a run tells of itself while it goes on. */
export interface Observer {
  /** A step is over, and its result not yet in the state. */
  stepDone(what: string): void;
  /** The run that holds these is dead. */
  readonly isDead: boolean;
}

type Step = () => Promise<void>;

/** One command on one stack. */
export class Run {
  readonly #state: Entry[];
  readonly #program: Program;
  readonly #face: Face;
  readonly #operation: Operation;
  readonly #random: Random;
  readonly #slots: Slots;
  readonly #observer: Observer;
  readonly #failures: Failure[] = [];
  /** By name, what is known of each resource that is done. */
  readonly #outputs = new Map<string, Values>();
  /** Deleted for another resource's sake before they were asked for. */
  readonly #toRecreate = new Set<Entry>();
  readonly #seen = new Set<Entry>();
  readonly #refreshed = new Set<Entry>();
  /** What could not be registered yet because no worker was free. */
  readonly #delayed = new Set<Entry>();
  /** What is to be deleted for a replacement. */
  readonly #leaving = new Set<Entry>();
  /** The resources of which a step has failed. */
  readonly #failed = new Set<string>();
  readonly #planned = new Map<string, Values>();
  #changed = false;
  #isCancelled = false;

  constructor(
    state: Entry[],
    program: Program,
    face: Face,
    operation: Operation,
    { random, slots, observer }: { random: Random; slots: Slots; observer: Observer },
  ) {
    this.#state = state;
    this.#program = program;
    this.#face = face;
    this.#operation = operation;
    this.#random = random;
    this.#slots = slots;
    this.#observer = observer;
  }

  /**
   * Whether the program has a resource, and this run doesn't replace it. Of one that isn't a target, or that waits for another
   * resource or for a free worker before it is registered, the provider hears nothing, unless it was refreshed.
   */
  keeps(entry: Entry): boolean {
    if (this.#operation.kind === "destroy" || entry.condemned || this.#leaving.has(entry)) return false;
    const goal = this.#program.find((other) => this.#isOf(other, entry));
    if (!goal || !this.#isTarget(goal.name)) return false;
    if (this.#seen.has(entry) || this.#refreshed.has(entry)) return true;
    return references(goal).length === 0 && !this.#delayed.has(entry);
  }

  /** Whether a config is to be deleted for a replacement. */
  replaces(id: string): boolean {
    return [...this.#leaving].some((entry) => entry.id === id);
  }

  async go(): Promise<Outcome> {
    const { kind, refresh } = this.#operation;
    if (kind === "refresh" || refresh) await this.#refresh();
    if (!this.#isOver && kind === "destroy")
      await this.#deleteAll(this.#state.filter((entry) => this.#isTarget(entry.name)));
    if (!this.#isOver && (kind === "up" || kind === "preview")) await this.#deploy();
    return { failures: this.#failures, changed: this.#changed, planned: this.#planned };
  }

  /** The user wants it to end: no step begins any more, and the provider hears of it. */
  cancel(): void {
    this.#isCancelled = true;
    this.#face.cancel();
  }

  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  get #isOver(): boolean {
    return this.#isCancelled || (this.#failures.length > 0 && !this.#operation.goOn);
  }

  #fail(failure: Failure): void {
    this.#failures.push(failure);
    this.#failed.add(failure.resource);
  }

  /** A config is read by its id alone, and taken into the state as a resource of the program that isn't there yet. */
  async import(id: string, org: string): Promise<void> {
    const goal = this.#program.find(
      ({ name, kind }) => kind === "bucket" && this.#state.every((entry) => entry.name !== name),
    );
    if (!goal) return;
    const entry = await this.#imported(goal, this.#face.importing(id, org));
    if (!entry || this.#observer.isDead) return;
    if (this.#face.isNative) {
      const { name, inputs } = entry;
      const check = this.#face.bucket.check({ name, olds: inputs, news: inputs });
      const { failures } = await this.#called(name, "check", check);
      if (this.#observer.isDead) return;
      if (failures.length > 0)
        throw new Failure(name, "import", new Error(`An import is not expected to make mistakes: ${failures}`));
    }
    this.#state.push(entry);
  }

  /** What stands, read without a state. */
  async #imported(goal: Goal, from: { id: string; state: Values }): Promise<Entry | undefined> {
    const { name, kind } = goal;
    const asked = { name, ...from, inputs: {}, seconds: goal.timeouts?.read ?? 0 };
    const { id, state, inputs } = await this.#called(name, "read", this.#face[kind].read(asked));
    if (!id || !inputs) return undefined;
    const now = { references: [], pendingReplacement: false, condemned: false };
    return { kind, id, inputs, outputs: state, ...optionsOf({ ...goal, ignoreChanges: [] }), ...now };
  }

  async #deploy(): Promise<void> {
    const waiting = this.#random.shuffled(this.#program);
    const chains = new Set<Promise<void>>();
    let isRefused = false;
    while (waiting.length > 0 && !this.#isOver) {
      const next = waiting.findIndex((goal) => references(goal).every((name) => this.#outputs.has(name)));
      if (next < 0) {
        if (chains.size === 0) break;
        await Promise.race(chains);
        continue;
      }
      const [goal] = waiting.splice(next, 1) as [Goal];
      const steps = await this.#stepsFor(goal).catch((failure: Failure) => {
        // Whose inputs are wrong has no step that others could do without: the run is over, whatever was asked for.
        this.#fail(failure);
        waiting.length = 0;
        isRefused = true;
        return [];
      });
      if (steps.length === 0) continue;
      this.#changed = true;
      if (this.#operation.kind === "preview") {
        if (this.#face.isNative) await this.#execute(goal.name, steps.slice(-1));
        continue;
      }
      // A chain is handed over to a free worker: while there is none, nothing more is checked.
      await new Promise<void>((handedOver) => {
        let isHandedOver = false;
        const begun = () => {
          isHandedOver = true;
          handedOver();
          return this.#execute(goal.name, steps);
        };
        const chain: Promise<void> = this.#slots.with(begun).finally(() => chains.delete(chain));
        chains.add(chain);
        if (!isHandedOver) for (const entry of this.#state) if (!this.#seen.has(entry)) this.#delayed.add(entry);
      });
    }
    await Promise.all(chains);
    if (this.#isOver || isRefused) return;
    // What waits for a step that failed was never registered, and stays all the same.
    const waits = (entry: Entry) => waiting.some((goal) => this.#isOf(goal, entry));
    const rest = this.#state
      .filter((entry) => (!this.#seen.has(entry) && !waits(entry)) || entry.condemned)
      .filter(({ name }) => this.#isTarget(name));
    if (rest.length > 0) this.#changed = true;
    if (this.#operation.kind === "up") await this.#deleteAll(rest);
  }

  /** A chain's steps come one after the other; once a step of the run has failed, none begins. */
  async #execute(name: string, steps: readonly Step[]): Promise<void> {
    for (const step of steps) {
      if (this.#isOver || this.#failed.has(name) || this.#observer.isDead) return;
      await step().catch((failure: Failure) => this.#fail(failure));
    }
  }

  async #stepsFor(goal: Goal): Promise<Step[]> {
    const known = this.#state.find((entry) => !entry.condemned && this.#isOf(goal, entry));
    const isImport = goal.import !== undefined && !known && this.#isTarget(goal.name);
    const old = isImport ? await this.#imported(goal, { id: goal.import ?? "", state: {} }) : known;
    if (isImport && !old)
      throw new Failure(goal.name, "import", new Error(`The resource '${goal.import}' does not exist.`));
    if (isImport && old && this.#operation.kind === "up" && !this.#observer.isDead) this.#state.push(old);
    if (old) this.#seen.add(old);
    if (!this.#isTarget(goal.name)) {
      this.#outputs.set(goal.name, old ? { ...old.outputs, id: old.id } : { id: UNKNOWN });
      return [];
    }
    if (this.#operation.targets && references(goal).some((name) => this.#outputs.get(name)?.id === UNKNOWN))
      throw new Failure(goal.name, "registration", new Error("It depends on what isn't there and is no target."));
    const provider = this.#face[goal.kind];
    const { name, ignoreChanges = [] } = goal;
    const asked = (what: string) => (error: Error) => Promise.reject(new Failure(name, what, error));
    const check = async (olds: Values, news = this.#resolved(goal)): Promise<Values> => {
      const { inputs, failures } = await provider.check({ name, olds, news }).catch(asked("check"));
      if (failures.length > 0) throw new Failure(name, "check", new Error(failures.join(" ")));
      return inputs;
    };
    const byName = this.#operation.replace === goal.name;
    const isRecreated = old !== undefined && this.#toRecreate.has(old);
    const given = old ? withoutChanges(this.#resolved(goal), old.inputs, ignoreChanges) : this.#resolved(goal);
    let inputs = await check(old && !isRecreated && !byName ? old.inputs : {}, given);
    if (!old || isRecreated) return this.#creating(goal, inputs, old);
    const diff = byName
      ? { changes: true, replaces: ["id"], deleteBeforeReplace: false }
      : await provider.diff({ name, id: old.id, olds: old.outputs, news: inputs, ignoreChanges }).catch(asked("diff"));
    const replaces = diff.replaces.length > 0 || old.pendingReplacement;
    if (replaces && isImport && this.#operation.kind === "up")
      throw new Failure(
        name,
        "import",
        new Error("What is imported can't be replaced: remove the option from the program."),
      );
    if (replaces) {
      if (!byName) inputs = await check({});
      if (!(goal.deleteBeforeReplace ?? diff.deleteBeforeReplace)) return this.#creating(goal, inputs, old);
      const dependents = await this.#dependentsToReplace(goal, old);
      const gone = old.pendingReplacement ? dependents : [...dependents, old];
      for (const entry of gone) this.#leaving.add(entry);
      return [...gone.map((entry) => () => this.#delete(entry, true)), ...this.#creating(goal, inputs, old)];
    }
    this.#outputs.set(goal.name, { ...old.outputs, id: old.id });
    if (diff.changes) return [() => this.#update(goal, old, inputs)];
    Object.assign(old, { inputs, ...optionsOf(goal) });
    return [];
  }

  /** What depends on a resource that is to be replaced, and would have to be replaced for it: the last one first. */
  async #dependentsToReplace(goal: Goal, root: Entry): Promise<Entry[]> {
    const replaced = [root];
    for (const entry of this.#state) {
      const lost = this.#seen.has(entry)
        ? []
        : entry.references.filter((name) => replaced.some((other) => other.name === name));
      if (lost.length === 0) continue;
      const open = Object.fromEntries(
        Object.entries(entry.inputs).map(([key, value]) => [
          key,
          replaced.some(({ id }) => id === value) ? UNKNOWN : value,
        ]),
      );
      const { name, id, outputs: olds, ignoreChanges } = entry;
      const asked = this.#face[entry.kind].diff({ name, id, olds, news: open, ignoreChanges });
      const diff = await asked.catch((error: Error) => {
        throw new Failure(goal.name, "diff of a dependent", error);
      });
      if (diff.replaces.length > 0) replaced.push(entry);
    }
    const dependents = replaced.slice(1);
    for (const entry of dependents) this.#toRecreate.add(entry);
    return dependents.toReversed();
  }

  #creating(goal: Goal, inputs: Values, old: Entry | undefined): Step[] {
    this.#outputs.delete(goal.name);
    if (this.#operation.kind === "preview") this.#outputs.set(goal.name, { id: UNKNOWN });
    return [() => this.#create(goal, inputs, old)];
  }

  async #create(goal: Goal, inputs: Values, old: Entry | undefined): Promise<void> {
    const { name, kind } = goal;
    const isPreview = this.#operation.kind === "preview";
    const asked = { name, inputs, seconds: goal.timeouts?.create ?? 0, isPreview };
    const { id, outs } = await this.#called(name, "create", this.#face[kind].create(asked));
    if (this.#observer.isDead) return;
    if (isPreview) {
      this.#planned.set(name, outs);
      this.#outputs.set(name, { ...outs, id: UNKNOWN });
      return;
    }
    const entry = { kind, id, inputs, outputs: outs, ...optionsOf(goal), pendingReplacement: false, condemned: false };
    if (old?.pendingReplacement) this.#state.splice(this.#state.indexOf(old), 1);
    else if (old) old.condemned = true;
    this.#state.push(entry);
    this.#seen.add(entry);
    this.#outputs.set(name, { ...outs, id });
  }

  async #update(goal: Goal, old: Entry, inputs: Values): Promise<void> {
    const { name, kind } = goal;
    const isPreview = this.#operation.kind === "preview";
    const seconds = goal.timeouts?.update ?? 0;
    const asked = { name, id: old.id, olds: old.outputs, news: inputs, seconds, isPreview };
    const { outs } = await this.#called(name, "update", this.#face[kind].update(asked));
    if (this.#observer.isDead) return;
    this.#outputs.set(name, { ...outs, id: old.id });
    if (isPreview) this.#planned.set(name, outs);
    else Object.assign(old, { inputs, outputs: outs, ...optionsOf(goal) });
  }

  async #delete(entry: Entry, isReplaced: boolean): Promise<void> {
    const { name, id, outputs: state, timeouts } = entry;
    const asked = { name, id, state, seconds: timeouts.delete ?? 0 };
    if (!entry.retainOnDelete) await this.#called(name, "delete", this.#face[entry.kind].delete(asked));
    if (this.#observer.isDead) return;
    if (isReplaced) entry.pendingReplacement = true;
    else this.#state.splice(this.#state.indexOf(entry), 1);
  }

  /** Whatever a failed one leaves, the others that are under way end. Who depends on others goes first. */
  async #deleteAll(entries: readonly Entry[]): Promise<void> {
    let left = entries;
    while (left.length > 0 && !this.#isOver) {
      const needed = left.flatMap((entry) => entry.references);
      const free = left.filter(({ name }) => !needed.includes(name));
      const wave = free.length > 0 ? free : left;
      left = left.filter((entry) => !wave.includes(entry));
      await Promise.all(
        wave.map((entry) => this.#slots.with(() => this.#execute(entry.name, [() => this.#remove(entry)]))),
      );
    }
  }

  async #remove(entry: Entry): Promise<void> {
    if (entry.pendingReplacement) this.#state.splice(this.#state.indexOf(entry), 1);
    else await this.#delete(entry, false);
  }

  async #refresh(): Promise<void> {
    const entries = this.#state.filter(({ name, pendingReplacement }) => !pendingReplacement && this.#isTarget(name));
    await Promise.all(
      entries.map((entry) => this.#slots.with(() => this.#execute(entry.name, [() => this.#read(entry)]))),
    );
  }

  async #read(entry: Entry): Promise<void> {
    const provider = this.#face[entry.kind];
    const { name, inputs: recorded, ignoreChanges } = entry;
    const asked = { name, id: entry.id, state: entry.outputs, inputs: recorded, seconds: entry.timeouts.read ?? 0 };
    const { id, state, inputs = recorded } = await this.#called(name, "read", provider.read(asked));
    if (this.#observer.isDead) return;
    this.#refreshed.add(entry);
    if (!id) {
      this.#state.splice(this.#state.indexOf(entry), 1);
      this.#changed = true;
      return;
    }
    Object.assign(entry, { inputs, outputs: state });
    const swapped = { name, id, olds: state, news: recorded, ignoreChanges };
    const { changes } = await this.#called(name, "diff of a refresh", provider.diff(swapped));
    if (changes) this.#changed = true;
  }

  /** A hook's answer, or its failure, and the moment after it, in which a process may die. */
  async #called<Result>(name: string, what: string, call: Promise<Result>): Promise<Result> {
    try {
      return await call;
    } catch (error) {
      throw new Failure(name, what, error as Error);
    } finally {
      this.#observer.stepDone(`${what} ${name}`);
    }
  }

  #resolved({ args }: Goal): Values {
    return Object.fromEntries(
      Object.entries(args)
        .filter(([, value]) => value !== undefined)
        .map(([key, value]) => [key, isReference(value) ? this.#outputs.get(value.of)?.id : value]),
    );
  }

  #isOf(goal: Goal, entry: Entry): boolean {
    if (goal.kind !== entry.kind) return false;
    if (entry.name === goal.name) return true;
    const isTaken = this.#state.some(({ name, condemned }) => name === goal.name && !condemned);
    return !isTaken && goal.aliases.includes(entry.name) && this.#program.every(({ name }) => name !== entry.name);
  }

  #isTarget(name: string): boolean {
    return this.#operation.targets?.includes(name) ?? true;
  }
}

/** What the state keeps of how a program declares a resource. */
function optionsOf(goal: Goal) {
  const { name, retainOnDelete = false, ignoreChanges = [], timeouts = {} } = goal;
  return { name, retainOnDelete, ignoreChanges, timeouts, references: references(goal) };
}

/** The inputs of a program, but for what the option `ignoreChanges` leaves as it was (PropertyPath.Reset of 3.259). */
function withoutChanges(news: Values, olds: Values, ignored: readonly string[]): Values {
  return ignored.reduce((values, path) => reset(values, olds, path.split(".")), news);
}

function reset(news: Values, olds: Values, [key = "", ...rest]: readonly string[]): Values {
  const { [key]: value, ...others } = news;
  const old = olds[key];
  if (rest.length === 0) return old === undefined ? others : { ...others, [key]: old };
  const [inside, before] = [opened(value), opened(old)];
  if (!inside || !before) return news;
  const values = reset(inside, before, rest);
  return { ...others, [key]: inside === value ? values : { ...(value as Values), value: values } };
}

/** What an object holds, be it marked or not. */
function opened(value: unknown): Values | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const [mark] = marksIn(value);
  return (mark?.length === 0 ? (value as { value: unknown }).value : value) as Values;
}
