import { describe, expect, test } from "vitest";
import { readPreview } from "../../../provider/cli/guard/preview";
import { verdictsOn } from "../../../provider/cli/guard/verdict";
import { emulate } from "../helpers/connected";
import { callsSince, openSession } from "../helpers/sessions";

const TYPES = ["pulumi-nodejs:dynamic/arraylake:BucketConfig", "arraylake:index:BucketConfig"];
const FIELDS = {
  org: "acme",
  platform: "s3",
  name: "lake-bucket",
  prefix: "",
  extraConfig: {},
  authConfig: "[secret]",
};

interface Part {
  op: string;
  name: string;
  id?: string;
  type?: string;
  old?: object;
  now?: object;
  options?: object;
  reasons?: string[];
}

const urnOf = ({ name, type = TYPES[0] }: Part) => `urn:pulumi:dev::storage::pulumi:pulumi:Stack$${type}::${name}`;
const sides = ({ id = "", old, now, options = {} }: Part) => ({
  ...(old && { old: { id, outputs: { ...FIELDS, nickname: "old", ...old }, ...options } }),
  ...(now && { new: { id, inputs: { ...FIELDS, nickname: "old", ...now }, ...options } }),
});

/** What `pulumi preview --json` prints. */
function digest(parts: Part[], diagnostics: object[] = []): string {
  const steps = parts.map((part) => {
    const { old, new: now } = sides(part);
    return { op: part.op, urn: urnOf(part), oldState: old, newState: now, replaceReasons: part.reasons };
  });
  return JSON.stringify({ steps, diagnostics });
}

/** The same as the engine's events. */
function events(parts: Part[], diagnostics: object[] = []): string {
  const lines = [
    { sequence: 0, preludeEvent: {} },
    ...parts.map((part, index) => ({
      sequence: index + 1,
      resourcePreEvent: {
        metadata: { op: part.op, urn: urnOf(part), ...sides(part), keys: part.reasons },
        planning: true,
      },
    })),
    ...diagnostics.map((diagnosticEvent) => ({ sequence: 99, diagnosticEvent })),
    { sequence: 100, summaryEvent: {} },
  ];
  return `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`;
}

describe.each([
  ["the digest", digest],
  ["events", events],
] as const)("%s of a preview", (_, written) => {
  test.each(TYPES)("names what would be deleted or replaced of %s", (type) => {
    const { going } = readPreview(
      written([
        { op: "delete", name: "gone::far", id: "1", type, old: { nickname: "gone" } },
        { op: "replace", name: "moved", id: "2", type, old: {}, now: { prefix: "x" }, reasons: ["prefix"] },
        { op: "delete-replaced", name: "moved", id: "2", type, old: {} },
        { op: "update", name: "renamed", id: "3", type, old: {}, now: { nickname: "new" } },
        { op: "delete", name: "theirs", id: "4", type: "aws:s3:Bucket", old: {} },
      ]),
    );
    expect(going).toMatchObject([
      { resource: "gone::far", id: "1", before: { nickname: "gone", org: "acme" } },
      { resource: "moved", id: "2", replacement: { after: { prefix: "x" }, fields: ["prefix"] } },
    ]);
    expect(going[0]).not.toHaveProperty("replacement");
  });

  test("leaves out what is only let go of, or only read", () => {
    const { going } = readPreview(
      written([
        { op: "delete", name: "retained", id: "1", old: {}, options: { retainOnDelete: true } },
        { op: "delete", name: "looked-up", id: "2", old: {}, options: { external: true } },
        { op: "delete", name: "never-made", old: {} },
        { op: "discard", name: "dropped", id: "3", old: {} },
      ]),
    );
    expect(going).toEqual([]);
  });

  test("takes no resource for one that stays because it was only read: refreshed, or looked up", () => {
    const found: Part[] = [
      { op: "refresh", name: "era5", id: "1", old: {}, now: {} },
      { op: "update", name: "tiles", id: "2", old: {}, now: {} },
      { op: "read", name: "reference", id: "3", now: {}, options: { external: true } },
      { op: "refresh", name: "stays", id: "4", old: {}, now: {} },
      { op: "same", name: "stays", id: "4", old: {}, now: {} },
    ];
    const gone = ["era5", "tiles", "managed"].map(
      (name, index): Part => ({ op: "delete", name, id: `${index + 1}`, old: {} }),
    );
    const { going, staying } = readPreview(written([...found, ...gone]));
    expect(going.map(({ id }) => id)).toEqual(["1", "2", "3"]);
    expect([...staying]).toEqual(["4"]);
  });

  test("tells why it failed, apart from its warnings", () => {
    const { errors, warnings } = readPreview(
      written(
        [],
        [
          { severity: "error", prefix: "error: ", message: "no" },
          { severity: "warning", message: "beware" },
          { severity: "info", message: "by the way" },
          { severity: "info#err", message: "on standard error" },
        ],
      ),
    );
    expect([errors, warnings]).toEqual([["error: no"], ["beware"]]);
  });
});

test.each([
  ["a digest", JSON.stringify({ config: {}, duration: 5 })],
  ["events", `${JSON.stringify({ sequence: 0, preludeEvent: {} })}\n`],
])("%s that ended before it told anything is no preview in which nothing goes", (_, text) => {
  expect(() => readPreview(text)).toThrow(/^The preview ended before it told what it would do/);
});

/** An organisation in which repos rely on the first two of four. */
async function lake() {
  const emulator = await emulate();
  const ids = ["a", "b", "c", "d"].map(
    (name) => emulator.putBucket("acme", { nickname: `lake-${name}`, name: `lake-${name}` }).id,
  );
  emulator.putRepo("acme", { name: "weather", bucketId: ids[0] ?? null });
  emulator.putRepo("acme", { name: "climate", bucketId: ids[1] ?? null });
  emulator.ghostRepo("acme", "climate");
  emulator.setDefault("acme", ids[2] ?? null);
  const goes = (index: number): Part => ({
    op: "delete",
    name: `lake-${index}`,
    id: ids[index] ?? "",
    old: { nickname: `lake-${index}`, name: `lake-${"abcd"[index]}` },
  });
  const judged = async (parts: Part[]) => verdictsOn(openSession(emulator).session, readPreview(digest(parts)));
  return { emulator, ids, goes, judged };
}

describe("a verdict", () => {
  test("is asked for with one list of BucketConfigs and one of repos, deleted ones in their grace period included", async () => {
    const { emulator, goes, judged } = await lake();
    emulator.clearCalls();
    const verdicts = await judged([0, 1, 2, 3].map(goes));
    expect(callsSince(emulator)).toEqual(["GET buckets", "GET repos/paginated"]);
    expect(verdicts.map(({ resource, outcome }) => [resource, outcome])).toEqual([
      ["lake-0", "refused"],
      ["lake-1", "refused"],
      ["lake-2", "allowed"],
      ["lake-3", "allowed"],
    ]);
    expect(verdicts[1]?.message).toMatch(/1 repo uses it \(climate, a deleted repo in its grace period\)/);
    expect(verdicts.map(({ leavesNoDefault }) => leavesNoDefault)).toEqual([false, false, true, false]);
  });

  test("says nothing of a default where the preview makes another one it, and does where it makes none", async () => {
    const { ids, goes, judged } = await lake();
    const mark = (bucketConfigId: string | undefined): Part => ({
      op: "update",
      name: "default",
      type: "arraylake:index:DefaultBucketConfig",
      now: { bucketConfigId },
    });
    const [moved] = await judged([goes(2), mark(ids[3])]);
    expect(moved?.leavesNoDefault).toBe(false);
    const [stays] = await judged([goes(2), mark(ids[2])]);
    expect(stays?.leavesNoDefault).toBe(true);
  });

  test("of what another resource has, or is to take over, is that it is kept", async () => {
    const { ids, goes, judged } = await lake();
    const held: Part = { op: "same", name: "other", id: ids[0] ?? "", old: {}, now: {} };
    const adopting: Part = { op: "create", name: "new", now: { name: "lake-b", adopt: true } };
    const verdicts = await judged([goes(0), held, goes(1), adopting]);
    expect(verdicts.map(({ outcome }) => outcome)).toEqual(["kept", "kept"]);
  });

  test("of what stands no longer is that it is gone", async () => {
    const { emulator, ids, goes, judged } = await lake();
    emulator.deleteBucket("acme", ids[3] ?? "");
    expect(await judged([goes(3)])).toMatchObject([{ outcome: "gone", message: undefined }]);
  });

  test("of a replacement that drift asks for is what the preview warned of", async () => {
    const { emulator, goes } = await lake();
    const drifted: Part = { ...goes(0), op: "replace", now: { name: "lake-a" }, reasons: ["extraConfig"] };
    const said =
      "Can't replace BucketConfig 'lake-0' (s3://lake-a): 1 repo uses it (weather), and it was changed outside.";
    const warned = [{ severity: "warning", message: `warning: An update will be refused. ${said}` }];
    const { session } = openSession(emulator);
    expect(await verdictsOn(session, readPreview(digest([drifted], warned)))).toMatchObject([{ message: said }]);
    expect(await verdictsOn(session, readPreview(digest([drifted])))).toMatchObject([
      { message: expect.stringContaining("put `extraConfig` back to what it was") },
    ]);
  });
});
