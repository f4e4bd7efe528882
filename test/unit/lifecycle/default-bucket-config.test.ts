import { describe, expect, test } from "vitest";
import { DefaultBucketConfigLifecycle } from "../../../provider/lifecycle/default-bucket-config";
import { UNKNOWN } from "../../../provider/model/unknown";
import { emulate, failure } from "../helpers/connected";
import { callsSince, openSession } from "../helpers/sessions";

async function begin(settings?: Record<string, string>) {
  const emulator = await emulate({ orgs: ["acme", "other"] });
  const { session, told } = openSession(emulator, settings);
  const [first, second] = [emulator.putBucket("acme"), emulator.putBucket("acme")];
  for (const id of ["1", "2", "3"]) emulator.putBucket("acme", { id });
  emulator.putBucket("other", { id: "2" });
  return { emulator, told, mark: new DefaultBucketConfigLifecycle(session), first, second };
}

test("check takes the default organisation, and tells every mistake", async () => {
  const { mark } = await begin();
  expect(await mark.check({}, { bucketConfigId: "1" })).toEqual({
    inputs: { org: "acme", bucketConfigId: "1" },
    failures: [],
  });
  expect(await mark.check({}, { org: " other ", bucketConfigId: "2" })).toMatchObject({ inputs: { org: "other" } });
  expect((await mark.check({}, { org: " ", bucketConfigId: "1" })).failures).toEqual(["org must not be empty."]);
  const { mark: homeless } = await begin({ "arraylake:org": "" });
  expect((await homeless.check({}, { bucketConfigID: "1" })).failures).toEqual([
    expect.stringMatching(/^org is required: set it on the resource .* ARRAYLAKE_ORG\.$/),
    "bucketConfigId is required.",
    "bucketConfigID is not a known field: did you mean 'bucketConfigId'?",
  ]);
});

test.each(["", "1/default", "..", "acme/buckets/1", "1?force=true", "1\n", "a b", "1\ud800", "%2e%2e"])(
  "check refuses %j as an id: it would be another address of the service, or no address",
  async (bucketConfigId) => {
    const { mark } = await begin();
    const { failures } = await mark.check({}, { bucketConfigId });
    expect(failures).toEqual([expect.stringMatching(/^bucketConfigId must (not be empty: give the|be the) id of a/)]);
    expect((await mark.check({}, { org: "../acme", bucketConfigId: "1" })).failures).toEqual([
      expect.stringMatching(/^org must be an organisation's name/),
    ]);
  },
);

test("an id that no BucketConfig of the organisation has is refused in the preview, once it is known", async () => {
  const { emulator, mark } = await begin();
  const absent = { org: "acme", bucketConfigId: "00000000-0000-4000-8000-000000000000" };
  expect((await mark.check({}, absent)).failures).toEqual([
    `Can't make BucketConfig ${absent.bucketConfigId} the default of 'acme': no BucketConfig has that id there. Give the id of one of its BucketConfigs.`,
  ]);
  callsSince(emulator);
  const { emulator: untouched, mark: another } = await begin();
  expect((await another.check(absent, absent)).failures).toEqual([]);
  expect(callsSince(untouched)).toEqual([]);
});

test("an id of another form than the service's is refused in the preview, too", async () => {
  const { emulator, mark } = await begin();
  emulator.fail({ kind: "status", status: 422, body: { detail: "not a uuid" }, path: "/orgs/acme/buckets/nope" });
  const { failures } = await mark.check({}, { bucketConfigId: "nope" });
  expect(failures).toEqual([expect.stringContaining("no BucketConfig has that id there")]);
});

test.each([
  ["another id", { bucketConfigId: "00000000-0000-4000-8000-000000000000" }],
  ["another organisation", { org: "other" }],
])("a resource that stands is refused for %s, where no BucketConfig has the id", async (_, change) => {
  const { mark, first } = await begin();
  const olds = { org: "acme", bucketConfigId: first.id };
  const { failures } = await mark.check(olds, { ...olds, ...change });
  expect(failures).toEqual([expect.stringContaining("no BucketConfig has that id there")]);
});

test("a config that came after the list is found by its id", async () => {
  const { emulator, mark } = await begin();
  await mark.read("acme", {});
  const { id } = emulator.putBucket("acme");
  expect(await mark.check({}, { org: "acme", bucketConfigId: id })).toMatchObject({ failures: [] });
});

describe("an organisation can have one default:", () => {
  const acme = (bucketConfigId: string) => ({ org: "acme", bucketConfigId });
  const TWICE = /^'acme' can have one default: another resource of this program sets it as well/;
  /** Each as Pulumi checks it: with what it was, or as new. */
  const PAIRS: [string, olds: object, olds: object][] = [
    ["two new ones", {}, {}],
    ["one that stays, and a new one", acme("1"), {}],
    ["a new one, and one that stays", {}, acme("1")],
    ["two that stand in the state already", acme("1"), acme("2")],
    ["a new one, and one that moves there", {}, { org: "other", bucketConfigId: "2" }],
  ];

  test.each(PAIRS)("%s are refused", async (_, first, second) => {
    const { mark } = await begin();
    expect(await mark.check({ ...first }, acme("1"))).toMatchObject({ failures: [] });
    expect((await mark.check({ ...second }, acme("2"))).failures).toEqual([expect.stringMatching(TWICE)]);
  });

  test("one that moves to another organisation is checked twice, and not refused for it", async () => {
    const { mark } = await begin();
    const before = acme("1");
    const after = { org: "other", bucketConfigId: "2" };
    expect(await mark.check({ ...before }, after)).toMatchObject({ failures: [] });
    await mark.diff("acme", before, after);
    expect(await mark.check({}, after)).toMatchObject({ failures: [] });
    expect((await mark.check({}, after)).failures).toEqual([expect.stringContaining("'other' can have one default")]);
  });

  test("one that stays where another one moves to is refused, also between the two checks of that one", async () => {
    const { mark } = await begin();
    const stays = { org: "other", bucketConfigId: "2" };
    await mark.check(acme("1"), stays);
    await mark.diff("acme", acme("1"), stays);
    expect((await mark.check(stays, stays)).failures).toEqual([expect.stringContaining("'other' can have one")]);
  });

  test("a new one is refused also after the one that stays was compared with what it was", async () => {
    const { mark } = await begin();
    await mark.check(acme("1"), acme("2"));
    await mark.diff("acme", acme("1"), acme("2"));
    expect((await mark.check({}, acme("3"))).failures).toEqual([expect.stringMatching(TWICE)]);
  });

  test("one that moves away leaves its organisation to another one", async () => {
    const { mark } = await begin();
    const after = { org: "other", bucketConfigId: "2" };
    await mark.check(acme("1"), after);
    await mark.diff("acme", acme("1"), after);
    await mark.check({}, after);
    expect(await mark.check({}, acme("3"))).toMatchObject({ failures: [] });
  });

  test("one that got another name in the program is a new one, whose mark stays", async () => {
    const { emulator, mark, first } = await begin();
    const inputs = acme(first.id);
    expect(await mark.check({}, inputs)).toMatchObject({ failures: [] });
    await mark.create(inputs);
    await mark.delete("acme", inputs);
    expect(emulator.bucket("acme", first.id)?.is_default).toBe(true);
  });

  test("while an organisation isn't known yet, two are not the same, and nothing is asked", async () => {
    const { emulator, mark } = await begin();
    const open = { org: UNKNOWN, bucketConfigId: UNKNOWN };
    for (let time = 0; time < 2; time++) expect(await mark.check({}, open)).toMatchObject({ failures: [] });
    expect(callsSince(emulator)).toEqual([]);
  });
});

test("diff: another config is an update, another organisation a replacement, which is made before the old one goes", async () => {
  const { mark } = await begin();
  const state = { org: "acme", bucketConfigId: "1" };
  expect(await mark.diff("acme", state, state)).toMatchObject({ changes: [] });
  expect(await mark.diff("acme", state, { ...state, bucketConfigId: "2" })).toMatchObject({
    changes: [{ path: ["bucketConfigId"], replaces: false }],
  });
  expect(await mark.diff("acme", state, { ...state, bucketConfigId: UNKNOWN })).toMatchObject({
    changes: [{ path: ["bucketConfigId"], replaces: false }],
  });
  expect(await mark.diff("acme", state, { ...state, org: UNKNOWN })).toMatchObject({
    changes: [{ path: ["org"], replaces: false }],
  });
  expect(await mark.diff("acme", state, { ...state, org: "other" })).toEqual({
    changes: [{ path: ["org"], replaces: true }],
    deleteBeforeReplace: false,
  });
});

test("create and update mark the config, read sees who is marked, and delete leaves it with a word", async () => {
  const { emulator, mark, told, first, second } = await begin();
  const { id, outs } = await mark.create({ org: "acme", bucketConfigId: first.id });
  expect([id, outs]).toEqual(["acme", { org: "acme", bucketConfigId: first.id }]);
  expect(await mark.read(id, outs)).toEqual({ id, props: outs, inputs: outs });
  const news = { org: "acme", bucketConfigId: second.id };
  expect(await mark.update(id, { org: "acme", bucketConfigId: first.id }, news)).toEqual({ outs: news });
  expect(await mark.read(id, outs)).toMatchObject({ props: news });
  expect(emulator.bucket("acme", second.id)?.is_default).toBe(true);
  callsSince(emulator);
  await mark.delete(id, news);
  expect(callsSince(emulator)).toEqual([]);
  expect(told.info).toEqual([expect.stringContaining("can't unset an organisation's default")]);
});

test("create sends its mark also where a list says that it stands already: what the list knows may be gone", async () => {
  const { emulator, mark, first, second } = await begin();
  emulator.setDefault("acme", first.id);
  const inputs = { org: "acme", bucketConfigId: first.id };
  expect(await mark.read("acme", inputs)).toMatchObject({ props: inputs });
  emulator.setDefault("acme", second.id);
  await mark.create(inputs);
  expect(emulator.bucket("acme", first.id)?.is_default).toBe(true);
});

test("read says gone where none is marked, and fails where that can't be known", async () => {
  const { emulator, mark } = await begin();
  emulator.fail({ kind: "status", status: 403 });
  expect(await failure(mark.read("acme", {}))).toMatchObject({ status: 403 });
  expect(await mark.read("acme", {})).toEqual({ id: "", props: {} });
});

describe("where the service's answer doesn't tell of some whether they are the default, read", () => {
  const state = { org: "acme", bucketConfigId: "1" };

  async function reading(rows: { id: string; is_default: unknown }[], props: Partial<typeof state>) {
    const { emulator, mark } = await begin();
    const body = rows.map((row) => ({ ...emulator.putBucket("acme"), ...row }));
    emulator.fail({ kind: "status", status: 200, body });
    return mark.read("acme", props);
  }
  const [hidden, unmarked, marked] = [
    { id: "2", is_default: "yes" },
    { id: "3", is_default: false },
    { id: "4", is_default: true },
  ];

  test("keeps what the state says: nobody can tell that it is gone", async () => {
    expect(await reading([unmarked, hidden], state)).toEqual({ id: "acme", props: state, inputs: state });
  });

  test("believes the mark that another one has", async () => {
    const seen = { org: "acme", bucketConfigId: "4" };
    expect(await reading([hidden, marked], state)).toEqual({ id: "acme", props: seen, inputs: seen });
  });

  test("has nothing to import", async () => {
    expect(await reading([hidden], {})).toEqual({ id: "", props: {} });
  });

  test("says gone once all of them can be read", async () => {
    expect(await reading([unmarked], state)).toEqual({ id: "", props: {} });
  });
});

test("a token that may not mark a config is told of, and not a config that is missing", async () => {
  const { emulator, mark, first } = await begin();
  emulator.fail({ kind: "status", status: 403, method: "POST" });
  const error = await failure(mark.create({ org: "acme", bucketConfigId: first.id }));
  expect(error).toMatchObject({ status: 403, message: expect.stringContaining("The token may not do this here") });
});

test("a config that isn't there can't be marked", async () => {
  const { mark } = await begin();
  const id = "00000000-0000-4000-8000-000000000000";
  expect((await failure(mark.create({ org: "acme", bucketConfigId: id }))).message).toMatch(
    new RegExp(`^Can't make BucketConfig ${id} the default of 'acme': no BucketConfig has that id there`),
  );
});
