import { expect, test } from "vitest";
import { type Check, runChecks } from "../../checks/run-checks.mjs";

const fine: Check = { name: "fine", run: async () => ({ verdict: "ok" }) };
const wrong: Check = { name: "wrong", run: async () => ({ verdict: "FAILED" }) };
const broken: Check = { name: "broken", run: () => Promise.reject(new Error("no such tool")) };
const skipped: Check = { name: "skipped", run: async () => ({ verdict: "skipped", note: "not reachable" }) };

async function outcomeOf(...checks: Check[]) {
  const lines: string[] = [];
  const code = await runChecks(checks, (line) => lines.push(line));
  return { code, lines, summary: lines.at(-1)?.replaceAll(/, \d+\.\d s/g, "") };
}

test("every check runs, whatever became of those before, and has its line at the end", async () => {
  expect(await outcomeOf(wrong, broken, skipped, fine)).toMatchObject({
    code: 1,
    summary: "\nFAILED  wrong\nFAILED  broken\nskipped skipped: not reachable\nok      fine",
  });
});

test("a check that could not be made is no failure", async () => {
  expect(await outcomeOf(fine, skipped)).toMatchObject({ code: 0 });
});

test("why a check broke is told", async () => {
  expect((await outcomeOf(broken)).lines).toContain("no such tool");
});
