// The official Python client doing the same creations, one after the other as a script would, where Python has it.

import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { startEmulator } from "pulumi-arraylake/emulator";

/**
 * Seconds for so many creations, the start of Python not counted; undefined where the environment variable
 * `ARRAYLAKE_PYTHON` names no Python that has the package `arraylake`.
 */
export async function createWithPython(configs: number, latencyMs: number): Promise<number | undefined> {
  const python = process.env.ARRAYLAKE_PYTHON;
  if (!python) return undefined;
  const emulator = await startEmulator({ latencyMs });
  try {
    const script = path.join(import.meta.dirname, "create_buckets.py");
    const env = { ...process.env, ARRAYLAKE_SERVICE__URI: emulator.url, ARRAYLAKE_TOKEN: emulator.token };
    const { stdout } = await promisify(execFile)(python, [script, String(configs)], { env });
    return Number(stdout);
  } finally {
    await emulator.close();
  }
}
