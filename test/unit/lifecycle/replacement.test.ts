import { describe, expect, test } from "vitest";
import { BucketConfigLifecycle } from "../../../provider/lifecycle/bucket-config";
import type { CheckedInputs } from "../../../provider/model/normal-form";
import { UNKNOWN } from "../../../provider/model/unknown";
import { emulate, failure } from "../helpers/connected";
import { s3Input } from "../helpers/samples";
import { callsSince, openSession } from "../helpers/sessions";
import { Stack } from "../helpers/stack";

const era5 = s3Input();
const moved = s3Input({ prefix: "moved" });
const inPlace = s3Input({ extraConfig: { regionName: "eu-west-1" } });

async function begin() {
  const emulator = await emulate();
  const stack = new Stack(emulator);
  await stack.up({ era5 });
  const { era5: id = "" } = stack.ids();
  callsSince(emulator);
  const writes = () => callsSince(emulator).filter((call) => !call.startsWith("GET"));
  return { emulator, stack, id, writes };
}

test.each([
  ["to another place", moved],
  ["where it stands", inPlace],
])("a config is replaced %s: deleted, then made anew, and one stands", async (_, news) => {
  const { emulator, stack, id, writes } = await begin();
  expect(await stack.up({ era5: news })).toMatchObject({
    errors: [],
    warnings: [],
    did: ["delete era5", "create era5"],
  });
  expect(writes()).toEqual(["DELETE buckets/ID", "POST buckets"]);
  expect(stack.ids().era5).not.toBe(id);
  expect(emulator.buckets("acme")).toMatchObject([{ id: stack.ids().era5 }]);
});

describe("a run that was cut off between the deletion and the creation", () => {
  test.each([
    ["goes on with the same program", moved, moved],
    ["goes on where the config stood", inPlace, inPlace],
    ["goes back with the program as it was", moved, era5],
    ["goes on with a third one", moved, s3Input({ nickname: "third", prefix: "third" })],
  ])("%s", async (_, first, second) => {
    const { emulator, stack } = await begin();
    await stack.up({ era5: first }, { killedAfter: "delete era5" });
    expect(emulator.buckets("acme")).toEqual([]);
    expect(await stack.preview({ era5: second })).toMatchObject({ errors: [] });
    expect(await stack.up({ era5: second })).toMatchObject({ errors: [], did: ["create era5"] });
    expect(emulator.buckets("acme")).toMatchObject([{ id: stack.ids().era5 }]);
    expect(await stack.up({ era5: second })).toMatchObject({ errors: [], did: [] });
  });

  test("creates nothing while the config that the state says was deleted still stands", async () => {
    const { emulator, stack, writes } = await begin();
    const [row] = emulator.buckets("acme");
    await stack.up({ era5: moved }, { killedAfter: "delete era5" });
    emulator.putBucket("acme", row);
    writes();
    expect((await stack.up({ era5 })).errors).toEqual([expect.stringContaining("another resource of this program")]);
    expect(writes()).toEqual([]);
    expect(emulator.buckets("acme")).toEqual([row]);
  });
});

describe("a config that depends on another one, which is replaced,", () => {
  const given = s3Input({ nickname: "given", prefix: "given" });

  async function dependent() {
    const emulator = await emulate();
    const stack = new Stack(emulator);
    await stack.up({ given });
    const config = new BucketConfigLifecycle(openSession(emulator).session);
    const id = stack.ids().given ?? "";
    const outs = stack.outs("given");
    const open = { ...outs, prefix: UNKNOWN };
    return { emulator, config, id, outs, open };
  }

  test("is deleted, and made anew once its inputs are known", async () => {
    const { emulator, config, id, outs, open } = await dependent();
    expect((await config.diff(id, outs, open)).changes).toEqual([{ path: ["prefix"], replaces: true }]);
    await config.delete(id, outs);
    const { inputs, failures } = await config.check({}, s3Input({ nickname: "given", prefix: "later" }));
    expect(failures).toEqual([]);
    const made = await config.create(inputs as unknown as CheckedInputs);
    expect(emulator.buckets("acme")).toMatchObject([{ id: made.id, prefix: "later" }]);
  });

  test("is not deleted while repos use it, and the refusal is that of a replacement", async () => {
    const { emulator, config, id, outs, open } = await dependent();
    emulator.putRepo("acme", { name: "repo", bucketId: id });
    await config.diff(id, outs, open);
    expect((await failure(config.delete(id, outs))).message).toMatch(
      /^Can't replace BucketConfig 'given' .*1 repo uses it \(repo\)/,
    );
    expect(emulator.buckets("acme")).toHaveLength(1);
  });
});

describe("a config in use that was changed outside, in a run that refreshes first,", () => {
  const REFUSAL =
    /^Can't replace BucketConfig 'era5' \(s3:\/\/acme-arraylake\/era5\): 1 repo uses it \(climate\), and it was changed outside of this program: extraConfig\.regionName is \(another text\), declared \(a text\)\. Declare what stands now, or have it changed back at Arraylake\. Or move or delete it: then an update replaces it by what is declared\. Nothing was changed\.$/;

  async function changedOutside() {
    const begun = await begin();
    begun.emulator.patchBucket("acme", begun.id, { extra_config: { region_name: "eu-west-1" } });
    begun.emulator.putRepo("acme", { name: "climate", bucketId: begun.id });
    return begun;
  }

  test("is warned of in the preview, and refused by the deletion in the same words", async () => {
    const { emulator, stack, id, writes } = await changedOutside();
    const { errors, warnings } = await stack.refreshThenUp({ era5 });
    expect(warnings).toEqual([expect.stringMatching(/^An update will be refused\. Can't replace/)]);
    expect(warnings[0]?.replace("An update will be refused. ", "")).toMatch(REFUSAL);
    expect(errors).toEqual([expect.stringMatching(REFUSAL)]);
    expect(writes()).toEqual([]);
    expect(emulator.buckets("acme")).toMatchObject([{ id }]);
  });

  test("is so too where the program gives it another nickname", async () => {
    const { stack, writes } = await changedOutside();
    const { errors, warnings } = await stack.refreshThenUp({ era5: s3Input({ nickname: "renamed" }) });
    expect(warnings).toEqual([expect.stringMatching(/^An update will be refused\. Can't replace/)]);
    expect(errors).toEqual([expect.stringMatching(/1 repo uses it \(climate\), and it was changed outside/)]);
    expect(writes()).toEqual([]);
  });

  test("leaves a preview that refreshes whole: it shows the change", async () => {
    const { stack, writes } = await changedOutside();
    expect(await stack.refreshThenPreview({ era5 })).toMatchObject({
      errors: [],
      warnings: [expect.stringContaining("An update will be refused")],
    });
    expect(writes()).toEqual([]);
  });

  test("is at rest once the program declares what stands", async () => {
    const { stack, writes } = await changedOutside();
    expect(await stack.refreshThenUp({ era5: inPlace })).toMatchObject({ errors: [], warnings: [], did: [] });
    expect(writes()).toEqual([]);
  });

  test("is replaced by what is declared once no repo uses it", async () => {
    const { emulator, stack } = await changedOutside();
    emulator.deleteRepo("acme", "climate");
    expect(await stack.refreshThenUp({ era5 })).toMatchObject({ errors: [], warnings: [] });
    expect(emulator.buckets("acme")).toMatchObject([{ extra_config: { region_name: "us-east-1" } }]);
  });

  test("is an ordinary refusal where the program changed, too", async () => {
    const { stack, writes } = await changedOutside();
    const { errors, warnings } = await stack.refreshThenUp({ era5: moved });
    expect(warnings).toEqual([]);
    expect(errors).toEqual([
      expect.stringMatching(/^Can't replace .*1 repo uses it \(climate\)\. Only its nickname can change/),
    ]);
    expect(writes()).toEqual([]);
  });
});
