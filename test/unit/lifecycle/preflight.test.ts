import { describe, expect, test } from "vitest";
import { toWire } from "../../../provider/api/wire";
import type { Emulator } from "../../../provider/emulator/index";
import { Holdings } from "../../../provider/lifecycle/holdings";
import { Preflight } from "../../../provider/lifecycle/preflight";
import { changesBetween } from "../../../provider/model/diff";
import type { CheckedInputs } from "../../../provider/model/normal-form";
import { UNKNOWN } from "../../../provider/model/unknown";
import { emulate } from "../helpers/connected";
import { normalForm } from "../helpers/read";
import { s3Input } from "../helpers/samples";
import { callsSince, openSession, REPOS } from "../helpers/sessions";

async function service() {
  const emulator = await emulate({ orgs: ["acme", "other"] });
  const stands = (config: CheckedInputs) => emulator.putBucket(config.org, { ...toWire(config) });
  return { emulator, stands };
}

/** The preflight of one run, asked as Pulumi asks. */
function run(emulator: Emulator) {
  const { session, told } = openSession(emulator);
  const asked = new Preflight(session, new Holdings());
  const creation = async (wanted: CheckedInputs) => (await asked.creation(wanted))?.message;
  /** A resource that exists: a check, a diff, and, for a replacement, a check without its past. */
  const change = async (id: string, before: CheckedInputs, wanted: CheckedInputs, ofSecond = wanted) => {
    const changes = changesBetween(before, wanted);
    const refusal = await asked.change(before, wanted);
    if (refusal) return refusal.message;
    asked.diffed(id, before, wanted, changes);
    return changes.some(({ rule }) => rule === "replace") ? creation(ofSecond) : undefined;
  };
  /** What depends on a resource that is to be replaced: a diff alone, with what isn't known yet. */
  const dependent = (id: string, before: CheckedInputs, wanted: CheckedInputs) =>
    asked.diffed(id, before, wanted, changesBetween(before, wanted));
  return { creation, change, dependent, warnings: told.warn };
}

function config(changes: Record<string, unknown> = {}): CheckedInputs {
  return normalForm(s3Input(changes), "acme");
}

describe("what is to be created", () => {
  test("may be, where nothing stands in its way", async () => {
    const { emulator, stands } = await service();
    stands(config({ nickname: "other", prefix: "other" }));
    stands(config({ org: "other" }));
    expect(await run(emulator).creation(config())).toBeUndefined();
    expect(callsSince(emulator)).toEqual(["GET buckets"]);
  });

  test("can't take a location or a nickname that is held", async () => {
    const { emulator, stands } = await service();
    stands(config());
    const { creation } = run(emulator);
    expect(await creation(config({ nickname: "new" }))).toMatch(/already stands there.*adopt: true/);
    expect(await run(emulator).creation(config({ prefix: "new" }))).toMatch(
      /the nickname is held by BucketConfig 'era5'/,
    );
  });

  test("takes over what stands there if told to, and if it is as declared", async () => {
    const { emulator, stands } = await service();
    stands(config());
    expect(await run(emulator).creation(config({ adopt: true }))).toBeUndefined();
    const other = await service();
    other.stands(config({ nickname: "theirs" }));
    expect(await run(other.emulator).creation(config({ adopt: true }))).toContain(
      "nickname is 'theirs', declared 'era5'",
    );
  });

  test("is not asked about in an organisation that isn't known yet", async () => {
    const { emulator } = await service();
    const { creation, change } = run(emulator);
    expect(await creation(config({ org: UNKNOWN }))).toBeUndefined();
    expect(await change("1", config({ nickname: "two" }), config({ nickname: "two", org: UNKNOWN }))).toBeUndefined();
    expect(callsSince(emulator)).toEqual([]);
  });

  test("doesn't clash by what isn't known yet", async () => {
    const { emulator, stands } = await service();
    stands(config());
    const open = { nickname: UNKNOWN, prefix: UNKNOWN };
    const { creation } = run(emulator);
    expect(await creation(config(open))).toBeUndefined();
    expect(await creation(config({ ...open, adopt: true }))).toBeUndefined();
  });
});

describe("what is to change", () => {
  test("asks nothing where nothing changes, or only what may be nothing", async () => {
    const { emulator, stands } = await service();
    const { id } = stands(config());
    expect(await run(emulator).change(id, config(), config())).toBeUndefined();
    expect(await run(emulator).change(id, config(), config({ nickname: UNKNOWN }))).toBeUndefined();
    expect(callsSince(emulator)).toEqual([]);
  });

  test("is not refused for repos where what changes may turn out to be nothing", async () => {
    const { emulator, stands } = await service();
    const { id } = stands(config());
    emulator.putRepo("acme", { name: "repo", bucketId: id });
    expect(await run(emulator).change(id, config(), config({ prefix: UNKNOWN }))).toBeUndefined();
  });

  test("is not refused for repos either where only the nickname is sure to change", async () => {
    const { emulator, stands } = await service();
    const { id } = stands(config());
    emulator.putRepo("acme", { name: "repo", bucketId: id });
    expect(await run(emulator).change(id, config(), config({ nickname: "new", prefix: UNKNOWN }))).toBeUndefined();
  });

  test("is refused for repos where the nickname changes besides", async () => {
    const { emulator, stands } = await service();
    const { id } = stands(config());
    emulator.putRepo("acme", { name: "repo", bucketId: id });
    expect(await run(emulator).change(id, config(), config({ nickname: "new", prefix: "new" }))).toMatch(
      /^Can't replace .*1 repo uses it \(repo\)/,
    );
  });

  test("may have the nickname in another organisation that somebody holds in the one it leaves", async () => {
    const { emulator, stands } = await service();
    const { id } = stands(config());
    stands(config({ nickname: "theirs", prefix: "theirs" }));
    expect(await run(emulator).change(id, config(), config({ nickname: "theirs", org: "other" }))).toBeUndefined();
  });

  test("has no repos where it was deleted since the list was asked for", async () => {
    const { emulator, stands } = await service();
    const { id } = stands(config());
    const other = config({ nickname: "other", prefix: "other" });
    const { creation, change } = run(emulator);
    expect(await creation(other)).toBeUndefined();
    emulator.deleteBucket("acme", id);
    expect(await change(id, config(), config({ prefix: "new" }))).toBeUndefined();
  });

  test("is refused with the reason where nobody is told of its repos", async () => {
    const { emulator, stands } = await service();
    const { id } = stands(config());
    emulator.fail({ kind: "status", status: 403, path: REPOS, times: "always" });
    await expect(run(emulator).change(id, config(), config({ prefix: "new" }))).rejects.toMatchObject({ status: 403 });
  });

  test("may be renamed to a nickname that is free, without asking for repos", async () => {
    const { emulator, stands } = await service();
    const { id } = stands(config());
    emulator.putRepo("acme", { name: "repo", bucketId: id });
    expect(await run(emulator).change(id, config(), config({ nickname: "new" }))).toBeUndefined();
    expect(callsSince(emulator)).toEqual(["GET buckets"]);
  });

  test("can't be renamed to one that another config holds", async () => {
    const { emulator, stands } = await service();
    const { id } = stands(config());
    stands(config({ nickname: "theirs", prefix: "theirs" }));
    expect(await run(emulator).change(id, config(), config({ nickname: "theirs" }))).toMatch(
      /^Can't rename BucketConfig 'era5' .* to 'theirs': the nickname is held by BucketConfig 'theirs'/,
    );
  });

  test("can't be replaced while repos rely on it", async () => {
    const { emulator, stands } = await service();
    const { id } = stands(config());
    emulator.putRepo("acme", { name: "repo", bucketId: id });
    expect(await run(emulator).change(id, config(), config({ prefix: "new" }))).toMatch(
      /^Can't replace .*1 repo uses it \(repo\)/,
    );
    expect(callsSince(emulator)).toEqual(["GET buckets", "GET repos/paginated"]);
  });

  test("can be replaced where it stood, and not moved to where another stands", async () => {
    const { emulator, stands } = await service();
    const { id } = stands(config());
    stands(config({ nickname: "theirs", prefix: "theirs" }));
    const there = config({ extraConfig: { regionName: "eu-west-1" } });
    expect(await run(emulator).change(id, config(), there)).toBeUndefined();
    expect(await run(emulator).change(id, config(), config({ prefix: "theirs", adopt: true }))).toMatch(
      /^Can't move .* already stands there.*in an update of its own/,
    );
  });
});

describe("the check of a replacement without its past", () => {
  const moved = config({ prefix: "moved" });

  test("is known for what it is: the config that goes is no conflict", async () => {
    const { emulator, stands } = await service();
    const { id } = stands(config());
    expect(await run(emulator).change(id, config(), moved)).toBeUndefined();
  });

  test("is known also where an option such as ignoreChanges makes it another than the first", async () => {
    const { emulator, stands } = await service();
    const { id } = stands(config());
    const ignored = config({ prefix: "moved", nickname: "ignored" });
    expect(await run(emulator).change(id, config(), moved, ignored)).toBeUndefined();
  });

  test.each([
    ["nickname", { nickname: "ignored" }],
    ["location", { prefix: "ignored" }],
  ])("wants what it then has: another resource can't have that %s", async (what, ignored) => {
    const { emulator, stands } = await service();
    const { id } = stands(config());
    const { change, creation } = run(emulator);
    expect(await change(id, config(), moved, config({ ...moved, ...ignored }))).toBeUndefined();
    const other = config({ nickname: "other", prefix: "other", ...ignored });
    expect(await creation(other)).toMatch(new RegExp(`another resource of this program.*has the same ${what}`));
    const late = run(emulator);
    expect(await late.creation(other)).toBeUndefined();
    expect(await late.change(id, config(), moved, config({ ...moved, ...ignored }))).toMatch(
      new RegExp(`another resource of this program.*has the same ${what}`),
    );
  });

  test("is one for each replacement: another like it is a copy", async () => {
    const { emulator, stands } = await service();
    const { id } = stands(config());
    const { change, creation } = run(emulator);
    expect(await change(id, config(), moved)).toBeUndefined();
    expect(await creation(moved)).toMatch(/another resource of this program.*has the same location/);
  });

  test("of many replacements, each is known", async () => {
    const { emulator, stands } = await service();
    const places = ["one", "two", "three"].map((name) => ({ nickname: name, prefix: name }));
    const { change } = run(emulator);
    for (const place of places) {
      const { id } = stands(config(place));
      const there = config({ ...place, extraConfig: { regionName: "eu-west-1" } });
      expect(await change(id, config(place), there)).toBeUndefined();
    }
  });

  test("follows a diff that asked for none, where a run was cut off after the deletion", async () => {
    const { emulator } = await service();
    const { change, creation } = run(emulator);
    expect(await change("00000000-0000-4000-8000-000000000000", config(), config())).toBeUndefined();
    expect(await creation(config())).toBeUndefined();
    expect(await creation(config())).toMatch(/another resource of this program/);
  });

  test("follows no such diff while the config stands: then it is a copy", async () => {
    const { emulator, stands } = await service();
    const { id } = stands(config());
    const { change, creation } = run(emulator);
    expect(await change(id, config(), config())).toBeUndefined();
    expect(await creation(config())).toMatch(/another resource of this program/);
  });

  test("is not taken for that of the resource before the last", async () => {
    const { emulator } = await service();
    const { change, creation } = run(emulator);
    const other = config({ nickname: "other", prefix: "other" });
    expect(await change("00000000-0000-4000-8000-000000000000", config(), config())).toBeUndefined();
    expect(await change("00000000-0000-4000-8000-000000000001", other, other)).toBeUndefined();
    expect(await creation(config())).toMatch(/another resource of this program/);
  });
});

describe("what depends on a resource that is replaced, and so is replaced too,", () => {
  const open = config({ prefix: UNKNOWN });

  test("passes in a preview, where it still stands and its place isn't known yet", async () => {
    const { emulator, stands } = await service();
    const { id } = stands(config());
    const { creation, dependent } = run(emulator);
    dependent(id, config(), open);
    expect(await creation(open)).toBeUndefined();
  });

  test("passes in an update, where it was deleted by then", async () => {
    const { emulator } = await service();
    const { creation, dependent } = run(emulator);
    dependent("00000000-0000-4000-8000-000000000000", config(), open);
    expect(await creation(config())).toBeUndefined();
  });

  test("is refused with the repos that use it", async () => {
    const { emulator, stands } = await service();
    const { id } = stands(config());
    emulator.putRepo("acme", { name: "repo", bucketId: id });
    const { creation, dependent } = run(emulator);
    dependent(id, config(), open);
    expect(await creation(open)).toMatch(/^Can't replace .*1 repo uses it \(repo\)/);
  });

  test.each([
    ["at another place under another nickname", { nickname: "new", prefix: "new" }],
    ["under its nickname in another organisation", { org: "other" }],
  ])("is another than what is made anew %s", async (_, place) => {
    const { emulator, stands } = await service();
    const { id } = stands(config());
    emulator.putRepo("acme", { name: "repo", bucketId: id });
    const { creation, dependent } = run(emulator);
    dependent(id, config(), open);
    expect(await creation(config(place))).toBeUndefined();
    expect(await creation(config(place))).toMatch(/another resource of this program/);
    expect(await creation(open)).toMatch(/^Can't replace .*1 repo uses it \(repo\)/);
  });

  test("still has its place and its nickname for itself", async () => {
    const { emulator, stands } = await service();
    const { id } = stands(config());
    const { creation, dependent } = run(emulator);
    dependent(id, config(), open);
    expect(await creation(open)).toBeUndefined();
    expect(await creation(config({ prefix: "second" }))).toMatch(/another resource.*has the same nickname/);
  });
});

test("a diff of a refresh, with its sides swapped, makes no replacement known", async () => {
  const { emulator, stands } = await service();
  const { id } = stands(config({ prefix: "moved" }));
  const { creation, dependent } = run(emulator);
  dependent(id, config({ prefix: "moved" }), config());
  expect(await creation(config({ prefix: "moved" }))).toMatch(/already stands there/);
});
