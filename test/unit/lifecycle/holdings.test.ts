import { describe, expect, test } from "vitest";
import { toWire } from "../../../provider/api/wire";
import { BucketConfigLifecycle, type BucketConfigState } from "../../../provider/lifecycle/bucket-config";
import { timeless } from "../helpers/clock";
import { emulate } from "../helpers/connected";
import { normalForm } from "../helpers/read";
import { METHODS, s3Input } from "../helpers/samples";
import { callsSince, openSession } from "../helpers/sessions";
import { Stack } from "../helpers/stack";

const era5 = s3Input();
const adopting = s3Input({ adopt: true });
const LET_GO =
  /^BucketConfig 'era5' \(s3:\/\/acme-arraylake\/era5\) is let go of and not deleted: another resource of this stack has it \(id .*\)\.$/;

async function begin() {
  const emulator = await emulate();
  const stack = new Stack(emulator);
  await stack.up({ old: era5 });
  const { old: id } = stack.ids();
  callsSince(emulator);
  const writes = () => callsSince(emulator).filter((call) => !call.startsWith("GET"));
  return { emulator, stack, id, writes };
}

describe("a resource that got another name in the program", () => {
  test("takes its config along with `adopt: true`, and the old name lets go of it", async () => {
    const { emulator, stack, id, writes } = await begin();
    expect(await stack.preview({ new: adopting })).toMatchObject({ errors: [] });
    const { errors, warnings, did } = await stack.up({ new: adopting });
    expect([errors, did]).toEqual([[], ["create new", "delete old"]]);
    expect(warnings).toEqual([
      expect.stringContaining("which is taken over: nobody can tell"),
      expect.stringMatching(LET_GO),
    ]);
    expect(stack.ids()).toEqual({ new: id });
    expect(writes()).toEqual([]);
    expect(emulator.buckets("acme")).toMatchObject([{ id }]);
    expect(await stack.up({ new: adopting })).toMatchObject({ errors: [], did: [] });
  });

  test("does so in a later run, when the first was cut off in between", async () => {
    const { emulator, stack, id, writes } = await begin();
    await stack.up({ new: adopting }, { killedAfter: "create new" });
    expect(stack.ids()).toEqual({ old: id, new: id });
    const { errors, warnings } = await stack.up({ new: era5 });
    expect([errors, warnings]).toEqual([[], [expect.stringMatching(LET_GO)]]);
    expect(stack.ids()).toEqual({ new: id });
    expect(writes()).toEqual([]);
    expect(emulator.buckets("acme")).toMatchObject([{ id }]);
  });

  test("does so also where the config is renamed in the same update", async () => {
    const { emulator, stack, id } = await begin();
    await stack.up({ new: adopting }, { killedAfter: "create new" });
    expect(await stack.up({ new: s3Input({ nickname: "renamed" }) })).toMatchObject({
      errors: [],
      did: ["update new", "delete old"],
    });
    expect(emulator.buckets("acme")).toMatchObject([{ id, nickname: "renamed" }]);
  });

  test("is told of `aliases` first, and then of `adopt: true`, where it has neither", async () => {
    const { emulator, stack, id, writes } = await begin();
    const { errors } = await stack.up({ new: era5 });
    expect(errors).toEqual([expect.stringMatching(/already stands there.*`aliases`.*`adopt: true`/)]);
    expect(writes()).toEqual([]);
    expect(emulator.buckets("acme")).toMatchObject([{ id }]);
  });

  test("goes on where what the old name had was deleted by somebody else", async () => {
    const { emulator, stack, id } = await begin();
    emulator.deleteBucket("acme", id ?? "");
    expect(await stack.up({ new: adopting })).toMatchObject({ errors: [], did: ["create new", "delete old"] });
    expect(emulator.buckets("acme")).toMatchObject([{ id: stack.ids().new }]);
  });
});

// Pulumi replaces the first while the second still waits for a free worker: no hook has heard of it but for the refresh.
describe("of two resources that have one config after a run that was cut off, after a refresh of the same run", () => {
  async function shared() {
    const begun = await begin();
    await begun.stack.up({ new: adopting }, { killedAfter: "create new" });
    expect(begun.stack.ids()).toEqual({ old: begun.id, new: begun.id });
    return begun;
  }

  test("one that is moved lets go of it", async () => {
    const { emulator, stack, id, writes } = await shared();
    const program = { old: s3Input({ nickname: "moved", prefix: "moved" }), new: era5 };
    const { warnings, did } = await stack.refreshThenUp(program);
    expect([warnings, did]).toEqual([[expect.stringMatching(LET_GO)], ["delete old", "create old"]]);
    expect(writes()).toEqual(["POST buckets"]);
    expect(emulator.buckets("acme").map(({ nickname }) => nickname)).toEqual(["era5", "moved"]);
    expect(await stack.refreshThenUp(program)).toMatchObject({ errors: [], warnings: [], did: [] });
    expect(stack.ids().new).toBe(id);
    expect(await stack.refreshThenUp({ old: program.old })).toMatchObject({ warnings: [], did: ["delete new"] });
    expect(emulator.buckets("acme").map(({ nickname }) => nickname)).toEqual(["moved"]);
  });

  test("one that is to stay there in another way is refused, since the other stands there", async () => {
    const { stack, writes } = await shared();
    const { errors, did } = await stack.refreshThenUp({
      old: s3Input({ extraConfig: { regionName: "eu-west-1" } }),
      new: era5,
    });
    expect([errors, did]).toEqual([[expect.stringContaining("already stands there")], []]);
    expect(writes()).toEqual([]);
  });

  test("the last one of them deletes it", async () => {
    const { emulator, stack } = await shared();
    const { errors, warnings, did } = await stack.refreshThenUp({});
    expect([errors, warnings, did]).toEqual([[], [expect.stringMatching(LET_GO)], ["delete old", "delete new"]]);
    expect(emulator.buckets("acme")).toEqual([]);
  });
});

describe("a resource that is to be replaced on demand", () => {
  test("keeps its config with `adopt: true`: it is taken over, and then let go of", async () => {
    const { emulator, stack, id, writes } = await begin();
    const { errors, warnings } = await stack.up({ old: adopting }, { replace: ["old"] });
    expect([errors, warnings]).toEqual([
      [],
      [expect.stringContaining("which is taken over: nobody can tell"), expect.stringMatching(LET_GO)],
    ]);
    expect(stack.ids()).toEqual({ old: id });
    expect(writes()).toEqual([]);
    expect(emulator.buckets("acme")).toMatchObject([{ id }]);
  });

  test("is refused without, and nothing is touched", async () => {
    const { emulator, stack, writes } = await begin();
    const { errors } = await stack.up({ old: era5 }, { replace: ["old"] });
    expect(errors).toEqual([expect.stringContaining("already stands there")]);
    expect(writes()).toEqual([]);
    expect(emulator.buckets("acme")).toHaveLength(1);
  });
});

test("what nobody else has is deleted, also in a run that has other configs", async () => {
  const { emulator, stack } = await begin();
  const other = s3Input({ nickname: "other", prefix: "other" });
  await stack.up({ old: era5, other });
  expect(await stack.up({ other })).toMatchObject({ errors: [], warnings: [], did: ["delete old"] });
  expect(emulator.buckets("acme")).toMatchObject([{ nickname: "other" }]);
});

describe("an adoption and a deletion of one config at the same time exclude each other", () => {
  const wanted = { ...normalForm(era5, "acme"), adopt: true } as const;

  async function standing() {
    const emulator = await emulate();
    const surroundings = timeless(emulator.url);
    const { session, told } = openSession(emulator, {}, surroundings);
    const { id } = emulator.putBucket("acme", { ...METHODS.aws_customer_managed_role.wire, nickname: "era5" });
    await session.organisation("acme").buckets();
    const state = { ...wanted, uri: "s3://acme-arraylake/era5" } as BucketConfigState;
    return { emulator, told, clock: surroundings.clock, config: new BucketConfigLifecycle(session), id, state };
  }

  test("begun first, the deletion is waited for, and the config is made anew", async () => {
    const { emulator, config, id, state } = await standing();
    emulator.fail({ kind: "delay", ms: 50, method: "DELETE" });
    const deletion = config.delete(id, state);
    const [made] = await Promise.all([config.create(wanted), deletion]);
    expect(made.id).not.toBe(id);
    expect(emulator.buckets("acme")).toMatchObject([{ id: made.id, ...toWire(wanted) }]);
  });

  test("begun first, a deletion that fails leaves the config for the adoption", async () => {
    const { emulator, config, id, state } = await standing();
    emulator.fail({ kind: "status", status: 422, method: "DELETE" });
    const deletion = config.delete(id, state).catch((error: Error) => error);
    const made = await config.create(wanted);
    expect(await deletion).toBeInstanceOf(Error);
    expect(made.id).toBe(id);
    expect(emulator.buckets("acme")).toMatchObject([{ id }]);
  });

  test("begun first, the adoption keeps the config, and the deletion leaves it alone", async () => {
    const { emulator, config, id, state } = await standing();
    emulator.fail({ kind: "delay", ms: 50, path: `/orgs/acme/buckets/${id}` });
    const adoption = config.create(wanted);
    await new Promise((resolve) => setTimeout(resolve, 10));
    await expect(config.delete(id, state)).rejects.toThrow("was left as it is");
    expect(await adoption).toMatchObject({ id });
    expect(emulator.buckets("acme")).toMatchObject([{ id }]);
  });

  // Pulumi's option --continue-on-error goes on to the deletions.
  test.each([
    ["the list is asked", "/orgs/acme/buckets"],
    ["the config is asked for", "/orgs/acme/buckets/ID"],
  ])("an adoption that fails where %s leaves the config with who has it, for the next run", async (_, path) => {
    const { emulator, clock, config, id, state } = await standing();
    expect((await config.check({}, adopting)).failures).toEqual([]);
    clock.pass(60_000);
    emulator.fail({ kind: "status", status: 403, path: path.replace("ID", id) });
    await expect(config.create(wanted)).rejects.toMatchObject({ status: 403 });
    await expect(config.delete(id, state)).rejects.toThrow("was left as it is");
    expect(emulator.buckets("acme")).toMatchObject([{ id }]);
  });

  test("nor where a list that was behind missed the config: whoever has it keeps it until it is taken over", async () => {
    const { emulator, id, state } = await standing();
    const missed = { kind: "status" as const, status: 200, body: [], path: "/orgs/acme/buckets", method: "GET" };
    emulator.fail({ ...missed, times: "always" });
    const fresh = new BucketConfigLifecycle(openSession(emulator).session);
    expect((await fresh.check({}, adopting)).failures).toEqual([]);
    await expect(fresh.create(wanted)).rejects.toThrow("Nobody can tell");
    await expect(fresh.delete(id, state)).rejects.toThrow("was left as it is");
    expect(emulator.buckets("acme")).toMatchObject([{ id }]);
  });
});
