import { setTimeout as sleep } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Fault } from "./faults";

/** A request that is to be answered. */
interface Delivery {
  /** Does what is asked for. */
  work(): Promise<Response>;
  /** Puts on an answer what every answer has. */
  finish(response: Response): Promise<Response>;
  /** The body of another answer than that of this text. */
  another(text: string): string;
  /** Aborts what waits when the emulator ends. */
  closing: AbortSignal;
}

/** Does the work and answers, or goes wrong in the way of the fault. Null: the client gets no whole answer. */
export async function deliver(
  fault: Fault | undefined,
  { work, finish, another, closing }: Delivery,
  { incoming, outgoing }: HttpBindings,
): Promise<{ response: Response; status: number | null }> {
  const answered = async (response: Response) => ({ response: await finish(response), status: response.status });
  const lost = { response: RESPONSE_ALREADY_SENT, status: null };
  switch (fault?.kind) {
    case undefined:
      return answered(await work());
    case "delay":
      await sleep(fault.ms, undefined, { signal: closing });
      return answered(await work());
    case "reset-before":
      incoming.socket.resetAndDestroy();
      return lost;
    case "reset-after":
      await work();
      incoming.socket.resetAndDestroy();
      return lost;
    case "status":
      if (fault.when === "after") await work();
      return answered(faulty(fault.status, fault.headers, fault.body));
    case "garbage": {
      const { status } = await work();
      return answered(withBody(fault.body ?? "<html><body>It works!</body></html>", status, JSON_TYPE));
    }
    case "crossed": {
      const response = await work();
      return answered(withBody(another(await response.text()), response.status, JSON_TYPE));
    }
    case "cut-off": {
      const { status, headers, body } = await whole(await finish(await work()));
      outgoing.writeHead(status, { ...headers, "content-length": body.length });
      outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => incoming.socket.destroy());
      return { response: RESPONSE_ALREADY_SENT, status };
    }
    case "hang":
      if (fault.when === "after") await work();
      return new Promise<never>(() => {});
  }
}

const JSON_TYPE = { "content-type": "application/json" };
const WITHOUT_BODY = [204, 205, 304];

function faulty(status: number, given: Record<string, string> = {}, body?: unknown): Response {
  const text = textOf(body === undefined ? { detail: `the emulator was told to answer ${status}` } : body);
  const headers = new Headers(typeof body === "string" ? {} : JSON_TYPE);
  for (const [name, value] of Object.entries(given)) headers.set(name, value);
  return withBody(text, status, headers);
}

function withBody(text: string, status: number, headers: Headers | Record<string, string>): Response {
  return new Response(WITHOUT_BODY.includes(status) ? null : text, { status, headers });
}

function textOf(body: unknown): string {
  return typeof body === "string" ? body : JSON.stringify(body);
}

/** A response that is known to its last byte. An empty one becomes a 200 with some body, or there is nothing to cut. */
async function whole(response: Response): Promise<{ status: number; headers: Record<string, string>; body: Buffer }> {
  const bytes = Buffer.from(await response.arrayBuffer());
  const headers = Object.fromEntries(response.headers);
  const body = bytes.length === 0 ? Buffer.from("null") : bytes;
  return { status: response.status === 204 ? 200 : response.status, headers, body };
}
