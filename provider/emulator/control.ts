import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { z } from "zod";
import type { Behaviour } from "./behaviour";
import type { FaultRule } from "./faults";
import { isLoopback } from "./loopback";
import type { World } from "./world";

const fault = z.object({
  kind: z.enum(["reset-before", "reset-after", "status", "delay", "cut-off", "garbage", "crossed", "hang"]),
  method: z.string().optional(),
  path: z.string().optional(),
  /** A pattern found anywhere in the path, since JSON knows no RegExp. */
  pathPattern: z.string().optional(),
  times: z.union([z.int().min(1), z.literal("always")]).optional(),
  skip: z.int().min(0).optional(),
  status: z.int().min(200).max(599).default(503),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.unknown().optional(),
  when: z.enum(["before", "after"]).optional(),
  ms: z.number().min(0).default(50),
});

const refusalStatus = z.literal([400, 403, 409, 422]);
const behaviour = z.strictObject({
  locationTakenStatus: refusalStatus,
  nicknameTakenStatus: refusalStatus,
  inUseStatus: refusalStatus,
  detail: z.enum(["string", "list", "object", "html"]),
  ghostsHoldBuckets: z.boolean(),
  ghostsListed: z.boolean(),
  echoInput: z.boolean(),
  createdStatus: z.literal([200, 201]),
  emptyAnswer: z.enum(["no-content", "null", "nothing"]),
  listLagMs: z.number().min(0),
  gzip: z.boolean(),
  repoPages: z.enum(["told", "growing", "missing"]),
  warning: z.string(),
  deprecation: z.string(),
} satisfies Record<keyof Behaviour, z.ZodType>);

/**
 * The routes under `/_emulator/`, by which a test steers an emulator in another process. For programs on this machine only:
 * whatever changes something says `content-type: application/json`, with or without a body, as no web page's form can.
 */
export function control(world: World): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>().basePath("/_emulator");

  app.use(async (c, next) => {
    const local = isLoopback(c.env.incoming.socket.remoteAddress ?? "") && isLoopback(new URL(c.req.url).hostname);
    // A web page can reach this machine too, but not without saying where it comes from.
    if (!local || c.req.header("origin") !== undefined)
      return c.json({ detail: "the emulator's own routes answer programs on its own machine only" }, 403);
    const isJson = /^application\/json\b/i.test(c.req.header("content-type") ?? "");
    if (c.req.method !== "GET" && !isJson)
      return c.json({ detail: "send it with content-type: application/json, with or without a body" }, 415);
    return await next();
  });

  app.post("/reset", (c) => {
    world.reset();
    return c.body(null, 204);
  });
  app.get("/calls", (c) => c.json(world.calls.list()));
  app.delete("/calls", (c) => {
    world.calls.clear();
    return c.body(null, 204);
  });
  app.post("/fail", async (c) => {
    const { pathPattern, ...rule } = fault.parse(await c.req.json());
    world.faults.add({ ...rule, ...(pathPattern === undefined ? {} : { path: new RegExp(pathPattern) }) } as FaultRule);
    return c.body(null, 204);
  });
  app.delete("/fail", (c) => {
    world.faults.clear();
    return c.body(null, 204);
  });
  app.post("/behaviour", async (c) => {
    const changes = behaviour.partial().parse(await c.req.json());
    Object.assign(world.behaviour, changes);
    return c.json(world.behaviour);
  });

  app.notFound((c) => c.json({ detail: `the emulator does not handle ${c.req.method} ${c.req.path}` }, 501));
  app.onError((error, c) => c.json({ detail: error.message }, 400));
  return app;
}
