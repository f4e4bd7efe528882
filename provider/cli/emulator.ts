import { type Command, InvalidArgumentError } from "commander";
import { DEFAULT_TOKEN, startEmulator } from "../emulator";
import { followNpm } from "./npm-parents";

interface Flags {
  port: number;
  host: string;
  org: string[];
  token?: string;
  state?: string;
  allowNonLoopback?: boolean;
}

/** Adds `emulator`: a local Arraylake for offline work, until SIGINT or SIGTERM, or the end of the npm that runs it. */
export function registerEmulator(program: Command): void {
  program
    .command("emulator")
    .description("run a local Arraylake: a test double for offline work, not a service")
    .option("--port <number>", "the port to listen on; 0 takes a free one", portNumber, 0)
    .option("--host <host>", "the loopback address to listen on", "127.0.0.1")
    .option(
      "--org <name>",
      "an org that exists; repeatable (default: acme)",
      (name, names) => [...names, name],
      [] as string[],
    )
    .option("--token <token>", `the token it accepts (default: ${DEFAULT_TOKEN})`)
    .option("--state <file>", "keep the rows in this file, secrets in clear (default: memory only)")
    .option("--allow-non-loopback", "listen where others can reach it")
    .action((flags: Flags, command: Command) =>
      run(flags).catch((error: Error) => command.error(`error: ${error.message}`)),
    );
}

async function run(flags: Flags): Promise<void> {
  // Before anybody is told that it listens, and may end npm for it.
  const onceNpmIsGone = followNpm();
  const emulator = await startEmulator({
    port: flags.port,
    host: flags.host,
    ...(flags.org.length > 0 ? { orgs: flags.org } : {}),
    ...(flags.token === undefined ? {} : { tokens: flags.token }),
    ...(flags.state === undefined ? {} : { stateFile: flags.state }),
    allowNonLoopback: flags.allowNonLoopback ?? false,
  });
  process.stdout.write(`Arraylake emulator listening on ${emulator.url}\n`);
  process.stderr.write(
    "This is a test double, not a service: it stores no arrays, and nothing here is safe from loss or strangers.\n" +
      `Set ARRAYLAKE_SERVICE__URI=${emulator.url} and ARRAYLAKE_TOKEN=${flags.token === undefined ? DEFAULT_TOKEN : "<the token you gave>"} to use it. Organisations that it knows: ${flags.org.length > 0 ? flags.org.join(", ") : "acme"}. Ctrl-C ends it.\n`,
  );
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
