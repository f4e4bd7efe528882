import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import pLimit from "p-limit";
import { Interruption } from "./interruption.ts";
import { readOptions, USAGE, UsageError } from "./options.ts";
import { exitCode, report } from "./report.ts";
import { runStack } from "./run-stack.ts";
import { listStacks } from "./stacks.ts";
import { Tokens } from "./tokens.ts";

const folder = import.meta.dirname;
const print = (line: string) => void process.stdout.write(`${line}\n`);

async function deploy(args: string[]): Promise<number> {
  const options = readOptions(args);
  const stacks = listStacks(folder, options.only);
  const width = Math.max(...stacks.map(({ length }) => length));
  const run = {
    folder,
    options,
    tokens: new Tokens(process.env),
    pulumi: await PulumiCommand.get(),
    interruption: new Interruption(print),
    say: (stack: string, line: string) => print(`${stack.padEnd(width)}  ${line}`),
  };
  const outcomes = await pLimit(options.parallel).map(stacks, (stack) => runStack(stack, run));
  print(`\n${report(outcomes)}`);
  if (options.dryRun) print("This was a preview: nothing was changed.");
  return run.interruption.exitCode ?? exitCode(outcomes);
}

try {
  process.exitCode = await deploy(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n\n${USAGE}`);
  process.exitCode = 2;
}
