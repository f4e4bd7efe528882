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
  another(text: string): unknown;
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
    case "status": {
      const { status, headers, body = { detail: `the emulator was told to answer ${status}` } } = fault;
      if (fault.when === "after") await work();
      return answered(answer(body, status, headers));
    }
    case "garbage": {
      const { status } = await work();
      return answered(answer(fault.body ?? "<html><body>It works!</body></html>", status, JSON_TYPE));
    }
    case "crossed": {
      const response = await work();
      return answered(answer(another(await response.text()), response.status));
    }
    case "cut-off": {
      const response = await finish(await work());
      // Where there is nothing to cut, something: a 204 could have no body.
      const body = response.body === null ? Buffer.from("null") : Buffer.from(await response.arrayBuffer());
      const status = response.status === 204 ? 200 : response.status;
      outgoing.writeHead(status, { ...Object.fromEntries(response.headers), "content-length": body.length });
      outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => incoming.socket.destroy());
      return { response: RESPONSE_ALREADY_SENT, status };
    }
    case "hang":
      if (fault.when === "after") await work();
      return new Promise<never>(() => {});
  }
}

const JSON_TYPE = { "content-type": "application/json" };

/** A text as it is, and all else in JSON; no body where the status allows none. */
function answer(body: unknown, status: number, given: Record<string, string> = {}): Response {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const headers = new Headers(typeof body === "string" ? {} : JSON_TYPE);
  for (const [name, value] of Object.entries(given)) headers.set(name, value);
  return new Response([204, 205, 304].includes(status) ? null : text, { status, headers });
}
