import { defineConfig } from "vitest/config";

process.env.CHAOS_RUNS ??= "200";

/** The long form: 200 lives, each with its own seed. `npm test` runs a few. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["chaos/**/*.test.ts"],
    globalSetup: ["e2e/harness/consumer.ts"],
    testTimeout: 600_000,
    maxWorkers: 2,
  },
});
