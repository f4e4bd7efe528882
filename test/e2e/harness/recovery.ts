import { existsSync, readdirSync, readlinkSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Emulator } from "../../../provider/emulator/index";
import type { Declared, Ended, TestStack } from "./stack";

/** Starts `pulumi` and kills its whole process group once the service has seen a call of this method. */
export async function killAt(stack: TestStack, emulator: Emulator, args: string[], method: string): Promise<void> {
  const seen = emulator.calls().filter((call) => call.method === method).length;
  const child = stack.spawn(args);
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const gone = ended.then(() => true);
  while (emulator.calls().filter((call) => call.method === method).length === seen) {
    if (await Promise.race([gone, sleep(20, false)])) throw new Error(`pulumi ended before it sent ${method}`);
  }
  kill(stack, child.pid);
  await ended;
}

/** Kills a process group at once, and the provider's processes, which have groups of their own and would live on. */
export function kill(stack: TestStack, pid: number | undefined): void {
  for (const target of [pid && -pid, ...processesIn(stack.folder)]) {
    try {
      if (target) process.kill(target, "SIGKILL");
    } catch {
      // It had ended by itself.
    }
  }
}

/** The processes that run in a folder, where the machine tells. */
function processesIn(folder: string): number[] {
  if (!existsSync("/proc/self/cwd")) return [];
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
    } catch {
      return false;
    }
  });
}

/**
 * What a user does after a killed run, by Pulumi's own words: release the lock, clear what was pending, run again; and take
 * over with `adopt` what the killed run made, if the refusal says so.
 */
export async function recover(stack: TestStack, resources: Record<string, Declared>): Promise<Ended> {
  await stack.cli(["cancel", "--yes"]);
  stack.declare(resources);
  await stack.cli(["refresh", "--yes", "--skip-preview", "--clear-pending-creates"]);
  const again = await stack.cli(["up", "--yes", "--skip-preview"]);
  if (again.ok || !again.text.includes("`adopt: true`")) return again;
  stack.declare(
    Object.fromEntries(
      Object.entries(resources).map(([name, { args, ...rest }]) => [name, { ...rest, args: { ...args, adopt: true } }]),
    ),
  );
  const adopted = await stack.cli(["up", "--yes", "--skip-preview"]);
  stack.declare(resources);
  return adopted;
}
