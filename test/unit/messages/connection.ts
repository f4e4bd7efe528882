import dns from "node:dns";
import type { RequestListener } from "node:http";
import type { Duplex } from "node:stream";
import { onTestFinished, vi } from "vitest";
import type { Transport } from "../../../provider/api/transport";
import { undiciTransport } from "../../../provider/api/transport";
import { type Emulator, type FaultRule, startEmulator } from "../../../provider/emulator/index";
import { bytes, inRealTime, JumpingClock } from "../helpers/clock";
import { emulate, serve } from "../helpers/connected";
import { type Chapter, Run } from "./run";

const ID = "00000000-0000-4000-8000-000000000000";

/** What a service, or what stands before it, may answer that is no answer. */
export async function badAnswers(): Promise<Chapter> {
  const emulator = await emulate({ tokens: { ema_other: ["other"] }, orgs: ["acme", "other"] });
  const refusing = await emulate();
  const status = (code: number, more: object = {}) =>
    listing(refusing, { kind: "status", status: code, headers: { "retry-after": "3600" }, ...more });
  const html = "<html><head><title>Sign in</title></head><body>Sign in to Example</body></html>";
  return {
    "a token that is not accepted": await listing(emulator, undefined, { "arraylake:token": "ema_revoked" }),
    "a token of another organisation": await listing(emulator),
    "an organisation that is not there": await listing(emulator, undefined, {}, "acne"),
    "another status, with a page instead of words": await status(403, { body: html }),
    "a proxy that asks for credentials": await status(407),
    "a redirect": await status(302, { headers: { location: "https://login.example.com/" } }),
    "a redirect to nowhere": await status(301, { headers: {} }),
    "a service in trouble": await status(503, { headers: { "retry-after": "3600", "x-request-id": "7f3a" } }),
    "too many requests": await status(429),
    "a login page": await answered((_, response) => response.end(html)),
    "JSON of another API": await answered((_, response) => response.end('{"buckets":[]}')),
    "half an answer": await answered((_, response) => response.end('[{"id":')),
    "an answer that says it is gzip": await answered((_, response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end("[]"),
    ),
    "an answer packed as nobody knows": await answered((_, response) =>
      response.writeHead(200, { "content-encoding": "compress" }).end("[]"),
    ),
    "an endless answer": await endless(),
    "endless pages of repos": await endlessPages(),
    "a service with a word to say": await warned(),
  };
}

/** What may be between this machine and the service. */
export async function lostConnections(): Promise<Chapter> {
  const emulator = await emulate();
  const closed = await startEmulator();
  await closed.close();
  return {
    "nothing listens there": await listing(closed),
    "the connection is reset": await listing(emulator, { kind: "reset-before" }),
    "the connection is closed": await answered((request) => request.socket.end()),
    "no answer comes": await listing(emulator, { kind: "hang" }),
    "a host name that nobody knows": await withLookUp("ENOTFOUND"),
    "no DNS": await withLookUp("EAI_AGAIN"),
    "a firewall that drops what is sent": await withLookUp("UND_ERR_CONNECT_TIMEOUT"),
    "no route": await withLookUp("ENETUNREACH"),
    "a company proxy with a certificate of its own": await withLookUp("SELF_SIGNED_CERT_IN_CHAIN"),
    "a proxy that refuses": await refusedByProxy(),
  };
}

/** What a refresh shows, in which nothing but a list is asked for. */
function listing(
  emulator: Emulator,
  fault?: FaultRule,
  settings: Record<string, string> = {},
  org = "acme",
): Promise<string> {
  if (fault) {
    emulator.clearFaults();
    emulator.fail({ ...fault, times: "always" });
  }
  // Nothing jumps over a wait for what is under way.
  const surroundings = fault?.kind === "hang" ? inRealTime(emulator.url) : undefined;
  const run = new Run(emulator, { "arraylake:timeoutSeconds": "2", ...settings }, surroundings);
  return run.showing(run.bucketConfig.read(ID, { org }));
}

/** The same from a server that is no Arraylake. */
async function answered(listener: RequestListener): Promise<string> {
  const [emulator, { url }] = await Promise.all([emulate(), serve(listener)]);
  return listing(emulator, undefined, { "arraylake:serviceUri": url });
}

/** A service over no network, with one answer to each request. */
async function withoutNetwork(body: (url: URL) => Iterable<Uint8Array>): Promise<Run> {
  const transport: Transport = {
    exchange: async ({ url }) => ({ status: 200, headers: {}, body: bytes(body(new URL(url))) }),
    close: async () => {},
  };
  const address = { "arraylake:serviceUri": "https://arraylake.example.com" };
  return new Run(await emulate(), address, { transport, clock: new JumpingClock() });
}

async function endless(): Promise<string> {
  const mebibyte = Buffer.alloc(1024 * 1024);
  const run = await withoutNetwork(function* () {
    for (;;) yield mebibyte;
  });
  return run.showing(run.bucketConfig.read(ID, { org: "acme" }));
}

async function endlessPages(): Promise<string> {
  const run = await withoutNetwork(({ searchParams }) => {
    const name = `repo-${searchParams.get("page")}`;
    return [Buffer.from(JSON.stringify({ items: [{ name }] }))];
  });
  return run.showing(run.session.organisation("acme").allRepos(true));
}

async function warned(): Promise<string> {
  const emulator = await emulate();
  emulator.behave({ warning: "Maintenance on Sunday.", deprecation: "This version of the API ends in May." });
  return listing(emulator);
}

/** The service by its name, where the way there fails with a code that no test can bring about on every machine. */
async function withLookUp(code: string): Promise<string> {
  const emulator = await emulate();
  const failing = (_host: string, _options: object, done: (error: Error) => void) =>
    done(Object.assign(new Error(code), { code }));
  const lookup = vi.spyOn(dns, "lookup").mockImplementation(failing as unknown as typeof dns.lookup);
  onTestFinished(() => lookup.mockRestore());
  const shown = await listing(emulator, undefined, { "arraylake:serviceUri": "https://arraylake.example.com" });
  lookup.mockRestore();
  return shown;
}

async function refusedByProxy(): Promise<string> {
  const { url, server } = await serve((_, response) => response.end());
  server.on("connect", (_, socket: Duplex) => socket.end("HTTP/1.1 407 No\r\ncontent-length: 0\r\n\r\n"));
  const serviceUri = "https://arraylake.example.com";
  const transport = undiciTransport({ serviceUri, connectTimeout: 2_000, env: { HTTPS_PROXY: url } });
  const run = new Run(await emulate(), { "arraylake:serviceUri": serviceUri }, { transport });
  return run.showing(run.bucketConfig.read("1a2b", { org: "acme" }));
}
