import type { HttpBindings } from "@hono/node-server";
import { isLoopback } from "./loopback";
import type { World } from "./world";

/**
 * `POST /_emulator/reset`, for programs on this machine only: it says `content-type: application/json`, with or without
 * a body, as no web page's form can.
 */
export function control(request: Request, { incoming }: HttpBindings, world: World): Response {
  const { hostname, pathname } = new URL(request.url);
  const refused = (status: number, detail: string) => Response.json({ detail }, { status });
  const local = isLoopback(incoming.socket.remoteAddress ?? "") && isLoopback(hostname);
  // A web page can reach this machine too, but not without saying where it comes from.
  if (!local || request.headers.has("origin"))
    return refused(403, "the emulator's own routes answer programs on its own machine only");
  if (request.method !== "POST" || pathname !== "/_emulator/reset")
    return refused(501, `the emulator does not handle ${request.method} ${pathname}`);
  if (!/^application\/json\b/i.test(request.headers.get("content-type") ?? ""))
    return refused(415, "send it with content-type: application/json, with or without a body");
  world.reset();
  return new Response(null, { status: 204 });
}
