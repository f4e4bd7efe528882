import { expect, test } from "vitest";
import { DefaultBucketConfigLifecycle } from "../../../provider/lifecycle/default-bucket-config";
import { UNKNOWN } from "../../../provider/model/unknown";
import { emulate, failure } from "../helpers/connected";
import { callsSince, openSession } from "../helpers/sessions";

async function begin(settings?: Record<string, string>) {
  const emulator = await emulate({ orgs: ["acme", "other"] });
  const { session, told } = openSession(emulator, settings);
  const [first, second] = [emulator.putBucket("acme"), emulator.putBucket("acme")];
  return { emulator, told, mark: new DefaultBucketConfigLifecycle(session), first, second };
}

test("check takes the default organisation, and tells every mistake", async () => {
  const { mark } = await begin();
  expect(await mark.check({}, { bucketConfigId: "1" })).toEqual({
    inputs: { org: "acme", bucketConfigId: "1" },
    failures: [],
  });
  expect(await mark.check({}, { org: " other ", bucketConfigId: "1" })).toMatchObject({ inputs: { org: "other" } });
  expect((await mark.check({}, { org: " ", bucketConfigId: "1" })).failures).toEqual(["org must not be empty."]);
  expect(await mark.check({}, { org: UNKNOWN, bucketConfigId: UNKNOWN })).toMatchObject({ failures: [] });
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

test("diff: another config is an update, another organisation a replacement", async () => {
  const { mark } = await begin();
  const state = { org: "acme", bucketConfigId: "1" };
  expect(await mark.diff("acme", state, state)).toMatchObject({ changes: false, replaces: [] });
  expect(await mark.diff("acme", state, { ...state, bucketConfigId: "2" })).toMatchObject({
    changes: true,
    replaces: [],
  });
  expect(await mark.diff("acme", state, { ...state, bucketConfigId: UNKNOWN })).toMatchObject({ changes: true });
  expect(await mark.diff("acme", state, { ...state, org: "other" })).toMatchObject({
    changes: true,
    replaces: ["org"],
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

test("read says gone where none is marked, and fails where that can't be known", async () => {
  const { emulator, mark } = await begin();
  emulator.fail({ kind: "status", status: 403 });
  expect(await failure(mark.read("acme", {}))).toMatchObject({ status: 403 });
  expect(await mark.read("acme", {})).toEqual({ id: "", props: {} });
});

test("a config that isn't there can't be marked", async () => {
  const { mark } = await begin();
  const id = "00000000-0000-4000-8000-000000000000";
  expect((await failure(mark.create({ org: "acme", bucketConfigId: id }))).message).toMatch(
    new RegExp(`^Can't make BucketConfig ${id} the default of 'acme': no BucketConfig has that id there`),
  );
});
