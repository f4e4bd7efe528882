import { describe, expect, test } from "vitest";
import type { FaultRule } from "../../../provider/emulator";
import { Organisation } from "../../../provider/lifecycle/organisation";
import { timeless } from "../helpers/clock";
import { connect, emulate, failure } from "../helpers/connected";
import { FACE } from "../helpers/face";
import { normalForm } from "../helpers/read";
import { hmacInput } from "../helpers/samples";
import { callsSince } from "../helpers/sessions";

const config = normalForm(hmacInput({ nickname: "era5" }), "acme");

async function organisation() {
  const emulator = await emulate();
  const { clock, transport } = timeless(emulator.url);
  const { client } = connect(emulator.url, { clock, transport });
  return { emulator, clock, acme: new Organisation(client, "acme", FACE) };
}

test("one list serves all who ask, at once or later", async () => {
  const { emulator, acme } = await organisation();
  const { id } = emulator.putBucket("acme");
  const lists = await Promise.all(Array.from({ length: 20 }, () => acme.buckets()));
  await acme.buckets();
  expect(callsSince(emulator)).toEqual(["GET buckets"]);
  for (const list of lists) expect(list.answers()).toMatchObject([{ id }]);
});

test("a list that failed is not remembered, and all who waited for it are told", async () => {
  const { emulator, acme } = await organisation();
  emulator.fail({ kind: "status", status: 403 });
  const outcomes = await Promise.allSettled([acme.buckets(), acme.buckets(), acme.buckets()]);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect((await acme.buckets()).answers()).toEqual([]);
  expect(callsSince(emulator)).toEqual(["GET buckets", "GET buckets"]);
});

test("a list that failed late takes none with it that was asked for after it", async () => {
  const emulator = await emulate();
  const { clock, transport } = timeless(emulator.url);
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const waits = [held];
  const exchange: typeof transport.exchange = (request, signal) =>
    clock.during(async () => {
      await waits.shift();
      return transport.exchange(request, signal);
    });
  const { client } = connect(emulator.url, { clock, transport: { ...transport, exchange } });
  const acme = new Organisation(client, "acme", FACE);
  const failing = failure(acme.buckets());
  await acme.bucketsNow();
  emulator.fail({ kind: "status", status: 403 });
  release();
  expect(await failing).toMatchObject({ status: 403 });
  await acme.buckets();
  expect(callsSince(emulator)).toEqual(["GET buckets", "GET buckets"]);
});

test("our own writes are in the list without another call", async () => {
  const { emulator, acme } = await organisation();
  await acme.buckets();
  const { id } = await acme.note(await acme.post(config));
  const other = await acme.note(await acme.post({ ...config, nickname: "other", prefix: "other" }));
  expect(await acme.rename(id, "renamed")).toBe(true);
  await acme.setDefault(id);
  expect((await acme.buckets()).answers()).toMatchObject([
    { id, nickname: "renamed", isDefault: true },
    { id: other.id, isDefault: false },
  ]);
  await acme.delete(id);
  expect((await acme.buckets()).answers().map(({ id }) => id)).toEqual([other.id]);
  expect(callsSince(emulator).filter((call) => call === "GET buckets")).toHaveLength(1);
});

test("a write doesn't ask for the list by itself", async () => {
  const { emulator, acme } = await organisation();
  expect(await acme.note(await acme.post(config))).toMatchObject({ nickname: "era5" });
  expect(callsSince(emulator)).toEqual(["POST buckets"]);
});

test("what this process deleted is in no list, also where the service's is behind", async () => {
  const { emulator, acme } = await organisation();
  const row = emulator.putBucket("acme");
  await acme.buckets();
  await acme.delete(row.id);
  emulator.putBucket("acme", row);
  expect((await acme.bucketsNow()).answers()).toEqual([]);
});

test("a deletion that is answered like another request is not taken for done", async () => {
  const { emulator, acme } = await organisation();
  const { id } = emulator.putBucket("acme");
  emulator.fail({ kind: "status", status: 200, body: { id }, method: "DELETE" });
  expect(await acme.delete(id)).toBe(false);
  expect((await acme.bucketsNow()).has(id)).toBe(true);
});

describe("the default", () => {
  async function two() {
    const { emulator, acme } = await organisation();
    const [before, after] = [emulator.putBucket("acme"), emulator.putBucket("acme")];
    emulator.setDefault("acme", before.id);
    await acme.buckets();
    const listed = async () => (await acme.buckets()).answers().find(({ isDefault }) => isDefault)?.id;
    callsSince(emulator);
    return { emulator, acme, before, after, listed };
  }
  const MARK = { method: "POST", path: "/orgs/acme/buckets/*/default" };

  test("is left as it is where it is the wanted one already", async () => {
    const { emulator, acme, before } = await two();
    expect(await acme.setDefault(before.id)).toBe(true);
    expect(callsSince(emulator)).toEqual(["GET buckets/ID"]);
  });

  test("is set where the answer speaks of another one that is it", async () => {
    const { emulator, acme, before, after, listed } = await two();
    emulator.fail({ kind: "status", status: 200, body: { ...before, isDefault: true }, method: "GET" });
    expect(await acme.setDefault(after.id)).toBe(true);
    expect(emulator.bucket("acme", after.id)?.is_default).toBe(true);
    expect(await listed()).toBe(after.id);
  });

  test("is seen to be set where the answer was another request's", async () => {
    const { emulator, acme, after, listed } = await two();
    emulator.fail({ kind: "status", status: 200, body: [], when: "after", ...MARK });
    expect(await acme.setDefault(after.id)).toBe(true);
    expect(await listed()).toBe(after.id);
  });

  test("is not taken for set where it was not, though an answer came", async () => {
    const { emulator, acme, before, after, listed } = await two();
    emulator.fail({ kind: "status", status: 200, body: after, ...MARK });
    expect(await acme.setDefault(after.id)).toBe(false);
    expect(await listed()).toBe(before.id);
  });
});

test("a rename that is answered with another config, or another name, is not taken for done", async () => {
  const { emulator, acme } = await organisation();
  const row = emulator.putBucket("acme", { nickname: "before" });
  const other = emulator.putBucket("acme", { nickname: "other" });
  await acme.buckets();
  for (const answer of [{ ...other, nickname: "after" }, row]) {
    emulator.fail({ kind: "status", status: 200, body: answer, method: "PATCH" });
    expect(await acme.rename(row.id, "after")).toBe(false);
  }
  expect((await acme.buckets()).answers().map(({ nickname }) => nickname)).toEqual(["before", "other"]);
});

test("what others do is seen by who asks for the list as it is now, and by those after", async () => {
  const { emulator, acme } = await organisation();
  await acme.buckets();
  emulator.putBucket("acme", { nickname: "theirs" });
  expect((await acme.buckets()).standing()).toEqual([]);
  expect((await acme.bucketsNow()).standing()).toMatchObject([{ nickname: "theirs" }]);
  expect((await acme.buckets()).standing()).toMatchObject([{ nickname: "theirs" }]);
});

describe("the repos of a config", () => {
  async function two() {
    const { emulator, clock, acme } = await organisation();
    const [one, other] = [emulator.putBucket("acme").id, emulator.putBucket("acme").id];
    emulator.putRepo("acme", { name: "era5", bucketId: one });
    return { emulator, clock, acme, one, other };
  }
  const LIST = "/orgs/acme/repos/paginated";

  test("are those of one list, asked for once for all, unless it failed or they are wanted as they are now", async () => {
    const { emulator, acme, one, other } = await two();
    emulator.fail({ kind: "status", status: 500, path: LIST, times: 100 });
    await Promise.all([one, other].map((id) => failure(acme.repos(id))));
    emulator.clearFaults();
    callsSince(emulator);
    const found = await Promise.all([acme.repos(one), acme.repos(one.toUpperCase()), acme.repos(other)]);
    expect(found).toMatchObject([[{ name: "era5" }], [{ name: "era5" }], []]);
    emulator.putRepo("acme", { name: "gfs", bucketId: other });
    expect(await acme.repos(other)).toEqual([]);
    expect(callsSince(emulator)).toEqual(["GET repos/paginated"]);
    expect(await acme.reposNow(other)).toMatchObject([{ name: "gfs" }]);
    expect(callsSince(emulator)).toEqual(["GET buckets/ID/repos"]);
  });

  test("are by a list that is half a minute old at most, where something is to be deleted", async () => {
    const { emulator, clock, acme, other } = await two();
    await acme.repos(other);
    clock.pass(30_000);
    await acme.reposRecently(other);
    expect(callsSince(emulator)).toEqual(["GET repos/paginated"]);
    clock.pass(1);
    emulator.putRepo("acme", { name: "gfs", bucketId: other });
    expect(await acme.reposRecently(other)).toMatchObject([{ name: "gfs" }]);
  });

  test.each([
    ["may not be seen", { kind: "status", status: 403, path: LIST }],
    ["is no list", { kind: "status", status: 200, body: { items: "all" }, path: LIST, times: "always" }],
    [
      "has one that doesn't say on which config it relies",
      { kind: "status", status: 200, body: { items: [{ name: "odd" }], pages: 1 }, path: LIST },
    ],
    [
      "is very long",
      { kind: "status", status: 200, body: { items: [{ name: "one", bucket: null }], pages: 11 }, path: LIST },
    ],
  ] as const)("are asked for one config after the other where the list of all %s", async (_, fault) => {
    const { emulator, clock, acme, one, other } = await two();
    emulator.fail(fault as FaultRule);
    expect(await acme.repos(one)).toMatchObject([{ name: "era5" }]);
    expect(await acme.repos(other)).toEqual([]);
    const calls = callsSince(emulator);
    expect(new Set(calls.slice(0, -2))).toEqual(new Set(["GET repos/paginated"]));
    expect(calls.slice(-2)).toEqual(["GET buckets/ID/repos", "GET buckets/ID/repos"]);
    // A replacement is checked and carried out in one run.
    clock.pass(300_000);
    await acme.reposRecently(one);
    expect(callsSince(emulator)).toEqual([]);
    clock.pass(1);
    await acme.reposRecently(one);
    expect(callsSince(emulator)).toEqual(["GET buckets/ID/repos"]);
  });

  test("are all found, on whichever of several pages", async () => {
    const { emulator, acme, other } = await two();
    for (let index = 0; index < 250; index++) emulator.putRepo("acme", { name: `many-${index}`, bucketId: other });
    expect(await acme.repos(other)).toHaveLength(250);
    expect(callsSince(emulator)).toEqual(Array(3).fill("GET repos/paginated"));
  });
});

test("what is made goes by a list that is half a minute old at most", async () => {
  const { emulator, clock, acme } = await organisation();
  await acme.buckets();
  clock.pass(30_000);
  await acme.bucketsLately();
  expect(callsSince(emulator)).toEqual(["GET buckets"]);
  clock.pass(1);
  emulator.putBucket("acme", { nickname: "theirs" });
  expect((await acme.bucketsLately()).called("theirs")).toHaveLength(1);
});

describe("a config by its id, as it is now,", () => {
  test("is found, also where the list misses it, and is not where none has the id", async () => {
    const { emulator, acme } = await organisation();
    await acme.buckets();
    const { id } = emulator.putBucket("acme", { nickname: "late" });
    expect(await acme.findNow(id)).toMatchObject({ id, nickname: "late" });
    emulator.deleteBucket("acme", id);
    expect(await acme.findNow(id)).toBeUndefined();
  });

  test("is found by the same uuid in capitals", async () => {
    const { emulator, acme } = await organisation();
    const { id } = emulator.putBucket("acme", { nickname: "era5" });
    emulator.fail({
      kind: "status",
      status: 200,
      body: emulator.buckets("acme")[0],
      path: `/orgs/acme/buckets/${id.toUpperCase()}`,
    });
    expect(await acme.findNow(id.toUpperCase())).toMatchObject({ nickname: "era5" });
  });

  test("is looked for in the list where the answer speaks of another one", async () => {
    const { emulator, acme } = await organisation();
    const { id } = emulator.putBucket("acme", { nickname: "asked-for" });
    const other = emulator.putBucket("acme", { nickname: "other" });
    emulator.fail({ kind: "status", status: 200, body: other });
    expect(await acme.findNow(id)).toMatchObject({ id, nickname: "asked-for" });
  });

  test("is looked for in the list where the service's answer had no id for it", async () => {
    const { emulator, acme } = await organisation();
    emulator.putBucket("acme", { nickname: "odd", id: "no/id" });
    const [listed] = (await acme.buckets()).standing();
    expect(await acme.findNow(listed?.id ?? "")).toMatchObject({ nickname: "odd" });
    emulator.deleteBucket("acme", "no/id");
    expect(await acme.findNow(listed?.id ?? "")).toBeUndefined();
  });

  test("is not said to be missing where answers speak of another one: it is asked for again, and then it is an error", async () => {
    const { emulator, acme } = await organisation();
    const { id } = emulator.putBucket("acme");
    const other = emulator.putBucket("acme", { nickname: "other" });
    emulator.fail({ kind: "status", status: 200, body: [], times: "always", path: "/orgs/acme/buckets" });
    const crossed = emulator.fail({
      kind: "status",
      status: 200,
      body: other,
      times: 3,
      path: `/orgs/acme/buckets/${id}`,
    });
    expect(await acme.findNow(id)).toMatchObject({ id });
    expect(crossed.fired).toBe(3);
    emulator.fail({ kind: "status", status: 200, body: other, times: "always", path: `/orgs/acme/buckets/${id}` });
    expect((await failure(acme.findNow(id))).message).toMatch(/nobody can tell whether it stands\. Try again later\.$/);
  });

  test.each([401, 403, 500])("is not said to be missing because of %i", async (status) => {
    const { emulator, acme } = await organisation();
    const { id } = emulator.putBucket("acme");
    emulator.fail({ kind: "status", status, times: "always" });
    expect(await failure(acme.findNow(id))).toMatchObject({ status });
  });
});

describe("a config is gone", () => {
  const ELSEWHERE = { platform: "s3", name: "acme", prefix: "elsewhere" };
  const LIST = { method: "GET", path: "/orgs/acme/buckets" };

  test("when neither its id nor the list has it", async () => {
    const { emulator, acme } = await organisation();
    const row = emulator.putBucket("acme");
    expect(await acme.isGone(row.id, row)).toBe(false);
    emulator.deleteBucket("acme", row.id);
    expect(await acme.isGone(row.id, row)).toBe(true);
  });

  test("when a list that was behind has caught up with its id", async () => {
    const { emulator, acme } = await organisation();
    const row = emulator.putBucket("acme");
    emulator.deleteBucket("acme", row.id);
    const behind = emulator.fail({ kind: "status", status: 200, body: [row], times: 4, ...LIST });
    expect(await acme.isGone(row.id, row)).toBe(true);
    expect(behind.fired).toBe(4);
  });

  test("not while the list has a row without a readable id that may be it", async () => {
    const { emulator, acme } = await organisation();
    const row = emulator.putBucket("acme");
    emulator.fail({ kind: "status", status: 404, times: "always", path: `/orgs/acme/buckets/${row.id}` });
    emulator.fail({ kind: "status", status: 200, body: [{ ...row, id: 17 }], times: "always", ...LIST });
    expect(await acme.isGone(row.id, row)).toBe(false);
    expect(await acme.isGone(row.id, { ...row, name: "other-name" })).toBe(true);
    expect(await acme.isGone(row.id, { ...row, prefix: "other" })).toBe(true);
  });

  test("not while such a row doesn't say where it is either", async () => {
    const { emulator, acme } = await organisation();
    const row = emulator.putBucket("acme");
    emulator.fail({ kind: "status", status: 404, times: "always", path: `/orgs/acme/buckets/${row.id}` });
    emulator.fail({ kind: "status", status: 200, body: [{ ...row, id: 17, prefix: 5 }], times: "always", ...LIST });
    expect(await acme.isGone(row.id, { ...row, prefix: "other" })).toBe(false);
  });

  test("not because the list misses it", async () => {
    const { emulator, acme } = await organisation();
    const { id } = emulator.putBucket("acme");
    emulator.fail({ kind: "status", status: 200, body: [], times: "always", ...LIST });
    expect(await acme.isGone(id, ELSEWHERE)).toBe(false);
  });

  test("not because its id isn't found, for as long as the list has it", async () => {
    const { emulator, clock, acme } = await organisation();
    const { id } = emulator.putBucket("acme");
    emulator.fail({ kind: "status", status: 404, times: "always", path: `/orgs/acme/buckets/${id}` });
    const begin = clock.now();
    expect(await acme.isGone(id, ELSEWHERE)).toBe(false);
    expect(clock.now() - begin).toBeGreaterThan(15_000);
  });

  test("not because the whole organisation isn't found: that is an error", async () => {
    const { emulator, acme } = await organisation();
    const { id } = emulator.putBucket("acme");
    emulator.fail({ kind: "status", status: 404, times: "always" });
    expect(await failure(acme.isGone(id, ELSEWHERE))).toMatchObject({ status: 404 });
  });
});

describe("a config is said to be made by who asks", () => {
  const ADA = "ada@acme.example.com";

  /** A config that was listed, and the organisation as it is asked by somebody of that address. */
  async function listed(created_by: string | null, email: string | null) {
    const { emulator, acme } = await organisation();
    emulator.fail({ kind: "status", status: 200, body: { email }, path: "/user", times: "always" });
    const { id } = emulator.putBucket("acme", { created_by });
    const config = (await acme.buckets()).find(id);
    if (!config) throw new Error("it was to be listed");
    return { emulator, acme, config };
  }

  test.each([
    ["where the list says so", ADA, ADA, "us"],
    ["not where the list names somebody else", "bob@acme.example.com", ADA, "others"],
    ["perhaps, where the list names nobody", null, ADA, "somebody"],
    ["not where the service doesn't say who asks", ADA, null, "others"],
    ["perhaps, where it says neither", null, null, "somebody"],
  ])("%s", async (_, createdBy, email, maker) => {
    const { acme, config } = await listed(createdBy, email);
    expect(await acme.makerOf(config)).toBe(maker);
  });

  test("not where the list doesn't have it any more, or can't be had", async () => {
    const { emulator, acme, config } = await listed(ADA, ADA);
    emulator.fail({ kind: "status", status: 403, path: "/orgs/acme/buckets" });
    expect(await acme.makerOf(config)).toBe("nobody");
    emulator.deleteBucket("acme", config.id);
    expect(await acme.makerOf(config)).toBe("nobody");
  });
});

test("what nothing spoke of before a moment is new since", async () => {
  const { emulator, acme } = await organisation();
  const before = emulator.putBucket("acme");
  await acme.buckets();
  const moment = acme.sightings.moment();
  const after = emulator.putBucket("acme");
  await acme.bucketsNow();
  expect([before.id, after.id, "never-seen"].map((id) => acme.sightings.isNewSince(moment, id))).toEqual([
    false,
    true,
    true,
  ]);
});

test("a ghost that the service doesn't list for its config is found in the list of all repos", async () => {
  const { emulator, acme } = await organisation();
  emulator.behave({ ghostsListed: false });
  const { id } = emulator.putBucket("acme");
  emulator.putRepo("acme", { name: "ghost", bucketId: id });
  emulator.putRepo("acme", { name: "elsewhere", bucketId: emulator.putBucket("acme").id });
  emulator.ghostRepo("acme", "ghost");
  expect(await acme.repos(id)).toMatchObject([{ name: "ghost" }]);
  expect(await acme.reposNow(id)).toEqual([]);
  expect(await acme.reposOfAnyKind(id)).toMatchObject([{ name: "ghost", deletedAt: expect.any(String) }]);
});
