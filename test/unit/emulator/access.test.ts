import { expect, test } from "vitest";
import { startEmulator } from "../../../provider/emulator/index";
import { ask, BUCKETS, emulate, s3 } from "./support";

test("a request without a token, or with a wrong one, gets 401 and a detail", async () => {
  const emulator = await emulate();
  for (const token of [null, "ema_wrong", ""]) {
    const { status, body } = await ask(emulator, "GET", "/user", undefined, token);
    expect([status, body]).toEqual([401, { detail: expect.any(String) }]);
  }
});

test("several tokens are accepted, each with the orgs it may use", async () => {
  const emulator = await emulate({ orgs: ["org-a", "org-b"], tokens: { ema_a: ["org-a"], ema_all: {} } });
  const status = async (org: string, token: string) =>
    (await ask(emulator, "GET", `/orgs/${org}/buckets`, undefined, token)).status;
  expect(await status("org-a", "ema_a")).toBe(200);
  expect(await status("org-b", "ema_a")).toBe(403);
  expect(await status("org-b", "ema_all")).toBe(200);
  expect(await status("org-c", "ema_all")).toBe(404);
  const names = async (token: string) =>
    (await ask(emulator, "GET", "/user/orgs", undefined, token)).body.map(({ name }: { name: string }) => name);
  expect(await names("ema_a")).toEqual(["org-a"]);
  expect(await names("ema_all")).toEqual(["org-a", "org-b"]);
});

test("who is no admin may read and not change", async () => {
  const emulator = await emulate({ tokens: { ema_reader: { admin: false } } });
  expect((await ask(emulator, "GET", BUCKETS)).status).toBe(200);
  expect((await ask(emulator, "POST", BUCKETS, s3())).status).toBe(403);
});

test("a service token and a person's token are told apart", async () => {
  const emulator = await emulate({ tokens: ["ema_service", "eyPerson"] });
  const service = (await ask(emulator, "GET", "/user", undefined, "ema_service")).body;
  const person = (await ask(emulator, "GET", "/user", undefined, "eyPerson")).body;
  expect(Object.keys(service)).toEqual(["id", "client_id", "email", "expiration"]);
  expect(Object.keys(person)).toEqual(["id", "first_name", "family_name", "email"]);
  expect((await ask(emulator, "POST", "/user/diagnostics", { system: {} })).status).toBe(204);
});

test("every answer carries a request id of its own", async () => {
  const emulator = await emulate();
  const answers = [
    await ask(emulator, "GET", BUCKETS),
    await ask(emulator, "GET", "/user", undefined, null),
    await ask(emulator, "PUT", "/nowhere"),
    await ask(emulator, "POST", BUCKETS, {}),
  ];
  expect(new Set(answers.map(({ headers }) => headers.get("x-request-id"))).size).toBe(4);
});

test("a route that is not handled says its verb and path with 501", async () => {
  const { status, body } = await ask(await emulate(), "PUT", "/orgs/acme/weather/status", {});
  expect([status, body]).toEqual([501, { detail: "the emulator does not handle PUT /orgs/acme/weather/status" }]);
});

test("the service's warnings can be sent along", async () => {
  const emulator = await emulate({ behaviour: { warning: "careful" } });
  emulator.behave({ deprecation: "old" });
  const { headers } = await ask(emulator, "GET", BUCKETS);
  expect([headers.get("x-arraylake-warning"), headers.get("x-deprecation-warning")]).toEqual(["careful", "old"]);
});

test.each(["0.0.0.0", "::", "192.0.2.1", "example.com"])("it does not listen on %s", async (host) => {
  await expect(startEmulator({ host })).rejects.toThrow(/does not listen on .* allowNonLoopback/);
});

test("it listens elsewhere for who means it", async () => {
  const emulator = await emulate({ host: "0.0.0.0", allowNonLoopback: true });
  expect((await ask(emulator, "GET", "/user")).status).toBe(200);
});

test("a taken port is said to be taken", async () => {
  const { port } = await emulate();
  await expect(startEmulator({ port })).rejects.toThrow(/the port is taken/);
});
