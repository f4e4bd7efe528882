import type { HttpBindings } from "@hono/node-server";
import type { Principal } from "./tokens";

/** What the routes find in their context. */
export interface Env {
  Bindings: HttpBindings;
  Variables: { principal: Principal };
}
