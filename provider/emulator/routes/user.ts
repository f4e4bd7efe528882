import type { Hono } from "hono";
import type { Env } from "../access";
import { emptyAnswer } from "../behaviour";
import type { World } from "../world";

const FOREVER = Date.UTC(2100, 0, 1) / 1000;
const LONG_AGO = "2024-01-01T00:00:00+00:00";

/** `GET /user`, `POST /user/diagnostics` and `GET /user/orgs`. */
export function addUser(app: Hono<Env>, world: World): void {
  app.get("/user", (c) => {
    const { kind, id, email } = c.var.principal;
    return kind === "person"
      ? c.json({ id, first_name: "Emma", family_name: "Lator", email })
      : c.json({ id, client_id: id, email, expiration: FOREVER });
  });

  app.post("/user/diagnostics", () => emptyAnswer(world.behaviour));

  app.get("/user/orgs", (c) => {
    const mine = world.orgs.all().filter(({ name }) => c.var.principal.orgs?.has(name) ?? true);
    return c.json(mine.map(({ name }) => ({ id: Buffer.from(name).toString("hex"), name, created: LONG_AGO })));
  });
}
