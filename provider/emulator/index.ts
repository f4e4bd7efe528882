/**
 * A local Arraylake for offline work and tests: a test double, no service.
 *
 * @module pulumi-arraylake/emulator
 */
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
import { createAnswer } from "./app";
import type { Behaviour } from "./behaviour";
import type { RecordedCall } from "./calls";
import type { FaultHandle, FaultRule, RandomFaults } from "./faults";
import { isLoopback, unbracketed, urlOf } from "./loopback";
import { type RowsByHand, rowsByHand } from "./rows-by-hand";
import { type EmulatorOptions, World } from "./world";

export type { Behaviour } from "./behaviour";
export type { RecordedCall } from "./calls";
export type { ExpectedRepo } from "./expected-repos";
export type { Fault, FaultHandle, FaultRule, FaultScope, RandomFaults } from "./faults";
export type { BucketHealth, BucketRow, RepoRow } from "./rows";
export type { RowsByHand } from "./rows-by-hand";
export { DEFAULT_TOKEN, type TokenGrant, type Tokens } from "./tokens";
export type { EmulatorOptions } from "./world";

/** A running emulator. */
export interface Emulator extends RowsByHand {
  /** Its address, without a slash at the end: what `ARRAYLAKE_SERVICE__URI` is to be set to. */
  readonly url: string;
  /** The port it listens on, also where 0 was asked for. */
  readonly port: number;
  /** The first of the accepted tokens: what `ARRAYLAKE_TOKEN` is to be set to. */
  readonly token: string;
  /** Back to the beginning: orgs empty, expected repos still to come, faults and calls forgotten, behaviour as it was. */
  reset(): void;
  /** Ends it at once, open connections and waiting requests included. */
  close(): Promise<void>;
  /** Lets requests to come go wrong. Earlier rules are asked first. */
  fail(rule: FaultRule): FaultHandle;
  /** Lets requests go wrong at random, until the handle stops it. */
  failRandomly(options: RandomFaults): FaultHandle;
  /** Forgets every fault to come. */
  clearFaults(): void;
  /** The last 10,000 requests, in the order they came. */
  calls(): RecordedCall[];
  /** Forgets the requests seen so far. */
  clearCalls(): void;
  /** Changes how it behaves from now on. */
  behave(changes: Partial<Behaviour>): void;
}

/**
 * Starts a local Arraylake for offline work and tests. It is a test double: it keeps rows and answers as the service's
 * API is documented to, touches no object storage, and is no place for anything that matters.
 *
 * @throws if the host is not loopback, the port is taken, the state file is not one, or a repo can't come
 *
 * @example
 * const emulator = await startEmulator({ orgs: ["acme"] });
 * process.env.ARRAYLAKE_SERVICE__URI = emulator.url;
 * process.env.ARRAYLAKE_TOKEN = emulator.token;
 * // …
 * await emulator.close();
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { port = 0, host = "127.0.0.1" } = options;
  if (!options.allowNonLoopback && !isLoopback(host))
    throw new Error(
      `The Arraylake emulator does not listen on '${host}': it is a test double, and others could reach it there. ` +
        "Use 127.0.0.1, ::1 or localhost, or set allowNonLoopback (--allow-non-loopback) if you mean it.",
    );
  const world = new World(options);
  const closing = new AbortController();
  const answer = createAnswer(world, closing.signal);
  const server = createAdaptorServer({
    fetch: (request, bindings) => answer(request, bindings as HttpBindings),
    overrideGlobalObjects: false,
  }) as Server;
  // Longer than any client keeps a connection: or the server's own hanging up would look like a fault.
  server.keepAliveTimeout = 600_000;
  await listen(server, unbracketed(host), port);
  const { port: taken } = server.address() as AddressInfo;

  return {
    ...rowsByHand(world.orgs),
    url: urlOf(host, taken),
    port: taken,
    token: world.principals.keys().next().value ?? "",
    reset: () => world.reset(),
    fail: (rule) => world.faults.add(rule),
    failRandomly: (random) => world.faults.addRandom(random),
    clearFaults: () => world.faults.clear(),
    calls: () => world.calls.list(),
    clearCalls: () => world.calls.clear(),
    behave: (changes) => void Object.assign(world.behaviour, changes),
    async close() {
      if (!server.listening) return;
      closing.abort();
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code === "EADDRINUSE" ? "the port is taken" : (cause as Error).message;
    throw new Error(`The Arraylake emulator can't listen on ${urlOf(host, port)}: ${why}. Port 0 takes a free one.`, {
      cause,
    });
  }
}
