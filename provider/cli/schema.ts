import { readFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { Command } from "commander";
import { defaultOrg } from "../lifecycle/settings";
import { sentence } from "../model/problems";
import { isUnknown } from "../model/unknown";
import type { Values } from "../model/values";
import { readStackConfig } from "../stack/config";
import { stackConfigJsonSchema } from "../stack/json-schema";
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

function checked(text: string, project: string): Checked {
  const file = readStackFile(text, project);
  if (file instanceof BrokenYaml)
    return { problems: [`Line ${file.line}, column ${file.column}: no YAML (${file.code}).`] };
  const config = checkable(file) as Values;
  const entries = config[`${project}:bucketConfigs`];
  if (isUnknown(entries))
    return {
      problems: ["bucketConfigs is encrypted as a whole: encrypt each secret by itself, so that the rest can be read."],
    };
  const read = readStackConfig(entries, config[`${project}:defaultBucketConfig`], {
    project,
    keys: Object.keys(config),
    org: defaultOrg({ config: (key) => config[key]?.toString(), env: process.env }),
  });
  const inClear = secretsInClear(file, project);
  return {
    problems: [...("problems" in read ? read.problems : []), ...inClear].map(sentence),
    ...(inClear.length > 0 && { advice: KNOWN_BY_NOW }),
    doubts: "problems" in read ? [] : read.doubts.map(sentence),
  };
}

async function checkFile(file: string, givenProject: string | undefined): Promise<void> {
  const text = await readFile(file, "utf8").catch((cause: Error) => {
    throw new CommandError(`Can't check the stack's file: ${cause.message}.`, { cause });
  });
  const project = givenProject ?? (await projectIn(dirname(file)));
  const { problems, advice, doubts = [] } = checked(text, project);
  const name = basename(file);
  for (const doubt of doubts)
    process.stderr.write(`warning: ${doubt} Only a BucketConfig that stands with it already may keep it.\n`);
  if (problems.length > 0) {
    const lines = problems.map((problem) => `  ${problem}`);
    const head = `${name} has ${problems.length === 1 ? "a mistake" : `${problems.length} mistakes`}:`;
    throw new CommandError([head, ...lines, ...(advice ? [advice] : [])].join("\n"));
  }
  process.stderr.write(`${name} is as it must be.\n`);
}
