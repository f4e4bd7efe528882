import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { CHECKS } from "../../checks/checks.mjs";
import { named } from "../../checks/run-checks.mjs";

// Without the compiler, which writes the dist/ that other tests use, and the advisories, which change by the day.
const QUICK = ["biome", "types of tests", "knip", "typedoc", "publint", "licences"];

test("this repository passes its own checks", async () => {
  const run = join(import.meta.dirname, "../../setup/run.mjs");
  const { stdout } = await promisify(execFile)(process.execPath, [run, "check", ...QUICK]).catch((error) => error);
  const verdicts = named(CHECKS, QUICK).map(({ name }) => expect.stringContaining(`ok      ${name}`));
  expect(stdout.trim().split("\n").slice(-verdicts.length), stdout).toEqual(verdicts);
}, 240_000);

test("checks are chosen by parts of their names, and all of them without", () => {
  expect(named(CHECKS, [])).toEqual(CHECKS);
  expect(named(CHECKS, ["knip (dead", "audit"]).map(({ name }) => name)).toEqual([
    "knip (dead code, unused dependencies)",
    "npm audit (runtime dependencies)",
  ]);
  expect(named(CHECKS, ["none of them"])).toEqual([]);
});
