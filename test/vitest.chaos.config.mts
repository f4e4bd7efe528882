import { defineConfig } from "vitest/config";
import { REPORTERS } from "./count-reporter.mjs";

const RUNS = Number(process.env.CHAOS_RUNS ?? 200);
const FIRST_SEED = Number(process.env.CHAOS_SEED ?? Math.floor(Math.random() * 1_000_000));
/** One file runs one life at a time: two projects use two cores. */
const HALVES = [
  { from: FIRST_SEED, runs: Math.ceil(RUNS / 2) },
  { from: FIRST_SEED + Math.ceil(RUNS / 2), runs: Math.floor(RUNS / 2) },
].filter(({ runs }) => runs > 0);

/** The long form: 200 lives, each with its own seed. `npm test` runs a few. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    reporters: REPORTERS,
    maxWorkers: 2,
    projects: HALVES.map(({ from, runs }) => ({
      test: {
        name: `chaos from seed ${from}`,
        root: import.meta.dirname,
        include: ["chaos/**/*.test.ts"],
        env: { CHAOS_SEED: String(from), CHAOS_RUNS: String(runs) },
        globalSetup: ["e2e/harness/consumer.ts"],
        testTimeout: 600_000,
      },
    })),
  },
});
