// Runs the Pulumi CLI as a user would, and shows what it prints while it prints it.

import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { stripVTControlCharacters } from "node:util";

export interface Ended {
  readonly code: number;
  /** Everything it printed, without colours. */
  readonly text: string;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly onLine: (line: string) => void;
  /** Ends the CLI and all that it started. */
  readonly signal: AbortSignal;
}

const LIMIT_MS = 120_000;
/** How long the CLI may take to stop by itself: its own cancelling first, its own giving up second. */
const PATIENCE_MS = 4_000;

export async function runPulumi(args: readonly string[], { cwd, env, onLine, signal }: RunOptions): Promise<Ended> {
  signal.throwIfAborted();
  // A process group of its own, so that Ctrl-C reaches it once: through us, who wait until it is gone.
  const child = spawn("pulumi", args, {
    cwd,
    env,
    detached: process.platform !== "win32",
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on("line", (line) => {
      lines.push(stripVTControlCharacters(line));
      if (!signal.aborted) onLine(line);
    });
  }
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    stop(child);
  }, LIMIT_MS);
  const onAbort = () => stop(child);
  signal.addEventListener("abort", onAbort);
  try {
    const code = await ended(child);
    signal.throwIfAborted();
    if (late) throw new Error(`pulumi ${args[0]} did not end within ${LIMIT_MS / 1000} s`);
    return { code, text: lines.join("\n") };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on("error", (error) => reject(new Error(`the Pulumi CLI can't be started: ${error.message}`)));
    child.on("close", (code, signal) => resolve(code ?? (signal ? 128 : 1)));
  });
}

/** Asks it to cancel, then to give up, then ends it. */
function stop(child: ChildProcess): void {
  const signals = ["SIGINT", "SIGINT", "SIGKILL"] as const;
  for (const [index, signal] of signals.entries()) {
    const timer = setTimeout(() => send(child, signal), index * PATIENCE_MS);
    child.once("close", () => clearTimeout(timer));
  }
}

function send(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // it has ended by itself
  }
}
