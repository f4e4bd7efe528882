import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { ArraylakeClient } from "../../../provider/api/client";
import { Connection, type ConnectionOptions } from "../../../provider/api/connection";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../../provider/emulator/index";
import { timeless } from "./clock";

/** An emulator for one test. */
export async function emulate(options?: EmulatorOptions): Promise<Emulator> {
  const emulator = await startEmulator(options);
  onTestFinished(() => emulator.close());
  return emulator;
}

export interface Connected {
  client: ArraylakeClient;
  connection: Connection;
  /** The warnings that were passed on. */
  warnings: string[];
}

/** A client whose waits are over at once, with the limits of tests: many tries, and an end within the test's time whatever happens. */
export function connect(serviceUri: string, options: Partial<ConnectionOptions> = {}): Connected {
  const warnings: string[] = [];
  const connection = new Connection({
    serviceUri,
    token: "ema_emulator",
    version: "0.0.0",
    onWarning: (message) => warnings.push(message),
    limits: { tries: 4, transportTries: 3, total: 20_000 },
    ...timeless(serviceUri),
    ...options,
  });
  onTestFinished(() => connection.close());
  return { client: new ArraylakeClient(connection), connection, warnings };
}

/** A plain HTTP server for one test, where the emulator is too well-behaved. */
export async function serve(listener: RequestListener): Promise<{ url: string; port: number; server: Server }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, server };
}

/** A server that gives every request one answer, and the requests that it saw. */
export async function answering(status: number, headers: Record<string, string>, body: string) {
  const seen: IncomingMessage[] = [];
  const served = await serve((request: IncomingMessage, response: ServerResponse) => {
    seen.push(request);
    request.resume().on("end", () => response.writeHead(status, headers).end(body));
  });
  return { ...served, seen };
}

/** The error that a promise is refused with. */
export async function failure(promise: Promise<unknown>): Promise<Error> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: Error) => ({ error }),
  );
  if ("error" in outcome) return outcome.error;
  throw new Error(`it was to fail, and gave ${JSON.stringify(outcome.value)}`);
}
