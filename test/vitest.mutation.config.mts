import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Behind all others, by what they load or run: generated cases, Pulumi's SDK, and whole lives. */
const LATE = [/properties|proxy/, /unit.(dynamic|stack)/, /test.mutation/];

/** A mutant is killed by the first test that fails: the quick ones go first. */
class QuickestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const lateness = ({ moduleId }: TestSpecification) => LATE.findLastIndex((late) => late.test(moduleId));
    return files.toSorted((a, b) => lateness(a) - lateness(b));
  }
}

/** The tests of `npm run test:mutation`: those that run provider/model, provider/api and provider/lifecycle in their own process. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["unit/{model,api,lifecycle,dynamic,stack}/*.test.ts", "mutation/*.test.ts"],
    // They load dist/, which has no mutants, and measure memory, of which mutants take some.
    exclude: ["unit/dynamic/host.test.ts", "unit/api/memory.test.ts"],
    setupFiles: ["mutation/first-failure.ts"],
    // Where it is used, and not before every mutant: it takes as long to load as most mutants to be found.
    alias: [{ find: /^fast-check$/, replacement: join(import.meta.dirname, "mutation/fast-check.ts") }],
    sequence: { sequencer: QuickestFirst },
    // A process for each mutant, and not for each file of tests.
    isolate: false,
    testTimeout: 30_000,
  },
});
