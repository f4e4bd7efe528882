import { expect, test } from "vitest";
import { ask, BUCKETS, emulate, s3, steer } from "./support";

test("an emulator in another process can be steered over HTTP, without a token", async () => {
  const emulator = await emulate();
  expect((await steer(emulator, "POST", "fail", { kind: "status", status: 418, pathPattern: "^/us" })).status).toBe(
    204,
  );
  expect((await ask(emulator, "GET", BUCKETS)).status).toBe(200);
  expect((await ask(emulator, "GET", "/user")).status).toBe(418);
  expect((await steer(emulator, "POST", "behaviour", { createdStatus: 201 })).body.createdStatus).toBe(201);
  expect((await ask(emulator, "POST", BUCKETS, s3())).status).toBe(201);
  const calls = (await steer(emulator, "GET", "calls")).body;
  expect(calls.map(({ path, status }: { path: string; status: number }) => [path, status])).toEqual([
    [BUCKETS, 200],
    ["/user", 418],
    [BUCKETS, 201],
  ]);
  expect((await steer(emulator, "DELETE", "calls")).status).toBe(204);
  expect((await steer(emulator, "POST", "reset")).status).toBe(204);
  expect((await steer(emulator, "POST", "fail", { kind: "status", times: "always" })).status).toBe(204);
  expect((await steer(emulator, "DELETE", "fail")).status).toBe(204);
  expect((await ask(emulator, "GET", BUCKETS)).body).toEqual([]);
});

test.each([
  ["POST", "fail", { kind: "explode" }, 400],
  ["POST", "fail", "{", 400],
  ["POST", "behaviour", { colour: "red" }, 400],
  ["GET", "nothing", undefined, 501],
])("%s /_emulator/%s with %j is refused", async (verb, path, body, status) => {
  expect((await steer(await emulate(), verb, path, body)).status).toBe(status);
});

test("a web page can't steer it, by its scripts or its forms", async () => {
  const emulator = await emulate();
  emulator.putBucket("acme");
  const sent = async (path: string, init: RequestInit) =>
    (await fetch(`${emulator.url}/_emulator/${path}`, init)).status;
  const json = { "content-type": "application/json" };
  expect(await sent("calls", { headers: { origin: "http://example.com" } })).toBe(403);
  expect(await sent("reset", { method: "POST", headers: { ...json, origin: "null" } })).toBe(403);
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/json"]) {
    const form = { method: "POST", headers: { "content-type": type }, body: '{"kind":"hang"}' };
    for (const path of ["reset", "fail", "behaviour"]) expect(await sent(path, form)).toBe(415);
  }
  expect(await sent("reset", { method: "POST" })).toBe(415);
  expect(emulator.buckets("acme")).toHaveLength(1);
  expect(await sent("reset", { method: "POST", headers: json })).toBe(204);
  expect(emulator.buckets("acme")).toEqual([]);
});
