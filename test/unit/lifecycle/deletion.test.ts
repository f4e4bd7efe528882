import { describe, expect, test } from "vitest";
import type { Emulator, FaultRule } from "../../../provider/emulator/index";
import { BucketConfigLifecycle } from "../../../provider/lifecycle/bucket-config";
import { emulate, failure } from "../helpers/connected";
import { s3Input } from "../helpers/samples";
import { callsSince, openSession, REPOS } from "../helpers/sessions";
import { Stack } from "../helpers/stack";

const ID = "00000000-0000-4000-8000-000000000000";
const LIST = { method: "GET", path: "/orgs/acme/buckets" };

/** A config that an earlier run made, and a run that is to delete it. */
async function begin(input = s3Input()) {
  const emulator = await emulate({ orgs: ["acme", "other"] });
  const stack = new Stack(emulator);
  await stack.up({ config: input });
  callsSince(emulator);
  return { emulator, config: run(emulator), id: stack.ids().config ?? "", outs: stack.outs("config") };
}

/** A run, whose waits are over at once. */
function run(emulator: Emulator): BucketConfigLifecycle {
  return new BucketConfigLifecycle(openSession(emulator).session);
}

test("a deletion asks for the repos and deletes; a second time is fine", async () => {
  const { emulator, config, id, outs } = await begin();
  await config.delete(id, outs);
  expect(emulator.buckets("acme")).toEqual([]);
  expect(callsSince(emulator)).toEqual(["GET repos/paginated", "DELETE buckets/ID"]);
  await config.delete(id, outs);
  expect(callsSince(emulator)).toEqual(["DELETE buckets/ID", "GET buckets/ID", "GET buckets"]);
});

test("it goes where the create went, whatever the default organisation is now", async () => {
  const { emulator, config, id, outs } = await begin(s3Input({ org: "other" }));
  await config.delete(id, outs);
  expect(emulator.buckets("other")).toEqual([]);
});

describe("while repos rely on it", () => {
  test("it is refused, and everything stays in place", async () => {
    const { emulator, config, id, outs } = await begin();
    emulator.putRepo("acme", { name: "gfs", bucketId: id });
    emulator.putRepo("acme", { name: "era5", bucketId: id });
    callsSince(emulator);
    expect((await failure(config.delete(id, outs))).message).toContain("2 repos use it (era5, gfs)");
    expect(callsSince(emulator)).toEqual(["GET repos/paginated"]);
    expect(emulator.buckets("acme")).toHaveLength(1);
  });

  const statuses = [400, 403, 409, 422] as const;

  test.each(statuses)("it is refused with a repo that appeared after the look-up (%i)", async (inUseStatus) => {
    const { emulator, config, id, outs } = await begin();
    emulator.behave({ inUseStatus, detail: "html" });
    emulator.putRepo("acme", { name: "late", bucketId: id });
    emulator.fail({ kind: "status", status: 200, body: { items: [], pages: 0 }, path: "/orgs/acme/repos/paginated" });
    expect((await failure(config.delete(id, outs))).message).toContain("1 repo uses it (late)");
  });

  test("it asks no more after the check of a replacement, and still names a repo that appeared since", async () => {
    const { emulator, config, id, outs } = await begin();
    const { inputs } = await config.check({ ...outs }, s3Input({ prefix: "moved" }));
    await config.diff(id, outs, { ...outs, ...inputs });
    const { failures } = await config.check({}, s3Input({ prefix: "moved" }));
    expect([failures, callsSince(emulator)]).toEqual([[], ["GET buckets", "GET repos/paginated"]]);
    emulator.putRepo("acme", { name: "late", bucketId: id });
    expect((await failure(config.delete(id, outs))).message).toContain("1 repo uses it (late)");
    expect(callsSince(emulator)).toEqual(["DELETE buckets/ID", "GET buckets/ID", "GET buckets/ID/repos"]);
  });

  test.each(statuses)("it is refused with a ghost that only the list of all repos shows (%i)", async (inUseStatus) => {
    const { emulator, config, id, outs } = await begin();
    emulator.behave({ inUseStatus, ghostsListed: false, detail: "object" });
    emulator.putRepo("acme", { name: "ghost", bucketId: id });
    emulator.ghostRepo("acme", "ghost");
    expect((await failure(config.delete(id, outs))).message).toContain("ghost, a deleted repo in its grace period");
  });

  test("it is refused in the service's own words where something else holds it", async () => {
    const { emulator, config, id, outs } = await begin();
    emulator.holdBucket("acme", id);
    expect((await failure(config.delete(id, outs))).message).toMatch(
      /no repo is seen to use it\. .* cannot be deleted while it is in use.*Iceberg namespace/,
    );
  });
});

const REFUSED: [string, FaultRule][] = [
  ["a 404", { kind: "status", status: 404 }],
  ["a 408", { kind: "status", status: 408 }],
  ["a 409", { kind: "status", status: 409 }],
  ["a 429", { kind: "status", status: 429, headers: { "retry-after": "3600" } }],
  ["a 500", { kind: "status", status: 500 }],
  ["a 503", { kind: "status", status: 503, times: "always" }],
];

describe("where the config still stands, it is not reported deleted", () => {
  const UNDONE: [string, FaultRule][] = [
    ...REFUSED,
    ["a reset", { kind: "reset-before", times: "always" }],
    ["garbage", { kind: "status", status: 502, body: "<html>", times: "always" }],
  ];

  test.each(UNDONE)("after %s", async (_, fault) => {
    const { emulator, config, id, outs } = await begin();
    emulator.fail({ ...fault, method: "DELETE" });
    expect((await failure(config.delete(id, outs))).message).toMatch(/^Can't delete BucketConfig 'era5' /);
    expect(emulator.buckets("acme")).toHaveLength(1);
  });

  test.each(UNDONE)("after %s, and lists that miss it", async (_, fault) => {
    const { emulator, config, id, outs } = await begin();
    emulator.fail({ ...fault, method: "DELETE" });
    emulator.fail({ kind: "status", status: 200, body: [], times: "always", ...LIST });
    expect((await failure(config.delete(id, outs))).message).toMatch(/^Can't delete BucketConfig 'era5' /);
    expect(emulator.buckets("acme")).toHaveLength(1);
  });

  test("because of a 404 of everything, which may speak of another organisation or server", async () => {
    const { emulator, config, id, outs } = await begin();
    emulator.fail({ kind: "status", status: 404, times: "always" });
    expect(await failure(config.delete(id, outs))).toMatchObject({ status: 404 });
  });

  test("because of a 404 to the question for its repos", async () => {
    const { emulator, config, id, outs } = await begin();
    emulator.fail({ kind: "status", status: 404, path: REPOS, times: "always" });
    expect(await failure(config.delete(id, outs))).toMatchObject({ status: 404 });
    expect(emulator.bucket("acme", id)).toBeDefined();
  });

  test("because of a refusal of the question for its repos, even where it is gone", async () => {
    const { emulator, config, id, outs } = await begin();
    emulator.fail({ kind: "status", status: 403, path: REPOS, times: "always" });
    emulator.deleteBucket("acme", id);
    expect(await failure(config.delete(id, outs))).toMatchObject({ status: 403 });
  });

  test("because the token is no longer taken", async () => {
    const { emulator, config, id, outs } = await begin();
    emulator.fail({ kind: "status", status: 401, method: "DELETE" });
    expect((await failure(config.delete(id, outs))).message).toMatch(/it still stands.*The token is wrong, revoked/s);
  });
});

describe("where the config is gone, it is reported deleted", () => {
  const DONE: [string, FaultRule][] = [
    ...REFUSED.map(([name, fault]): [string, FaultRule] => [name, { ...fault, when: "after" } as FaultRule]),
    ["a reset", { kind: "reset-after" }],
    ["a reset of every try", { kind: "reset-after", times: "always" }],
    ["a cut-off", { kind: "cut-off" }],
  ];

  test.each(DONE)("after %s", async (_, fault) => {
    const { emulator, config, id, outs } = await begin();
    emulator.fail({ ...fault, method: "DELETE" });
    await config.delete(id, outs);
    expect(emulator.buckets("acme")).toEqual([]);
  });

  test("after a refusal that came after the work, though a list still shows it: its repos are asked for in vain", async () => {
    const { emulator, config, id, outs } = await begin();
    const row = emulator.bucket("acme", id);
    emulator.fail({ kind: "status", status: 409, when: "after", method: "DELETE" });
    emulator.fail({
      kind: "status",
      status: 200,
      body: { ...row, id: ID },
      path: "/orgs/acme/buckets/*",
      method: "GET",
    });
    emulator.fail({ kind: "status", status: 200, body: [row], ...LIST });
    await config.delete(id, outs);
    expect(emulator.buckets("acme")).toEqual([]);
    expect(callsSince(emulator)).toContain("GET buckets/ID/repos");
  });

  test.each(DONE)("after %s, and lists that are behind", async (_, fault) => {
    const { emulator, config, id, outs } = await begin();
    emulator.fail({ ...fault, method: "DELETE" });
    emulator.fail({ kind: "status", status: 200, body: emulator.buckets("acme"), times: 3, ...LIST });
    await config.delete(id, outs);
    expect(emulator.buckets("acme")).toEqual([]);
  });
});

test("a reset before the work is survived", async () => {
  const { emulator, config, id, outs } = await begin();
  emulator.fail({ kind: "reset-before", method: "DELETE" });
  await config.delete(id, outs);
  expect(emulator.buckets("acme")).toEqual([]);
});
