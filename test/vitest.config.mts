import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { REPORTERS } from "./count-reporter.mjs";

/** Each run of the CLI starts several Node.js processes that load the same SDK: compiled once, it loads in half the time. */
const COMPILE_CACHE = join(import.meta.dirname, "../node_modules/.cache/node-compile");

export default defineConfig({
  test: {
    root: import.meta.dirname,
    reporters: REPORTERS,
    projects: [
      {
        test: {
          name: "unit",
          root: import.meta.dirname,
          include: ["unit/**/*.test.ts"],
          globalSetup: ["unit/helpers/build.ts"],
          testTimeout: 30_000,
        },
      },
      { test: { name: "simulation", root: import.meta.dirname, include: ["simulation/**/*.test.ts"] } },
      {
        test: {
          name: "e2e",
          root: import.meta.dirname,
          include: ["e2e/**/*.test.ts", "chaos/**/*.test.ts", "../examples/**/*.test.ts"],
          globalSetup: ["e2e/harness/consumer.ts"],
          env: { NODE_COMPILE_CACHE: COMPILE_CACHE },
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // Each test runs whole Pulumi processes, which wait for each other a third of the time.
          maxWorkers: 3,
        },
      },
    ],
  },
});
