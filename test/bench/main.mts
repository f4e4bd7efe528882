// `npm run bench`: what the provider costs, as a dynamic one and as a native plugin, beside Pulumi's own cost (the floors) and
// beside the provider that most would write (naive). Whole runs of the real CLI, in rounds in which every candidate takes its turn, so that ratios hold on a busy machine.

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import path from "node:path";
import { Command } from "commander";
import { type Life, live } from "./life.mts";
import { measureLoading } from "./loading.mts";
import { makeNativeParts } from "./native.mts";
import { picture } from "./picture.mts";
import { createWithPython } from "./python.mts";
import type { Result, Setting } from "./result.mts";
import { CANDIDATES, type Candidate } from "./stack.mts";
import { markdown } from "./table.mts";

const root = path.resolve(import.meta.dirname, "../..");

interface Options {
  readonly quick?: boolean;
  readonly configs: readonly number[];
  readonly latency: readonly number[];
  readonly runs: number;
  readonly candidates: readonly Candidate[];
  readonly checkpoints?: boolean;
  readonly json?: boolean;
  readonly out?: string;
  readonly from?: readonly string[];
  readonly write?: boolean;
}

async function main(options: Options): Promise<void> {
  const result = options.from ? together(options.from) : await measure(options);
  if (options.out) writeFileSync(options.out, JSON.stringify(result));
  if (options.write) publish(result);
  process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : markdown(result));
}

async function measure({ quick, configs, latency, runs, candidates, checkpoints = false }: Options): Promise<Result> {
  const settings: Setting[] = (quick ? [0] : latency).flatMap((latencyMs) =>
    (quick ? [10] : configs).map((count) => ({ configs: count, latencyMs })),
  );
  const rounds = quick ? 1 : runs;
  const loading = await measureLoading(quick ? 3 : 11);
  const python: Result["python"][number][] = [];
  const lives: Life[] = [];
  const native = await makeNativeParts();
  try {
    for (const setting of settings) await measureAt(setting);
  } finally {
    native.remove();
  }
  return { date: new Date().toISOString(), ...circumstances(), checkpoints, lives, loading, python };

  async function measureAt(setting: Setting): Promise<void> {
    const inPython = await createWithPython(setting.configs, setting.latencyMs);
    if (inPython !== undefined) python.push({ ...setting, seconds: inPython });
    for (let round = 1; round <= rounds; round++) {
      for (const candidate of candidates) {
        const began = Date.now();
        lives.push(await live({ ...setting, candidate, checkpoints }, native));
        const took = Math.round((Date.now() - began) / 1000);
        process.stderr.write(
          `${setting.configs} configs, ${setting.latencyMs} ms, round ${round} of ${rounds}: ${candidate} (${took} s)\n`,
        );
      }
    }
  }
}

/** What several files hold, with the circumstances of the first. */
function together(files: readonly string[]): Result {
  const results = files.map((file) => JSON.parse(readFileSync(file, "utf8")) as Result);
  const [first] = results;
  if (!first) throw new Error("--from needs a file");
  return { ...first, lives: results.flatMap(({ lives }) => lives), python: results.flatMap(({ python }) => python) };
}

function circumstances(): Pick<Result, "machine" | "commit" | "versions"> {
  const { devDependencies } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
    devDependencies: Record<string, string>;
  };
  const [{ model = "unknown" } = {}] = cpus();
  return {
    machine: `${cpus().length} cores (${model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform}`,
    commit: execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: root, encoding: "utf8" }).trim(),
    versions: {
      Node: process.version,
      Pulumi: devDependencies.pulumi ?? "",
      SDK: devDependencies["@pulumi/pulumi"] ?? "",
    },
  };
}

/** Into the README beside this file, after its introduction, and the picture beside it. */
function publish(result: Result): void {
  const readme = path.join(import.meta.dirname, "README.md");
  const mark = "<!-- The figures below are written by `npm run bench -- --write`. -->\n";
  const [introduction = ""] = readFileSync(readme, "utf8").split(mark);
  writeFileSync(readme, `${introduction}${mark}\n${markdown(result)}`);
  writeFileSync(path.join(import.meta.dirname, "time.svg"), picture(result));
}

function numbers(text: string): number[] {
  return text.split(",").map((each) => {
    const number = Number(each);
    if (!Number.isInteger(number) || number < 0) throw new Error(`'${each}' is not a whole number`);
    return number;
  });
}

function candidatesIn(text: string): Candidate[] {
  return text.split(",").map((each) => {
    const candidate = CANDIDATES.find((one) => one === each.trim());
    if (!candidate) throw new Error(`'${each}' is none of ${CANDIDATES.join(", ")}`);
    return candidate;
  });
}

const command = new Command("bench")
  .description("measures what both faces of the provider cost beside Pulumi's own cost and a naive provider")
  .option("--quick", "10 BucketConfigs, no latency, one round: shows that it works, says little")
  .option("--configs <list>", "numbers of BucketConfigs", numbers, [10, 100, 1000])
  .option("--latency <list>", "milliseconds that the service takes for each answer", numbers, [0, 50])
  .option("--runs <number>", "rounds, of which the medians are taken", Number, 5)
  .option("--candidates <list>", `which of ${CANDIDATES.join(", ")}`, candidatesIn, [...CANDIDATES])
  .option("--checkpoints", "let Pulumi save its whole state after each step, as it does for users")
  .option("--json", "print everything that was measured as JSON")
  .option("--out <file>", "also write everything that was measured as JSON into a file")
  .option("--from <files...>", "measure nothing, and show what such files hold together")
  .option("--write", "also write the tables into test/bench/README.md, and the picture");

await main(command.parse().opts<Options>());
