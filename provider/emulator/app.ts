import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { Hono } from "hono";
import { authenticate, type Env } from "./access";
import { control } from "./control";
import { deliver } from "./delivery";
import { bucketBody } from "./format";
import { isLoopback } from "./loopback";
import { Refusal } from "./refusal";
import { addBuckets } from "./routes/buckets";
import { addRepos } from "./routes/repos";
import { addUser } from "./routes/user";
import { madeUp } from "./rows-by-hand";
import type { World } from "./world";

/** Answers a request: records it, lets a fault meet it, and else leaves it to the routes. */
export type Answer = (request: Request, bindings: HttpBindings) => Promise<Response>;

/** @param closing aborts what waits when the emulator ends */
export function createAnswer(world: World, closing: AbortSignal): Answer {
  const api = routes(world);
  const { latencyMs = 0, allowNonLoopback = false } = world.options;

  return async (request, bindings) => {
    const { hostname, pathname, searchParams } = new URL(request.url);
    // A web page can have a name of its own lead to this machine, and a browser then takes the answers for the page's.
    if (!allowNonLoopback && !isLoopback(hostname)) return misdirected(hostname);
    if (pathname.startsWith("/_emulator/")) return control(request, bindings, world);

    const body = await request.text().catch(() => undefined);
    if (body === undefined) return RESPONSE_ALREADY_SENT; // the client went away in the middle
    const call = world.calls.add(request, pathname, searchParams, body);
    const fault = world.faults.take(request.method, pathname);
    if (fault) call.fault = fault.kind;
    const delivery = {
      work: async () => api.fetch(request, { body }),
      finish: (response: Response) => finished(response, world),
      another: (answer: string) => anotherBucket(world, pathname, answer),
      closing,
    };
    try {
      if (latencyMs > 0) await sleep(latencyMs, undefined, { signal: closing });
      const { response, status } = await deliver(fault, delivery, bindings);
      call.status = status;
      return response;
    } catch (error) {
      if (closing.aborted) return RESPONSE_ALREADY_SENT;
      throw error;
    }
  };
}

function misdirected(hostname: string): Response {
  const detail =
    `the emulator answers to this machine's own names (localhost, 127.0.0.1, [::1]), not to '${hostname}'. ` +
    "Use one of those, or --allow-non-loopback (allowNonLoopback) if others are to reach it";
  return Response.json({ detail }, { status: 421 });
}

function routes(world: World): Hono<Env> {
  const app = new Hono<Env>();
  app.get("/", (c) => c.json({ arraylake_api_version: "emulator" }));
  app.use(async (c, next) => {
    c.set("principal", authenticate(world.principals, c.req.header("authorization")));
    await next();
  });
  addUser(app, world);
  addBuckets(app, world);
  addRepos(app, world);
  app.notFound((c) => c.json({ detail: `the emulator does not handle ${c.req.method} ${c.req.path}` }, 501));
  app.onError((error, c) => {
    if (error instanceof Refusal) return error.toResponse();
    process.stderr.write(`The Arraylake emulator failed at ${c.req.method} ${c.req.path}: ${error.stack}\n`);
    return c.json({ detail: `the emulator failed: ${error.message}` }, 500);
  });
  return app;
}

/** What every answer has: its id, the warnings, and the encoding. */
async function finished(response: Response, { behaviour }: World): Promise<Response> {
  const { status, headers } = response;
  headers.set("x-request-id", randomUUID());
  if (behaviour.warning !== "") headers.set("x-arraylake-warning", behaviour.warning);
  if (behaviour.deprecation !== "") headers.set("x-deprecation-warning", behaviour.deprecation);
  if (!behaviour.gzip || response.body === null) return response;
  headers.set("content-encoding", "gzip");
  return new Response(gzipSync(await response.arrayBuffer()), { status, headers });
}

/** Some BucketConfig of the org of a path that an answer doesn't speak of; one that never was, where there is none. */
function anotherBucket({ orgs }: World, path: string, answer: string): unknown {
  const org = orgs.get(decodeURIComponent(/^\/orgs\/([^/]+)/.exec(path)?.[1] ?? ""));
  const other = org?.buckets().find(({ id }) => !answer.includes(id));
  return bucketBody(other ?? madeUp({}));
}
