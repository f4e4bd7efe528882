import { Slots } from "../../provider/api/slots";
import { VirtualClock } from "./clock";
import { hasAuthOf, isWhollyAsDeclared } from "./declared";
import { type Entry, type Failure, type Operation, Run } from "./engine";
import { FAIR, type Weather } from "./network";
import { Process } from "./process";
import { asImported, marked, type Program, references } from "./program";
import type { FaceName, Values } from "./provider";
import { Random } from "./random";
import { type Asked, locationOf, type Row, Service } from "./service";

export interface Outcome {
  readonly how: "done" | "failed" | "killed" | "cancelled";
  readonly failures: readonly Failure[];
  readonly changed: boolean;
  readonly told: readonly string[];
  /** The requests that write, as they were sent. */
  readonly writes: readonly Asked[];
  /** The resources that were deleted in it for a replacement, and not created again. */
  readonly halfReplaced: readonly string[];
  /** By name, what a preview said that a state will hold, as far as it can know. */
  readonly planned: ReadonlyMap<string, Values>;
}

export interface Cancel {
  /** How many things happen before. */
  readonly things: number;
  /** How long after the last one of them, in milliseconds. */
  readonly wait: number;
}

export interface Conditions {
  readonly weather?: Weather;
  /** How many things may happen before the process is killed. */
  readonly lives?: number;
  /** When the user wants it to end. */
  readonly cancel?: Cancel | undefined;
  /** Whether a resource that isn't in the state, and whose config somebody made, is imported by an option. */
  readonly importing?: boolean;
  readonly seed: number;
}

/** A failure waits for the creation that may follow a deletion, in milliseconds. */
const MOST_AFTER_CANCEL = 6_000;

/** One stack, the service, and the people beside it; and everything that was said, for who asks later whether it was. */
export class World {
  readonly clock = new VirtualClock();
  readonly service: Service;
  readonly state: Entry[] = [];
  readonly story: string[] = [];
  /** The ids of rows that somebody made by hand. */
  readonly foreign = new Set<string>();
  /** Of those, the ones that the program was told to take over. */
  readonly adopted = new Set<string>();
  /** The ids of rows that somebody changed or deleted by hand, or a run that was killed before its state knew. */
  readonly touched = new Set<string>();
  /** Where somebody deleted a config by hand: what still arrives late may be made there, after its sender gave up. */
  readonly cleared = new Set<string>();
  /** The ids of rows that no state has to know: let go of on purpose, left by a killed run, or somebody was told of them. */
  readonly excused = new Set<string>();
  /** What the user was told in all runs. */
  readonly said: string[] = [];
  /** The ids of rows that a message said the next update will let go of. */
  readonly lettingGo = new Set<string>();
  /** Promises that were broken. */
  readonly violations: string[] = [];

  constructor(
    seed: number,
    readonly face: FaceName,
  ) {
    this.service = new Service(new Random(seed), () => this.clock.now());
  }

  tell(line: string): void {
    this.story.push(line);
  }

  async run(
    program: Program,
    operation: Operation,
    { weather = FAIR, lives = Number.POSITIVE_INFINITY, cancel, importing = false, seed }: Conditions,
  ): Promise<Outcome> {
    const random = new Random(seed);
    const writes: Asked[] = [];
    const before = new Map(this.rows().map(({ id, nickname }) => [id, nickname]));
    const halfDone = this.state.filter(({ pendingReplacement }) => pendingReplacement);
    this.tell(
      `$ pulumi ${operation.kind}${operation.refresh ? " --refresh" : ""}${operation.goOn ? " --continue-on-error" : ""}${operation.targets ? ` --target ${operation.targets}` : ""}${operation.replace ? ` --replace ${operation.replace}` : ""}`,
    );
    const began = this.clock.now();
    let left = cancel?.things ?? 0;
    let end = () => {};
    const owners = new Map(this.state.map((entry) => [entry, entry.id]));
    const process: Process = new Process(
      this.face,
      this.clock,
      this.service,
      { random, weather },
      lives,
      (asked) => {
        if (asked.method === "GET") return;
        writes.push(asked);
        if (operation.kind === "preview" || operation.kind === "refresh")
          this.violations.push(`${operation.kind} sent ${asked.method} ${asked.path}`);
        if (asked.method === "DELETE")
          this.#mayDelete(
            asked.path.split("/").at(-1) ?? "",
            run,
            program,
            operation,
            weather.faults === 0 ? began : 0,
          );
      },
      (what) => {
        this.tell(`    ${what}`);
        if (--left === 0) end = this.#cancelling(run, cancel?.wait ?? 0);
      },
      (promise) => void this.violations.push(promise),
    );
    const surroundings = {
      random,
      slots: new Slots(program.length > 20 ? 100 : 1 + random.below(8)),
      observer: process,
    };
    const given =
      this.face === "native" ? (importing ? this.#importing(program, random) : program).map(marked) : program;
    await process.face.configured;
    const run: Run = new Run(this.state, given, process.face, operation, surroundings);

    const stray = this.rows().filter(({ id }) => this.state.every((entry) => entry.id !== id));
    const imported = operation.kind === "import" && stray.length > 0 ? random.pick(stray) : undefined;
    const work = imported ? run.import(imported.id, imported.org).then(() => run.go()) : run.go();
    const broken = (failure: Failure) => ({ failures: [failure], changed: false, planned: new Map() });
    const ended = await this.clock.until(Promise.race([work.catch(broken), process.killed]));
    end();
    if (imported && this.foreign.has(imported.id)) this.adopted.add(imported.id);
    // Somebody may delete it while it is imported.
    for (const id of [imported?.id, ...given.map((goal) => goal.import?.split("/")[1])])
      if (id && !this.service.rows.has(id)) this.touched.add(id);
    for (const [entry, id] of owners) if (!this.state.includes(entry) && entry.retainOnDelete) this.excused.add(id);
    this.#noteAdoptions(program);
    // Each of two that have one config may rename it, and the other one doesn't hear of it.
    for (const { id } of this.state) if (this.state.filter((entry) => entry.id === id).length > 1) this.touched.add(id);
    this.said.push(...process.told);
    if (ended === "killed") {
      // What was under way may still arrive.
      await this.clock.pass(400_000);
      for (const id of this.service.rows.keys()) if (!before.has(id)) this.excused.add(id);
      for (const [id, nickname] of before) if (this.service.rows.get(id)?.nickname !== nickname) this.touched.add(id);
      this.tell("    killed");
      const nothing = { failures: [], halfReplaced: [], planned: new Map() };
      return { how: "killed", changed: true, told: process.told, writes, ...nothing };
    }
    await this.clock.pass(400_000);
    const { failures, changed, planned } = ended;
    this.said.push(...failures.map(({ message }) => message));
    for (const line of process.told) this.tell(`    says: ${line}`);
    for (const { step, resource, message } of failures) this.tell(`    ${step} of ${resource} fails: ${message}`);
    if (operation.kind === "up") this.lettingGo.clear();
    const deleted = writes.filter(({ method }) => method === "DELETE").map(({ path }) => path.split("/").at(-1));
    const halfReplaced = this.state
      .filter((entry) => entry.pendingReplacement && !halfDone.includes(entry) && deleted.includes(entry.id))
      .map(({ name }) => name);
    const how = run.isCancelled ? "cancelled" : failures.length > 0 ? "failed" : "done";
    return { how, failures, changed, told: process.told, writes, halfReplaced, planned };
  }

  /** Cancels a run in so many milliseconds. @returns what is to be called when it is over */
  #cancelling(run: Run, wait: number): () => void {
    let cancelled = Number.POSITIVE_INFINITY;
    const stop = this.clock.after(wait, () => {
      this.tell("    ^C");
      cancelled = this.clock.now();
      run.cancel();
    });
    return () => {
      stop();
      const took = this.clock.now() - cancelled;
      if (this.face === "native" && took > MOST_AFTER_CANCEL)
        this.violations.push(`goes on for ${took / 1000} s after it was cancelled`);
    };
  }

  /** A program that takes in by the option `import` what stands where it declares a resource, perhaps as an import wrote its code. */
  #importing(program: Program, random: Random): Program {
    return program.map((goal) => {
      const { org = "acme", uri } = goal.args;
      const row = this.rows().find((other) => other.org === org && locationOf(other) === uri);
      if (goal.kind !== "bucket" || !row || this.state.some(({ name, id }) => name === goal.name || id === row.id))
        return goal;
      this.adopted.add(row.id);
      const asked = { ...goal, import: `${row.org}/${row.id}` };
      return random.chance(0.5) ? asked : asImported(asked);
    });
  }

  /** By hand, in the web app. */
  putForeign(row: Omit<Row, "id" | "created">): Row {
    const put = this.service.put(row);
    this.foreign.add(put.id);
    return put;
  }

  rows(): Row[] {
    return [...this.service.rows.values()];
  }

  /** Whether a state has a config, or somebody was just shown it who is about to take it over. */
  isHeld(id: string): boolean {
    const isShown = (this.service.lastShown.get(id) ?? 0) > this.clock.now() - 2_000;
    return isShown || this.state.some((entry) => entry.id === id);
  }

  #noteAdoptions(program: Program): void {
    for (const entry of this.state)
      if (this.foreign.has(entry.id) && program.some(({ name, args }) => name === entry.name && args.adopt))
        this.adopted.add(entry.id);
  }

  /** A deletion is sent only for what this stack has, what nobody who still declares it has, and what no repo relied on before. */
  #mayDelete(id: string, run: Run, program: Program, operation: Operation, began: number): void {
    const row = this.service.rows.get(id);
    if (!row) return;
    const place = `${row.nickname} (${locationOf(row)}, ${id})`;
    if (this.foreign.has(id) && !this.adopted.has(id) && !this.state.some((entry) => entry.id === id))
      this.violations.push(`deletes what is somebody else's: ${place}`);
    if (this.lettingGo.has(id) && !run.replaces(id))
      this.violations.push(`deletes what a message said it lets go of: ${place}`);
    for (const entry of this.state.filter((other) => other.id === id && operation.kind === "up")) {
      const goal = program.find(({ name }) => name === entry.name);
      const isMeant = this.touched.has(id) || operation.replace === entry.name || entry.references.length > 0;
      // What the service doesn't tell, the state may have been told wrong when the config was taken over.
      const isKnown = goal !== undefined && hasAuthOf(goal, entry);
      if (isKnown && references(goal).length === 0 && !isMeant && isWhollyAsDeclared(goal, entry, row))
        this.violations.push(`replaces what is as '${entry.name}' declares it: ${place}`);
    }
    const relying = this.service.reposOf(id).filter((name) => this.#isSeen(name, began));
    if (relying.length > 0) this.violations.push(`asks to delete what '${relying}' rely on: ${place}`);
    const keepers = this.state.filter((entry) => entry.id === id && run.keeps(entry));
    if (keepers.length > 0)
      this.violations.push(`deletes what '${keepers.map(({ name }) => name)}' still has: ${place}`);
  }

  /** Whether a repo that stood at a time is shown to who asks later. */
  #isSeen(name: string, time: number): boolean {
    const repo = this.service.repos.get(name);
    return repo !== undefined && (!repo.ghost || this.service.listsRepos) && repo.since < time;
  }
}
