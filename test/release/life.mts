// The life of a stack with the installed package: up, no change, destroy; on the real CLI, against the packed emulator.

import { isDeepStrictEqual } from "node:util";
import { isolatedEnvironment } from "../package/isolated-project.mts";
import { runInBackground } from "../setup/processes.mjs";
import { toolScript } from "../setup/tools.mjs";

const TOKEN = "ema_release";
const LIMIT_MS = 240_000;
const OUTPUTS = { uri: "s3://acme-arraylake/era5", nickname: "era5", users: [], nicknames: ["era5", "tiles"] };

/** @throws {Error} with what the CLI said, where the life is not as it has to be */
export async function liveOnce(folder: string): Promise<void> {
  const emulator = await startPackedEmulator(folder);
  const env = isolatedEnvironment(folder, { url: emulator.url, token: TOKEN });
  const pulumi = async (...args: string[]) => {
    const how = ["--non-interactive", "--color", "never"];
    const ended = await runInBackground("pulumi", [...args, ...how], { cwd: folder, env, timeoutMs: LIMIT_MS });
    if (ended.code === 0) return ended.stdout;
    const reason = ended.error?.message ?? `exit code ${ended.code}`;
    throw new Error(`\`pulumi ${args.join(" ")}\` failed: ${reason}\n${ended.output}`);
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
  let end = () => {};
  let ended: Promise<unknown> = Promise.resolve();
  const url = await new Promise<string>((resolve, reject) => {
    const running = runInBackground(process.execPath, command, {
      cwd: folder,
      onStart: (pid) => {
        end = () => void process.kill(pid);
      },
      onLine: (line) => {
        const said = /^Arraylake emulator listening on (http:\S+)$/.exec(line)?.[1];
        if (said !== undefined) resolve(said);
      },
    });
    ended = running.then(({ output }) => {
      end = () => {};
      reject(new Error(`The packed emulator ended by itself: ${output}`));
    });
  });
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

function same(title: string, found: unknown, wanted: unknown): void {
  if (isDeepStrictEqual(found, wanted)) return;
  throw new Error(`${title}: ${JSON.stringify(found)}, and not ${JSON.stringify(wanted)}.`);
}
