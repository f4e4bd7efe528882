import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { startEmulator } from "../../../provider/emulator/index";
import { AWS_ROLE, ask, BUCKETS, emulate, s3 } from "./support";

const post = (emulator: Parameters<typeof ask>[0], nickname: string) =>
  ask(emulator, "POST", BUCKETS, s3({ nickname, prefix: nickname })).then(
    ({ status }) => status,
    () => "lost",
  );

test.each([
  ["reset-before", "lost", 0],
  ["reset-after", "lost", 1],
  ["cut-off", "lost", 1],
  ["garbage", "lost", 1],
  ["delay", 200, 1],
] as const)("%s: the client sees %s and %i rows are there", async (kind, outcome, rows) => {
  const emulator = await emulate();
  const handle = emulator.fail(kind === "delay" ? { kind, ms: 20 } : { kind });
  expect(await post(emulator, "first")).toBe(outcome);
  expect(emulator.buckets("acme")).toHaveLength(rows);
  expect(handle.fired).toBe(1);
  expect(await post(emulator, "second")).toBe(200);
});

test("a status can come before the work or after it, with headers and a body", async () => {
  const emulator = await emulate();
  emulator.fail({ kind: "status", status: 429, headers: { "retry-after": "3" } });
  emulator.fail({ kind: "status", status: 502, body: "<html>Bad gateway</html>", when: "after" });
  const first = await ask(emulator, "POST", BUCKETS, s3());
  expect([first.status, first.headers.get("retry-after"), emulator.buckets("acme").length]).toEqual([429, "3", 0]);
  const second = await ask(emulator, "POST", BUCKETS, s3());
  expect([second.status, second.body, emulator.buckets("acme").length]).toEqual([502, "<html>Bad gateway</html>", 1]);
});

test.each([
  ["DELETE", undefined, "gone"],
  ["PATCH", { nickname: "renamed" }, "renamed"],
] as const)("a status comes after the work of a %s too", async (verb, body, after) => {
  const emulator = await emulate();
  const { id } = emulator.putBucket("acme", { nickname: "era5" });
  const standing = () => emulator.bucket("acme", id)?.nickname ?? "gone";
  emulator.fail({ kind: "status", status: 504, method: verb, when: "before" });
  emulator.fail({ kind: "status", status: 500, method: verb, when: "after" });
  expect([(await ask(emulator, verb, `${BUCKETS}/${id}`, body)).status, standing()]).toEqual([504, "era5"]);
  expect([(await ask(emulator, verb, `${BUCKETS}/${id}`, body)).status, standing()]).toEqual([500, after]);
});

test("the body of a status can be anything: huge, null, or none where none is allowed", async () => {
  const emulator = await emulate();
  const huge = "x".repeat(50_000_000);
  emulator.fail({ kind: "status", status: 200, body: huge });
  expect((await ask(emulator, "GET", BUCKETS)).body === huge).toBe(true);
  emulator.fail({ kind: "status", status: 200, body: null, headers: { "Content-Type": "application/problem+json" } });
  const empty = await ask(emulator, "GET", BUCKETS);
  expect([empty.body, empty.headers.get("content-type")]).toEqual([null, "application/problem+json"]);
  for (const status of [204, 205, 304]) {
    emulator.fail({ kind: "status", status, body: "some words" });
    const answer = await ask(emulator, "GET", BUCKETS);
    expect([answer.status, answer.body]).toEqual([status, ""]);
  }
});

describe("crossed answers", () => {
  test("do the work, and speak of another BucketConfig with the true status", async () => {
    const emulator = await emulate({ behaviour: { createdStatus: 201 } });
    const other = emulator.putBucket("acme", { nickname: "other", auth_config: AWS_ROLE });
    emulator.fail({ kind: "crossed", times: "always" });
    const made = await ask(emulator, "POST", BUCKETS, s3());
    expect([made.status, made.body.id]).toEqual([201, other.id]);
    expect(JSON.stringify(made.body)).not.toContain(AWS_ROLE.shared_secret);
    const { id } = emulator.bucket("acme", "era5") ?? {};
    const renamed = await ask(emulator, "PATCH", `${BUCKETS}/${id}`, { nickname: "renamed" });
    expect([renamed.body.nickname, emulator.bucket("acme", "renamed")?.id]).toEqual(["other", id]);
    expect((await ask(emulator, "GET", `${BUCKETS}/${other.id}`)).body.nickname).toBe("renamed");
    const deleted = await ask(emulator, "DELETE", `${BUCKETS}/${id}`);
    expect([deleted.status, emulator.bucket("acme", "renamed")]).toEqual([204, undefined]);
  });

  test("speak of one that never was where there is no other", async () => {
    const emulator = await emulate();
    emulator.fail({ kind: "crossed", times: "always" });
    const { body } = await ask(emulator, "POST", BUCKETS, s3());
    expect(body).toMatchObject({ id: expect.any(String), platform: "s3" });
    expect(emulator.buckets("acme").map(({ id }) => id)).not.toContain(body.id);
    expect((await ask(emulator, "GET", "/user")).body).toHaveProperty("nickname");
  });

  test("keep a refusal's status", async () => {
    const emulator = await emulate();
    await ask(emulator, "POST", BUCKETS, s3());
    emulator.fail({ kind: "crossed" });
    const { status, body } = await ask(emulator, "POST", BUCKETS, s3());
    expect([status, body.nickname]).toEqual([409, "era5"]);
  });
});

test("a cut-off answer promises its whole length and brings half", async () => {
  const emulator = await emulate();
  emulator.fail({ kind: "cut-off" });
  const received = await new Promise<string>((resolve) => {
    let text = "";
    const socket = connect(emulator.port, "127.0.0.1", () =>
      socket.write(`GET /user HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${emulator.token}\r\n\r\n`),
    );
    socket.on("data", (chunk) => (text += chunk)).on("close", () => resolve(text));
  });
  const [head = "", body = ""] = received.split("\r\n\r\n");
  const promised = Number(/content-length: (\d+)/i.exec(head)?.[1]);
  expect(body.length).toBe(Math.floor(promised / 2));
});

test("a rule meets the requests that it names, after those it skips, as often as it says", async () => {
  const emulator = await emulate();
  const handle = emulator.fail({
    kind: "status",
    status: 500,
    method: "get",
    path: "/orgs/*/buckets",
    skip: 1,
    times: 2,
  });
  const statuses = [];
  for (const path of [BUCKETS, "/user", BUCKETS, `${BUCKETS}/x`, BUCKETS, BUCKETS])
    statuses.push((await ask(emulator, "GET", path)).status);
  expect(statuses).toEqual([200, 200, 500, 422, 500, 200]);
  expect(handle.fired).toBe(2);
  emulator.fail({ kind: "status", status: 500, path: /user$/g, times: "always" });
  for (let index = 0; index < 3; index++) expect((await ask(emulator, "GET", "/user")).status).toBe(500);
  emulator.clearFaults();
  expect((await ask(emulator, "GET", "/user")).status).toBe(200);
});

test("random faults are the same for the same seed, and end when they are stopped", async () => {
  const run = async (seed: number) => {
    const emulator = await emulate();
    const handle = emulator.failRandomly({ rate: 0.5, seed, kinds: ["status", { kind: "status", status: 500 }] });
    const statuses: number[] = [];
    for (let index = 0; index < 30; index++) statuses.push((await ask(emulator, "GET", "/user")).status);
    expect(handle.fired).toBe(statuses.filter((status) => status !== 200).length);
    handle.stop();
    expect((await ask(emulator, "GET", "/user")).status).toBe(200);
    return statuses;
  };
  const [one, again, other] = [await run(7), await run(7), await run(8)];
  expect(one).toEqual(again);
  expect(one).not.toEqual(other);
  expect(new Set(one)).toEqual(new Set([200, 500, 503]));
});

test("close ends at once, with a request hanging, one delayed and connections kept open", async () => {
  const emulator = await startEmulator();
  await ask(emulator, "GET", "/user");
  emulator.fail({ kind: "hang" });
  emulator.fail({ kind: "delay", ms: 60_000 });
  const waiting = [post(emulator, "hangs"), post(emulator, "delayed")];
  while (emulator.calls().length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
  const began = Date.now();
  await emulator.close();
  expect(Date.now() - began).toBeLessThan(500);
  expect(await Promise.all(waiting)).toEqual(["lost", "lost"]);
  expect(emulator.buckets("acme")).toEqual([]);
  await emulator.close();
});

test("every request is recorded with its body, its token and what became of it", async () => {
  const emulator = await emulate();
  await ask(emulator, "POST", `${BUCKETS}?a=1`, s3());
  emulator.fail({ kind: "reset-after" });
  await ask(emulator, "GET", "/user").catch(() => {});
  await ask(emulator, "POST", BUCKETS, "no json");
  const [first, second, third] = emulator.calls();
  expect(first).toMatchObject({ method: "POST", path: BUCKETS, query: { a: "1" }, body: s3(), status: 200 });
  expect(first?.headers.authorization).toBe(`Bearer ${emulator.token}`);
  expect(second).toMatchObject({ method: "GET", path: "/user", body: undefined, status: null, fault: "reset-after" });
  expect(third).toMatchObject({ body: "no json", status: 422 });
  emulator.clearCalls();
  expect(emulator.calls()).toEqual([]);
});

test("latency delays every request", async () => {
  const emulator = await emulate({ latencyMs: 60 });
  const began = Date.now();
  await ask(emulator, "GET", "/user");
  expect(Date.now() - began).toBeGreaterThanOrEqual(55);
});

test("reset goes back to the beginning", async () => {
  const emulator = await emulate({ behaviour: { createdStatus: 201 } });
  await ask(emulator, "POST", BUCKETS, s3());
  emulator.behave({ createdStatus: 200 });
  emulator.fail({ kind: "reset-before" });
  emulator.reset();
  expect(emulator.calls()).toEqual([]);
  expect(emulator.buckets("acme")).toEqual([]);
  expect((await ask(emulator, "POST", BUCKETS, s3())).status).toBe(201);
});
