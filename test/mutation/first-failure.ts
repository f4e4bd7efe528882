import { afterEach } from "vitest";

// A mutant is found by the first test that fails. Vitest, which is told to stop there, loads the other files all the same.
const run = globalThis as { hasFailed?: boolean };
if (run.hasFailed) throw new Error("Not run: a test before it failed.");

afterEach(({ task }) => {
  run.hasFailed ||= task.result?.state === "fail";
});
