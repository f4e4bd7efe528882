// @ts-check
// The first thing that runs in a fresh clone: sets up what a command needs, then runs it. It uses nothing but Node.js
// itself, 18 or newer, and leaves the machine as it was except for node_modules, dist and the Pulumi CLI's own folder.
//
//   node test/setup/run.mjs COMMAND [ARGUMENTS]

import path from "node:path";
import { fileURLToPath } from "node:url";
import { ensureBuild } from "./build.mjs";
import { commands } from "./commands.mjs";
import { ensureDependencies } from "./dependencies.mjs";
import { passSignalsOn } from "./processes.mjs";
import { say } from "./progress.mjs";
import { ensurePulumiCli } from "./pulumi-cli.mjs";
import { SetupError } from "./setup-error.mjs";
import { chooseNode, commandEnvironment } from "./tools.mjs";

const root = path.resolve(fileURLToPath(import.meta.url), "../../..");

/**
 * @param {string} name
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
async function main(name, args) {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    say(`Usage: node test/setup/run.mjs COMMAND [ARGUMENTS]\nCommands: ${Object.keys(commands).join(", ")}`);
    return 2;
  }
  await ensureDependencies(root, process.env);
  const node = await chooseNode(root);
  if (command.stacks || command.built) await ensureBuild(root, node);
  const cliBin = command.stacks ? await ensurePulumiCli({ root, node, env: process.env }) : undefined;
  const env = commandEnvironment(process.env, { root, node, cliBin });
  return command.run(args, { root, node, cli: cliBin ? path.join(cliBin, "pulumi") : "", env });
}

passSignalsOn();
try {
  process.exitCode = await main(process.argv[2] ?? "", process.argv.slice(3));
} catch (error) {
  say(error instanceof SetupError ? `\n${error.message}` : String(error instanceof Error ? error.stack : error));
  process.exitCode = 1;
}
