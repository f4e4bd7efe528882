import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const PROCESSES = pathToFileURL(join(import.meta.dirname, "../../setup/processes.mjs")).href;

/** Interrupts a set-up that runs one background program, which makes a file after a second; answers what came of both. */
async function interrupted(options: object): Promise<{ code: number; ended: boolean }> {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-arraylake-processes-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "made");
  const program = `
    import { handleSignals, runInBackground } from ${JSON.stringify(PROCESSES)};
    handleSignals();
    const run = runInBackground("sh", ["-c", ${JSON.stringify(`sleep 1; touch '${file}'`)}], ${JSON.stringify(options)});
    console.log("running");
    await run;`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  child.kill("SIGINT");
  const [code] = (await once(child, "close")) as [number];
  return { code, ended: existsSync(file) };
}

test("a signal ends what runs in the background", async () => {
  expect(await interrupted({})).toEqual({ code: 130, ended: false });
});

test("a signal waits for what would leave the machine broken", async () => {
  expect(await interrupted({ mustEnd: true })).toEqual({ code: 130, ended: true });
});
