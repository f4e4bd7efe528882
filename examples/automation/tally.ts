import type { DiagnosticEvent, EngineEvent, OpType, StepEventMetadata } from "@pulumi/pulumi/automation/index.js";

/** What became of a stack's resources of Arraylake. */
export interface Counts {
  created: number;
  changed: number;
  deleted: number;
  unchanged: number;
  refused: number;
  failed: number;
}

const COUNTED: Partial<Record<OpType, keyof Counts>> = {
  create: "created",
  update: "changed",
  replace: "changed",
  delete: "deleted",
  same: "unchanged",
};

/** How every refusal of the provider begins: it won't do what would lose, or take, what is not the stack's. */
const REFUSAL = /\bCan't (adopt|change|create|delete|move|rename|replace) BucketConfig '/;

/** Counts a run's resources and collects its messages, from the engine's events. */
export class Tally {
  readonly counts: Counts = { created: 0, changed: 0, deleted: 0, unchanged: 0, refused: 0, failed: 0 };
  readonly warnings = new Set<string>();
  readonly errors = new Set<string>();
  /** Errors of no resource: mostly only that the update failed, but it is all there is where the program couldn't run. */
  readonly general: string[] = [];
  readonly #say: (line: string) => void;
  readonly #dryRun: boolean;

  constructor(say: (line: string) => void, dryRun: boolean) {
    this.#say = say;
    this.#dryRun = dryRun;
  }

  observe({ resOutputsEvent, diagnosticEvent }: EngineEvent): void {
    if (resOutputsEvent) this.#count(resOutputsEvent.metadata);
    if (diagnosticEvent) this.#note(diagnosticEvent);
  }

  /** Notes an error, once: Pulumi says some twice. */
  fail(message: string, urn?: string): void {
    if (this.errors.has(message)) return;
    this.errors.add(message);
    const kind = REFUSAL.test(message) ? "refused" : "failed";
    this.counts[kind]++;
    if (urn) this.#say(`${kind}: ${nameOf(urn)}`);
  }

  #count({ op, type, urn }: StepEventMetadata): void {
    const counted = type.startsWith("pulumi-nodejs:dynamic/arraylake:") ? COUNTED[op] : undefined;
    if (counted === undefined) return;
    this.counts[counted]++;
    if (counted !== "unchanged") this.#say(`${this.#dryRun ? "would be " : ""}${counted}: ${nameOf(urn)}`);
  }

  #note({ severity, message, urn }: DiagnosticEvent): void {
    const text = message.trim();
    if (severity === "warning") this.warnings.add(text);
    if (severity === "error" && urn) this.fail(text, urn);
    if (severity === "error" && !urn) this.general.push(text);
  }
}

function nameOf(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}
