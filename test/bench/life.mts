// The life of one stack, from its first preview to its end, measured run by run.

import { startEmulator } from "pulumi-arraylake/emulator";
import type { NativeParts } from "./native.mts";
import { BenchStack, type Candidate, type Cost } from "./stack.mts";

export const OPERATIONS = [
  "preview, new",
  "up, create",
  "preview, at rest",
  "up, at rest",
  "refresh",
  "rename all",
  "replace all",
  "destroy",
] as const;
export type Operation = (typeof OPERATIONS)[number];

export interface LifeOptions {
  readonly candidate: Candidate;
  readonly configs: number;
  readonly latencyMs: number;
  readonly checkpoints: boolean;
}

/** What one life cost. */
export interface Life extends LifeOptions {
  readonly costs: Readonly<Record<Operation, Cost>>;
  /** The state after the creation, and the `__provider` texts in it. */
  readonly bytes: { readonly state: number; readonly provider: number };
}

const UP = ["up", "--yes", "--skip-preview"];

export async function live(options: LifeOptions, native: NativeParts): Promise<Life> {
  const { candidate, configs: count, latencyMs, checkpoints } = options;
  const emulator = await startEmulator({ latencyMs });
  const stack = new BenchStack(candidate, { emulator, latencyMs, checkpoints, native });
  try {
    stack.declare({ count, nickname: "first", prefix: "here" });
    await stack.run("stack", "init");
    const born = { "preview, new": await stack.run("preview"), "up, create": await stack.run(...UP) };
    const bytes = stack.stateBytes();
    const rest = {
      "preview, at rest": await stack.run("preview", "--expect-no-changes"),
      "up, at rest": await stack.run(...UP, "--expect-no-changes"),
      refresh: await stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes"),
    };
    stack.declare({ count, nickname: "second", prefix: "here" });
    const renamed = await stack.run(...UP);
    stack.declare({ count, nickname: "second", prefix: "there" });
    const replaced = await stack.run(...UP);
    const destroyed = await stack.run("destroy", "--yes", "--skip-preview");
    const costs = { ...born, ...rest, "rename all": renamed, "replace all": replaced, destroy: destroyed };
    return { ...options, costs, bytes };
  } finally {
    await emulator.close();
    stack.remove();
  }
}
