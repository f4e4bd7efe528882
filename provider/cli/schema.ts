import { readFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { Command } from "commander";
import { defaultOrg } from "../lifecycle/settings";
import { type Problem, sentence } from "../model/problems";
import { isUnknown } from "../model/unknown";
import type { Values } from "../model/values";
import { doubtful, readStackConfig } from "../stack/config";
import { stackConfigJsonSchema } from "../stack/json-schema";
import { configOfProject, projectFile } from "../stack/project-file";
import { BrokenYaml, checkable, KNOWN_BY_NOW, readStackFile, secretsInClear } from "../stack/stack-file";
import { CommandError } from "./command";
import { projectIn } from "./export";

/** Adds `schema`: what an editor needs to help with a stack's config file, and a check of such a file. */
export function registerSchema(program: Command): void {
  program
    .command("schema")
    .description("print the JSON Schema of a declarative stack's config file, for editors, or check such a file")
    .option(
      "--check <file>",
      "print all that is wrong with this Pulumi.STACK.yaml, secrets in clear too, and nothing else",
    )
    .option(
      "--project <name>",
      "the Pulumi project that the file is of (default: the one of the Pulumi.yaml beside it)",
    )
    .addHelpText(
      "after",
      "\nSave it beside Pulumi.STACK.yaml, as arraylake.schema.json, and let that file begin with:\n" +
        "  # yaml-language-server: $schema=arraylake.schema.json\n\n" +
        "--check asks nobody, and needs no token: it ends with exit code 1 where `pulumi preview` would refuse the config, or\n" +
        "where a secret stands in clear.",
    )
    .action(async ({ check, project }: { check?: string; project?: string }) => {
      if (check === undefined) process.stdout.write(`${JSON.stringify(stackConfigJsonSchema(), null, 2)}\n`);
      else await checkFile(check, project);
    });
}

interface Checked {
  readonly problems: readonly string[];
  /** What is to be done besides. */
  readonly advice?: string;
  /** What only the state can judge. */
  readonly doubts?: readonly string[];
}

/** @param beneath the config that the project gives to each of its stacks */
function checked(text: string, project: string, beneath: Values): Checked {
  const file = readStackFile(text, project);
  if (file instanceof BrokenYaml)
    return { problems: [`Line ${file.line}, column ${file.column}: no YAML (${file.code}).`] };
  const config = { ...beneath, ...(checkable(file.config) as Values) };
  const entries = config[`${project}:bucketConfigs`];
  if (isUnknown(entries))
    return {
      problems: ["bucketConfigs is encrypted as a whole: encrypt each secret by itself, so that the rest can be read."],
    };
  const read = readStackConfig(entries, config[`${project}:defaultBucketConfig`], {
    project,
    keys: Object.keys(config),
    org: defaultOrg({ config: (key) => textOf(config[key]), env: process.env }),
  });
  const inClear = secretsInClear(file.config, project);
  const found = "problems" in read ? read.problems : [];
  // What an environment gives isn't known here.
  const isOpen = ({ message }: Problem) => file.hasEnvironments && message.startsWith("is required");
  return {
    problems: [...found.filter((problem) => !isOpen(problem)), ...inClear].map(sentence),
    ...(inClear.length > 0 && { advice: KNOWN_BY_NOW }),
    doubts: [
      ...found.filter(isOpen).map((problem) => `${sentence(problem)} Or does an environment give it?`),
      ...("problems" in read ? [] : read.doubts).map(doubtful),
    ],
  };
}

async function checkFile(file: string, givenProject: string | undefined): Promise<void> {
  const text = await readFile(file, "utf8").catch((cause: Error) => {
    throw new CommandError(`Can't check the stack's file: ${cause.message}.`, { cause });
  });
  const folder = dirname(file);
  const project = givenProject ?? (await projectIn(folder));
  const { problems, advice, doubts = [] } = checked(text, project, configOfProject(projectFile(folder), project));
  const name = basename(file);
  for (const doubt of doubts) process.stderr.write(`warning: ${doubt}\n`);
  if (problems.length > 0) {
    const lines = problems.map((problem) => `  ${problem}`);
    const head = `${name} has ${problems.length === 1 ? "a mistake" : `${problems.length} mistakes`}:`;
    throw new CommandError([head, ...lines, ...(advice ? [advice] : [])].join("\n"));
  }
  process.stderr.write(`${name} is as it must be.\n`);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
