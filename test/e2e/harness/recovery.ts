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
  kill(child.pid);
  await ended;
}

export function kill(pid: number | undefined): void {
  try {
    if (pid) process.kill(-pid, "SIGKILL");
  } catch {
    // It had ended by itself.
  }
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
