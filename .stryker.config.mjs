// Mutation testing: npm run test:mutation. Each mutant is the code with one small mistake in it; it survives where no test fails.

/** Not under node_modules/, where neither Vitest nor Node.js reads TypeScript. */
const COPIES = ".stryker-tmp";
const RESULTS = "node_modules/.cache/stryker";

export default {
  mutate: ["provider/{model,api,lifecycle}/**/*.ts"],
  plugins: ["@stryker-mutator/vitest-runner"],
  testRunner: "vitest",
  // The tests of a mutant are known from the first run; to look for what is related to it takes longer than to run them.
  vitest: { configFile: "test/vitest.mutation.config.mts", related: false },
  coverageAnalysis: "perTest",
  concurrency: 2,
  // Longer than any wait of a test, on a busy machine: what times out counts as killed, so no mutant may by chance.
  timeoutMS: 15_000,
  dryRunTimeoutMinutes: 15,
  // What ran before isn't run again, until it or a test of it changes: `--force` runs all.
  incremental: true,
  incrementalFile: `${RESULTS}/incremental.json`,
  reporters: ["clear-text", "progress-append-only", "html", "json"],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: `${RESULTS}/mutation.html` },
  jsonReporter: { fileName: `${RESULTS}/mutation.json` },
  thresholds: { high: 100, low: 95, break: 95 },
  tempDirName: COPIES,
  cleanTempDir: "always",
  ignorePatterns: ["/dist", "/docs"],
};
