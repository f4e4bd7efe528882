import { expect, test } from "vitest";
import { ask, BUCKETS, emulate, s3, steer } from "./support";

test("an emulator in another process can be emptied over HTTP, without a token", async () => {
  const emulator = await emulate();
  await ask(emulator, "POST", BUCKETS, s3());
  emulator.fail({ kind: "status", status: 418, times: "always" });
  expect((await steer(emulator, "POST", "reset")).status).toBe(204);
  expect((await ask(emulator, "GET", BUCKETS)).body).toEqual([]);
  expect(emulator.calls()).toHaveLength(1);
});

test.each([
  ["GET", "reset"],
  ["POST", "nothing"],
])("%s /_emulator/%s is not there", async (verb, path) => {
  const emulator = await emulate();
  emulator.putBucket("acme");
  expect((await steer(emulator, verb, path)).status).toBe(501);
  expect(emulator.buckets("acme")).toHaveLength(1);
});

test("a web page can't steer it, by its scripts or its forms", async () => {
  const emulator = await emulate();
  emulator.putBucket("acme");
  const sent = async (init: RequestInit) =>
    (await fetch(`${emulator.url}/_emulator/reset`, { method: "POST", ...init })).status;
  const json = { "content-type": "application/json" };
  for (const origin of ["http://example.com", "null"]) expect(await sent({ headers: { ...json, origin } })).toBe(403);
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/json"])
    expect(await sent({ headers: { "content-type": type }, body: "{}" })).toBe(415);
  expect(await sent({})).toBe(415);
  expect(emulator.buckets("acme")).toHaveLength(1);
  expect(await sent({ headers: json })).toBe(204);
  expect(emulator.buckets("acme")).toEqual([]);
});
