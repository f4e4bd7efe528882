import { spawnSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { closingLines } from "../count-reporter.mjs";
import { temporaryPlace } from "./helpers/place.ts";

const modules = path.resolve(__dirname, "../../node_modules");
const reporters = pathToFileURL(path.resolve(__dirname, "../count-reporter.mjs")).href;

/** Runs vitest on one test file, and answers the last line it prints. */
function lastLineOf(source: string) {
  const { folder, write } = temporaryPlace();
  symlinkSync(modules, path.join(folder, "node_modules"), "junction");
  write("it.test.mjs", `import { beforeAll, describe, expect, test } from "vitest";\n${source}`);
  write(
    "vitest.config.mjs",
    `import { REPORTERS } from "${reporters}";\nexport default { test: { reporters: REPORTERS } };`,
  );
  const args = [path.join(modules, "vitest", "vitest.mjs"), "run"];
  const { stdout, status } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  return { line: stdout.trimEnd().split("\n").at(-1), status };
}

test("passed, failed and skipped tests are counted", () => {
  const source = `
    test("a", () => {}); test("b", () => {}); test("c", () => expect(1).toBe(2));
    test.skip("d", () => {}); test.todo("e");`;
  expect(lastLineOf(source)).toEqual({ line: "2 passed, 1 failed, 2 skipped", status: 1 });
}, 30_000);

test("a file that can't be loaded counts as a failure", () => {
  expect(lastLineOf(`import "./missing.mjs"; test("a", () => {});`)).toEqual({ line: "0 passed, 1 failed", status: 1 });
}, 30_000);

test("an error outside of every test counts as a failure", () => {
  const source = `test("a", () => { setTimeout(() => { throw new Error("late"); }); }); test("b", () => new Promise((r) => setTimeout(r, 50)));`;
  expect(lastLineOf(source)).toEqual({ line: "2 passed, 1 failed", status: 1 });
}, 30_000);

test.each([
  ["all is well", { passed: 5, failed: 0, skipped: 0 }, 0, ["5 passed, 0 failed"]],
  ["a test fails", { passed: 5, failed: 2, skipped: 0 }, 1, ["5 passed, 2 failed"]],
  [
    "vitest fails for another reason",
    { passed: 5, failed: 0, skipped: 3 },
    3,
    [
      "vitest ends with exit code 3 although no test failed: that counts as one failure.",
      "5 passed, 1 failed, 3 skipped",
    ],
  ],
])("the closing line when %s", (_when, counts, code, lines) => {
  expect(closingLines(counts, code)).toEqual(lines);
});
