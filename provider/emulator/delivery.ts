import { setTimeout as sleep } from "node:timers/promises";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Fault } from "./faults";

/** Does the work and answers, or goes wrong in the way of the fault. Null: the client gets no whole answer. */
export async function deliver(
  fault: Fault | undefined,
  work: () => Promise<Response>,
  { incoming, outgoing }: HttpBindings,
  closing: AbortSignal,
): Promise<{ response: Response; status: number | null }> {
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
      const body = fault.body ?? "<html><body>It works!</body></html>";
      return answered(
        new Response(status === 204 ? null : body, { status, headers: { "content-type": "application/json" } }),
      );
    }
    case "cut-off": {
      const { status, headers, body } = await whole(await work());
      outgoing.writeHead(status, { ...headers, "content-length": body.length });
      outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => incoming.socket.destroy());
      return { response: RESPONSE_ALREADY_SENT, status };
    }
    case "hang":
      if (fault.when === "after") await work();
      return new Promise<never>(() => {});
  }
}

function answered(response: Response): { response: Response; status: number } {
  return { response, status: response.status };
}

function faulty(status: number, headers: Record<string, string> = {}, body?: unknown): Response {
  if (typeof body === "string") return new Response(body, { status, headers });
  if (status === 204 || status === 304) return new Response(null, { status, headers });
  return Response.json(body ?? { detail: `the emulator was told to answer ${status}` }, { status, headers });
}

/** A response that is known to its last byte. An empty one becomes a 200 with some body, or there is nothing to cut. */
async function whole(response: Response): Promise<{ status: number; headers: Record<string, string>; body: Buffer }> {
  const text = await response.text();
  const headers = Object.fromEntries(response.headers);
  const body = Buffer.from(text === "" ? "null" : text);
  return { status: response.status === 204 ? 200 : response.status, headers, body };
}
