import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** A mutant is killed by the first test that fails. Vitest would begin with the longest. */
class ShortestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toReversed();
  }
}

/** The tests of `npm run test:mutation`: those that run provider/model, provider/api and provider/lifecycle in their own process. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["unit/{model,api,lifecycle,dynamic,stack}/*.test.ts", "mutation/*.test.ts"],
    // They load dist/, which has no mutants, and measure memory, of which mutants take some.
    exclude: ["unit/dynamic/host.test.ts", "unit/api/memory.test.ts"],
    setupFiles: ["mutation/fast-check.ts"],
    sequence: { sequencer: ShortestFirst },
    // A process for each mutant, and not for each file of tests.
    isolate: false,
    testTimeout: 30_000,
  },
});
