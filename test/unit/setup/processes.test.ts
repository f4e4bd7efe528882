import { spawnSync } from "node:child_process";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";

const processes = pathToFileURL(path.resolve(import.meta.dirname, "../../setup/processes.mjs")).href;

test("a program that takes too long is given up, and what it started holds nobody up", () => {
  const script = `
    import { run } from "${processes}";
    console.log(JSON.stringify(await run("sh", ["-c", "echo begun; sleep 10 & wait"], { timeoutMs: 300 })));`;
  const { stdout, status } = spawnSync(process.execPath, ["--input-type=module", "-e", script], { timeout: 8000 });
  expect(status).toBe(0);
  expect(JSON.parse(String(stdout))).toMatchObject({ problem: "it took longer than 0.3 s", isLate: true });
});
