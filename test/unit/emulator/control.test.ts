import { expect, test } from "vitest";
import { ask, BUCKETS, emulate, s3 } from "./support";

test("an emulator in another process can be steered over HTTP, without a token", async () => {
  const emulator = await emulate();
  const steer = (verb: string, path: string, body?: unknown) => ask(emulator, verb, `/_emulator/${path}`, body, null);
  expect((await steer("POST", "fail", { kind: "status", status: 418, pathPattern: "^/us" })).status).toBe(204);
  expect((await ask(emulator, "GET", BUCKETS)).status).toBe(200);
  expect((await ask(emulator, "GET", "/user")).status).toBe(418);
  expect((await steer("POST", "behaviour", { createdStatus: 201 })).body.createdStatus).toBe(201);
  expect((await ask(emulator, "POST", BUCKETS, s3())).status).toBe(201);
  const calls = (await steer("GET", "calls")).body;
  expect(calls.map(({ path, status }: { path: string; status: number }) => [path, status])).toEqual([
    [BUCKETS, 200],
    ["/user", 418],
    [BUCKETS, 201],
  ]);
  expect((await steer("DELETE", "calls")).status).toBe(204);
  expect((await steer("POST", "reset")).status).toBe(204);
  expect((await steer("POST", "fail", { kind: "status", times: "always" })).status).toBe(204);
  expect((await steer("DELETE", "fail")).status).toBe(204);
  expect((await ask(emulator, "GET", BUCKETS)).body).toEqual([]);
});

test.each([
  ["POST", "fail", { kind: "explode" }, 400],
  ["POST", "fail", "{", 400],
  ["POST", "behaviour", { colour: "red" }, 400],
  ["GET", "nothing", undefined, 501],
])("%s /_emulator/%s with %j is refused", async (verb, path, body, status) => {
  expect((await ask(await emulate(), verb, `/_emulator/${path}`, body)).status).toBe(status);
});

test("a web page can't steer it", async () => {
  const emulator = await emulate();
  const response = await fetch(`${emulator.url}/_emulator/calls`, { headers: { origin: "http://example.com" } });
  expect(response.status).toBe(403);
});
