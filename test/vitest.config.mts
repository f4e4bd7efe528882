import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: import.meta.dirname,
    projects: [
      { test: { name: "unit", root: import.meta.dirname, include: ["unit/**/*.test.ts"], testTimeout: 30_000 } },
      {
        test: {
          name: "e2e",
          root: import.meta.dirname,
          include: ["e2e/**/*.test.ts", "chaos/**/*.test.ts", "../examples/**/*.test.ts"],
          globalSetup: ["e2e/harness/consumer.ts"],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          // Each test runs whole Pulumi processes, which wait for each other a third of the time.
          maxWorkers: 3,
        },
      },
    ],
  },
});
