import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const PROVIDER = join(import.meta.dirname, "../provider");

/** Behind all others, by what they load or run: generated cases, Pulumi's SDK, and whole lives. */
const LATE = [/properties|proxy/, /unit.(dynamic|stack)/, /test.mutation/];

/** A mutant is killed by the first test that fails: its own file's tests go first, then its room's, then the quick ones. */
class NearestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { activeMutant } = this.ctx.getRootProject().getProvidedContext() as { activeMutant?: string };
    const [room = "", ...names] = fileOfMutant(activeMutant)?.split(/[/\\.]/) ?? [];
    const distance = ({ moduleId }: TestSpecification) => {
      const late = LATE.findLastIndex((each) => each.test(moduleId));
      if (late >= 0) return 3 + late;
      const [, testRoom, name] = /unit.([^/\\]+).([^/\\]+)\.test\.ts$/.exec(moduleId) ?? [];
      if (testRoom !== room) return 2;
      return name !== undefined && names.includes(name) ? 0 : 1;
    };
    return files.toSorted((a, b) => distance(a) - distance(b));
  }
}

let files: Map<string, string> | undefined;

/** Such as `api/retry.ts`: Stryker writes each mutant's number into the file. */
function fileOfMutant(mutant: string | undefined): string | undefined {
  files ??= new Map(
    readdirSync(PROVIDER, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .flatMap((file) => {
        const numbers = readFileSync(join(PROVIDER, file), "utf8").matchAll(/stryMutAct_\w+\("(\d+)"\)/g);
        return Array.from(numbers, ([, number = ""]) => [number, file] as const);
      }),
  );
  return files.get(mutant ?? "");
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
    sequence: { sequencer: NearestFirst },
    // A process for each mutant, and not for each file of tests.
    isolate: false,
    testTimeout: 10_000,
  },
});
