import type { Context } from "hono";
import { Refusal } from "./refusal";
import type { OrgRows } from "./store";
import type { Principal } from "./tokens";
import type { World } from "./world";

/** What the routes find in their context. */
export interface Env {
  /** The body, as a text. */
  Bindings: { body: string };
  Variables: { principal: Principal };
}

/** Who sends a request with this `Authorization` header. @throws Refusal (401) when no accepted token is in it */
export function authenticate(principals: World["principals"], header: string | undefined): Principal {
  if (header === undefined) throw new Refusal(401, "Not authenticated");
  const found = principals.get(/^bearer +(.+)$/i.exec(header)?.[1]?.trim() ?? "");
  if (!found) throw new Refusal(401, "Invalid or expired token");
  return found;
}

/** The org of the path, if it is there and the sender may use it. @throws Refusal: 404 for an unknown org, 403 for a foreign one */
export function orgOf(c: Context<Env>, { orgs }: World): OrgRows {
  const name = c.req.param("org") ?? "";
  const org = orgs.get(name);
  if (!org) throw new Refusal(404, `Organization '${name}' not found`);
  const allowed = c.var.principal.orgs;
  if (allowed && !allowed.has(name)) throw new Refusal(403, `You do not have access to organization '${name}'`);
  return org;
}

/** The org of the path, if the sender may change it. @throws Refusal: besides those of `orgOf`, 403 for who is no admin */
export function orgToChange(c: Context<Env>, world: World): OrgRows {
  const org = orgOf(c, world);
  if (!c.var.principal.admin) throw new Refusal(403, `Only admins of organization '${org.name}' may do this`);
  return org;
}
