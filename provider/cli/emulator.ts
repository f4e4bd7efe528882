import { type Command, InvalidArgumentError, Option } from "commander";
import { DEFAULT_TOKEN, type ExpectedRepo, startEmulator } from "../emulator";
import { followNpm } from "./npm-parents";

interface Flags {
  port: number;
  host: string;
  org: string[];
  repo: ExpectedRepo[];
  token: string;
  state?: string;
  allowNonLoopback?: boolean;
}

/** Adds `emulator`: a local Arraylake for offline work, until SIGINT or SIGTERM, or the end of the npm that runs it. */
export function registerEmulator(program: Command): void {
  program
    .command("emulator")
    .description("run a local Arraylake: a test double for offline work, not a service")
    .option("--port <number>", "the port to listen on; 0 takes a free one", portNumber, 0)
    .addOption(new Option("--host <host>", "the loopback address to listen on").default("127.0.0.1", "127.0.0.1"))
    .addOption(
      new Option("--org <name>", "an org that exists; repeatable")
        .argParser((name: string, names: string[]) => [...names, name])
        .default([], "acme"),
    )
    .addOption(
      new Option("--repo <name=nickname>", "a repo, and the BucketConfig that it comes with; repeatable")
        .argParser((text: string, repos: ExpectedRepo[]) => [...repos, expectedRepo(text)])
        .default([], "none"),
    )
    .addOption(new Option("--token <token>", "the token it accepts").default(DEFAULT_TOKEN, DEFAULT_TOKEN))
    .option("--state <file>", "keep the rows in this file, secrets in clear (default: memory only)")
    .option("--allow-non-loopback", "listen where others can reach it")
    .addHelpText(
      "after",
      "\nWith --repo climate=era5 there is a repo 'climate' as soon as there is a BucketConfig with the nickname 'era5', and it\n" +
        "relies on that one. With several orgs, write --repo ORG/climate=era5. Each comes once: deleted, it stays away until the\n" +
        "emulator is reset or started again. A repo of its name that is there already, deleted or not, stays as it is.",
    )
    .action((flags: Flags, command: Command) =>
      run(flags).catch((error: Error) => command.error(`error: ${error.message}`)),
    );
}

async function run({ port, host, org, repo, token, state, allowNonLoopback = false }: Flags): Promise<void> {
  // Before anybody is told that it listens, and may end npm for it.
  const onceNpmIsGone = followNpm();
  const orgs = org.length > 0 ? org : ["acme"];
  const options = { port, host, orgs, repos: repo, tokens: token, allowNonLoopback };
  const emulator = await startEmulator({ ...options, ...(state !== undefined && { stateFile: state }) });
  process.stdout.write(`Arraylake emulator listening on ${emulator.url}\n`);
  const repos = repo.map(
    ({ org, name, bucketNickname }) => `${org === undefined ? "" : `${org}/`}${name} (${bucketNickname})`,
  );
  const greeting = [
    "This is a test double, not a service: it stores no arrays, and nothing here is safe from loss or strangers.",
    `Set ARRAYLAKE_SERVICE__URI=${emulator.url} and ARRAYLAKE_TOKEN=${token === DEFAULT_TOKEN ? token : "<the token you gave>"} to use it.`,
    `Organisations that it knows: ${orgs.join(", ")}.`,
    ...(repos.length > 0 ? [`Repos that come with their BucketConfigs: ${repos.join(", ")}.`] : []),
    "Ctrl-C ends it.",
  ];
  process.stderr.write(`${greeting.join("\n")}\n`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void emulator.close());
  onceNpmIsGone(() => {
    process.stderr.write("npm, which started the emulator, is gone: it ends.\n");
    void emulator.close();
  });
}

function portNumber(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65535) return port;
  throw new InvalidArgumentError("It is a whole number from 0 to 65535.");
}

function expectedRepo(text: string): ExpectedRepo {
  const [, org, name, bucketNickname] = /^(?:([^/=]+)\/)?([^/=]+)=([^=]+)$/.exec(text) ?? [];
  if (name === undefined || bucketNickname === undefined)
    throw new InvalidArgumentError(
      "It is NAME=NICKNAME, or ORG/NAME=NICKNAME, such as climate=era5: a repo, and the BucketConfig that it relies on.",
    );
  return { ...(org !== undefined && { org }), name, bucketNickname };
}
