import { parseArgs } from "node:util";

export interface Options {
  command: "up" | "destroy";
  dryRun: boolean;
  /** The stacks to take, by name, where `*` stands for anything. None: all. */
  only: string[];
  /** How many stacks run at the same time. */
  parallel: number;
}

export const USAGE = `Usage: node deploy.ts [up|destroy] [--dry-run] [--only PATTERN]... [--parallel N]

  up               brings each stack to what its Pulumi.STACK.yaml says (the default)
  destroy          deletes what the stacks have made; --only is required
  --dry-run        previews only
  --only PATTERN   only stacks of this name; * stands for anything; repeatable
  --parallel N     how many stacks run at the same time; default: 4
`;

/** A mistake in the command line. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Reads the command line. @throws UsageError */
export function readOptions(args: string[]): Options {
  const { values, positionals } = parse(args);
  const [command = "up", ...rest] = positionals;
  const { only = [], parallel = "4", "dry-run": dryRun = false } = values;
  if ((command !== "up" && command !== "destroy") || rest.length > 0)
    throw new UsageError(`'${positionals.join(" ")}' is not a command.`);
  if (command === "destroy" && only.length === 0)
    throw new UsageError("destroy takes --only PATTERN. --only '*' means every stack.");
  if (!/^[1-9]\d*$/.test(parallel))
    throw new UsageError(`--parallel takes a whole number from 1 on, and got '${parallel}'.`);
  return { command, dryRun, only, parallel: Number(parallel) };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        "dry-run": { type: "boolean" },
        only: { type: "string", multiple: true },
        parallel: { type: "string" },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}
