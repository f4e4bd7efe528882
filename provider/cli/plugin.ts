import { execFile } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import type { Command } from "commander";
import { oneLine } from "../one-line";
import { packageVersion } from "../version";
import { CommandError } from "./command";

const PLUGIN = ["resource", "arraylake", packageVersion()] as const;

/** Adds `plugin install`: what lets programs of any language on this machine find the native plugin. */
export function registerPlugin(program: Command): void {
  program
    .command("plugin")
    .description("the plugin for programs in YAML, Python, Go and other languages")
    .command("install")
    .description("give the plugin of this package to the Pulumi CLI, for all programs of this machine")
    .addHelpText(
      "after",
      "\nIt runs `pulumi plugin install`, which copies the plugin into the folder `plugins` of PULUMI_HOME (~/.pulumi), in the\n" +
        "place of the same version, if there is one. Programs in any language then find it, without `plugins:` in Pulumi.yaml.\n" +
        "The plugin runs with the Node.js on the PATH.\n" +
        `To undo it: pulumi plugin rm ${PLUGIN.join(" ")}`,
    )
    .action(installPlugin);
}

async function installPlugin(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-arraylake-plugin-"));
  try {
    // With a PulumiPlugin.yaml in it, Pulumi runs `npm install` there, and fails: the plugin needs no package. What was compiled
    // is compiled for a place.
    const filter = (file: string) => !["PulumiPlugin.yaml", ".cache"].includes(basename(file));
    await cp(join(__dirname, "../plugin"), folder, { recursive: true, filter });
    await runPulumi("plugin", "install", ...PLUGIN, "--reinstall", "--file", folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  process.stderr.write(
    `Installed the plugin arraylake ${packageVersion()}: Pulumi finds it for programs in any language on this machine.\n` +
      `To undo it: pulumi plugin rm ${PLUGIN.join(" ")}\n`,
  );
}

async function runPulumi(...args: string[]): Promise<void> {
  await promisify(execFile)("pulumi", [...args, "--non-interactive", "--color=never"]).catch((error) => {
    const why =
      error.code === "ENOENT"
        ? "there is no `pulumi` on PATH. Install the Pulumi CLI (https://www.pulumi.com/docs/install/)."
        : `\`pulumi plugin install\` failed: ${oneLine(String(error.stderr).split("error: ").at(-1) ?? "") || error.message}`;
    throw new CommandError(`Can't install the plugin: ${why}`, { cause: error });
  });
}
