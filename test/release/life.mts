// The life of a stack with the installed package: up, no change, destroy; on the real CLI, against the packed emulator.
// The program is the one in TypeScript, over the package's classes, or the one in YAML, over its plugin.

import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { isDeepStrictEqual } from "node:util";
import { isolatedEnvironment } from "../package/isolated-project.mts";
import { run } from "../setup/processes.mjs";
import { toolScript } from "../setup/tools.mjs";

const TOKEN = "ema_release";
const LIMIT_MS = 240_000;
const OUTPUTS = { uri: "s3://acme-arraylake/era5", nickname: "era5", users: [], nicknames: ["era5", "tiles"] };

/**
 * @param project The program's folder in that of the consumer.
 * @throws {Error} with what the CLI said, where the life is not as it has to be
 */
export async function liveOnce(folder: string, project: "." | "yaml"): Promise<void> {
  const emulator = await startPackedEmulator(folder);
  const env = isolatedEnvironment(folder, { url: emulator.url, token: TOKEN });
  const pulumi = async (...args: string[]) => {
    const how = ["--non-interactive", "--color", "never"];
    const { problem, stdout, output } = await run("pulumi", [...args, ...how], {
      cwd: path.join(folder, project),
      env,
      timeoutMs: LIMIT_MS,
    });
    if (problem) throw new Error(`\`pulumi ${args.join(" ")}\` failed: ${problem}\n${output}`);
    return stdout;
  };
  try {
    await pulumi("stack", "init", "release");
    await pulumi("config", "set", "--secret", "key", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    await pulumi("up", "--yes");
    same("The stack's outputs", JSON.parse(await pulumi("stack", "output", "--json")), OUTPUTS);
    same("What the service holds", await emulator.nicknames(), OUTPUTS.nicknames);
    await pulumi("preview", "--expect-no-changes");
    await pulumi("destroy", "--yes");
    same("What the service holds in the end", await emulator.nicknames(), []);
  } finally {
    await emulator.close();
  }
}

async function startPackedEmulator(folder: string) {
  const command = [toolScript(folder, "pulumi-arraylake", "pulumi-arraylake"), "emulator", "--token", TOKEN];
  const emulator = spawn(process.execPath, command, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  const complaints = text(emulator.stderr);
  const end = () => void emulator.kill();
  process.once("exit", end);
  const ended = once(emulator, "exit").then(() => process.off("exit", end));
  const url = await urlSaidIn(createInterface({ input: emulator.stdout }));
  if (url === undefined) throw new Error(`The packed emulator ended by itself: ${await complaints}`);
  return {
    url,
    nicknames: async () => {
      const answer = await fetch(`${url}/orgs/acme/buckets`, { headers: { authorization: `Bearer ${TOKEN}` } });
      const buckets = (await answer.json()) as { nickname: string }[];
      return buckets.map(({ nickname }) => nickname).sort();
    },
    close: async () => {
      end();
      await ended;
    },
  };
}

async function urlSaidIn(lines: AsyncIterable<string>): Promise<string | undefined> {
  for await (const line of lines) {
    const said = /^Arraylake emulator listening on (http:\S+)$/.exec(line)?.[1];
    if (said !== undefined) return said;
  }
  return undefined;
}

function same(title: string, found: unknown, wanted: unknown): void {
  if (isDeepStrictEqual(found, wanted)) return;
  throw new Error(`${title}: ${JSON.stringify(found)}, and not ${JSON.stringify(wanted)}.`);
}
