import { describe, expect, test } from "vitest";
import { Preflight } from "../../../provider/lifecycle/preflight";
import { changesBetween } from "../../../provider/model/diff";
import { type CheckedInputs, normalForm } from "../../../provider/model/normal-form";
import { UNKNOWN } from "../../../provider/model/unknown";
import { toWire } from "../../../provider/model/wire";
import { emulate } from "../helpers/connected";
import { s3Input } from "../helpers/samples";
import { callsSince, openSession } from "../helpers/sessions";

async function preflight() {
  const emulator = await emulate({ orgs: ["acme", "other"] });
  const asked = new Preflight(openSession(emulator).session);
  const change = async (before: CheckedInputs, wanted: CheckedInputs) =>
    (await asked.change(before, wanted, changesBetween(before, wanted)))?.message;
  const creation = async (wanted: CheckedInputs) => (await asked.creation(wanted))?.message;
  const stands = (config: CheckedInputs) => emulator.putBucket(config.org, { ...toWire(config) });
  return { emulator, change, creation, stands };
}

function config(changes: Record<string, unknown> = {}): CheckedInputs {
  return normalForm(s3Input(changes), "acme");
}

describe("what is to be created", () => {
  test("may be, where nothing stands in its way", async () => {
    const { emulator, creation, stands } = await preflight();
    stands(config({ nickname: "other", prefix: "other" }));
    stands(config({ org: "other" }));
    expect(await creation(config())).toBeUndefined();
    expect(callsSince(emulator)).toEqual(["GET buckets"]);
  });

  test("can't take a location or a nickname that is held", async () => {
    const { creation, stands } = await preflight();
    stands(config());
    expect(await creation(config({ nickname: "new" }))).toMatch(/already stands there.*adopt: true/);
    expect(await creation(config({ prefix: "new" }))).toMatch(/the nickname is held by BucketConfig 'era5'/);
  });

  test("takes over what stands there if told to, and if it is as declared", async () => {
    const { creation, stands } = await preflight();
    stands(config());
    expect(await creation(config({ adopt: true }))).toBeUndefined();
    const { creation: other, stands: elsewhere } = await preflight();
    elsewhere(config({ nickname: "theirs" }));
    expect(await other(config({ adopt: true }))).toContain("nickname is 'theirs', declared 'era5'");
  });

  test("is not asked about in an organisation that isn't known yet", async () => {
    const { emulator, creation } = await preflight();
    expect(await creation(config({ org: UNKNOWN }))).toBeUndefined();
    expect(callsSince(emulator)).toEqual([]);
  });

  test("doesn't clash by what isn't known yet", async () => {
    const { creation, stands } = await preflight();
    stands(config());
    const open = { nickname: UNKNOWN, prefix: UNKNOWN };
    expect(await creation(config(open))).toBeUndefined();
    expect(await creation(config({ ...open, adopt: true }))).toBeUndefined();
  });
});

describe("two resources of one program", () => {
  test("can't both have a location, or a nickname", async () => {
    const { creation } = await preflight();
    expect(await creation(config())).toBeUndefined();
    expect(await creation(config({ nickname: "second" }))).toMatch(
      /another resource of this program.*has the same location/,
    );
    expect(await creation(config({ prefix: "second" }))).toMatch(
      /another resource of this program.*has the same nickname/,
    );
    expect(await creation(config({ nickname: "third", prefix: "third" }))).toBeUndefined();
  });

  test("can, in two organisations", async () => {
    const { creation } = await preflight();
    expect(await creation(config())).toBeUndefined();
    expect(await creation(config({ org: "other" }))).toBeUndefined();
  });

  test("don't clash by what isn't known yet", async () => {
    const { creation } = await preflight();
    const open = config({ nickname: UNKNOWN, uri: UNKNOWN, platform: undefined, name: undefined, prefix: undefined });
    expect(await creation(open)).toBeUndefined();
    expect(await creation(open)).toBeUndefined();
  });
});

describe("what is to change", () => {
  test("asks nothing where nothing changes, or nothing surely", async () => {
    const { emulator, change, stands } = await preflight();
    stands(config());
    expect(await change(config(), config())).toBeUndefined();
    expect(await change(config(), config({ prefix: UNKNOWN }))).toBeUndefined();
    expect(await change(config(), config({ nickname: UNKNOWN }))).toBeUndefined();
    expect(callsSince(emulator)).toEqual([]);
  });

  test("may be renamed to a nickname that is free, without asking for repos", async () => {
    const { emulator, change, stands } = await preflight();
    emulator.putRepo("acme", { name: "repo", bucketId: stands(config()).id });
    expect(await change(config(), config({ nickname: "new" }))).toBeUndefined();
    expect(callsSince(emulator)).toEqual(["GET buckets"]);
  });

  test("can't be renamed to one that another config holds", async () => {
    const { change, stands } = await preflight();
    stands(config());
    stands(config({ nickname: "theirs", prefix: "theirs" }));
    expect(await change(config(), config({ nickname: "theirs" }))).toMatch(
      /^Can't rename BucketConfig 'era5' .* to 'theirs': the nickname is held by BucketConfig 'theirs'/,
    );
  });

  test("can be renamed to one that another resource of the program gives up", async () => {
    const { change, stands } = await preflight();
    stands(config());
    const other = config({ nickname: "given-up", prefix: "other" });
    stands(other);
    expect(await change(other, config({ nickname: "newer", prefix: "other" }))).toBeUndefined();
    expect(await change(config(), config({ nickname: "given-up" }))).toBeUndefined();
  });

  test("can't be replaced while repos rely on it", async () => {
    const { emulator, change, stands } = await preflight();
    const { id } = stands(config());
    emulator.putRepo("acme", { name: "repo", bucketId: id });
    expect(await change(config(), config({ prefix: "new" }))).toMatch(/^Can't replace .*1 repo uses it \(repo\)/);
    expect(callsSince(emulator)).toEqual(["GET buckets", "GET buckets/ID/repos"]);
  });

  test("can be replaced where it stood, and not moved to where another stands", async () => {
    const { change, stands } = await preflight();
    stands(config());
    stands(config({ nickname: "theirs", prefix: "theirs" }));
    expect(await change(config(), config({ extraConfig: { regionName: "eu-west-1" } }))).toBeUndefined();
    expect(await change(config(), config({ prefix: "theirs", adopt: true }))).toMatch(
      /^Can't move .* already stands there/,
    );
  });

  test("is checked a second time, without its past: what it replaces is no conflict", async () => {
    const { change, creation, stands } = await preflight();
    stands(config());
    const sameName = config({ prefix: "new" });
    expect(await change(config(), sameName)).toBeUndefined();
    expect(await creation(sameName)).toBeUndefined();
    const samePlace = config({ extraConfig: { regionName: "eu-west-1" } });
    expect(await change(config(), samePlace)).toBeUndefined();
    expect(await creation(samePlace)).toBeUndefined();
  });
});

describe("two resources that exist", () => {
  test.each([
    ["location", { prefix: "meeting" }],
    ["nickname", { nickname: "meeting" }],
  ])("can't both move to one %s: the second is refused before either is deleted", async (what, target) => {
    const { change, stands } = await preflight();
    const [one, two] = [config(), config({ nickname: "two", prefix: "two" })];
    stands(one);
    stands(two);
    expect(await change(one, config(target))).toBeUndefined();
    expect(await change(two, config({ nickname: "two", prefix: "two", ...target }))).toContain(`has the same ${what}`);
  });

  test("may have what they both have already, however that came about", async () => {
    const { change } = await preflight();
    expect(await change(config(), config())).toBeUndefined();
    expect(await change(config(), config())).toBeUndefined();
  });
});
