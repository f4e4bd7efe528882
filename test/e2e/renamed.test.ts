import { expect, test } from "vitest";
import { SAMPLES } from "./harness/samples";
import { emulatorForTest, TestStack, writes } from "./harness/stack";

const { awsRole, gcpRole } = SAMPLES;

async function declared() {
  const emulator = await emulatorForTest();
  const stack = await TestStack.create({ emulator });
  stack.declare({ old: { args: awsRole } });
  expect((await stack.up()).ok).toBe(true);
  emulator.clearCalls();
  return { emulator, stack, id: emulator.buckets("acme")[0]?.id };
}

test("under another name in the program it is refused, which names the option aliases first; with it, nothing is done", async () => {
  const { emulator, stack, id } = await declared();
  stack.declare({ renamed: { args: awsRole } });
  const refused = await stack.preview();
  expect(refused.ok).toBe(false);
  expect(refused.text).toMatch(/only got another name in the program.*the option `aliases`.*`adopt: true`/s);

  stack.declare({ renamed: { args: awsRole, opts: { aliases: [{ name: "old" }] } } });
  const ended = await stack.up();
  expect(ended.changes, ended.text).toEqual({ same: 2 });
  expect((await stack.resources()).get("renamed")?.id).toBe(id);
  expect(writes(emulator)).toEqual([]);
});

test("under another name and told to adopt, it is taken over, and the old one lets go of it", async () => {
  const { emulator, stack, id } = await declared();
  stack.declare({ renamed: { args: { ...awsRole, adopt: true } } });
  const ended = await stack.up();
  expect(ended.ok, ended.text).toBe(true);
  expect(ended.text).toContain("is let go of and not deleted: another resource of this stack has it");
  const resources = await stack.resources();
  expect([resources.get("renamed")?.id, resources.has("old")]).toEqual([id, false]);
  expect(writes(emulator)).toEqual([]);
  expect((await stack.preview({ expectNoChanges: true })).ok).toBe(true);
});

test("two resources that have one config are refused in every run, and whichever goes, the config stays", async () => {
  const { emulator, stack, id } = await declared();
  // What a version that didn't look at both could leave in a state.
  const deployment = (await stack.exported()) as { resources: { urn: string }[] };
  const twin = { ...deployment.resources.find(({ urn }) => urn.endsWith("::old")), urn: "" };
  twin.urn = (await stack.resources()).get("old")?.urn.replace(/old$/, "twin") ?? "";
  await stack.importState({ ...deployment, resources: [...deployment.resources, twin] });
  const both = { old: { args: awsRole }, twin: { args: awsRole } };
  stack.declare(both);
  for (const ended of [await stack.preview(), await stack.up()]) {
    expect(ended.ok).toBe(false);
    expect(ended.text).toContain("has the same location");
  }
  stack.declare({ twin: both.twin });
  const ended = await stack.up();
  expect(ended.ok, ended.text).toBe(true);
  expect(ended.text).toContain("is let go of and not deleted");
  expect(emulator.buckets("acme").map((bucket) => bucket.id)).toEqual([id]);
  expect(writes(emulator)).toEqual([]);
});

test("a place or a nickname that another resource gives up is refused in the same update, and taken in the next", async () => {
  const { emulator, stack } = await declared();
  stack.declare({ old: { args: awsRole }, other: { args: gcpRole } });
  await stack.up();
  const moving = { args: { ...awsRole, nickname: "free" } };
  stack.declare({ old: moving, other: { args: { ...gcpRole, nickname: awsRole.nickname } } });
  for (const ended of [await stack.preview(), await stack.up()]) {
    expect(ended.ok).toBe(false);
    // Which of the two Pulumi comes to first is its own choice.
    expect(ended.text).toMatch(/Do it in two updates|first rename that one, in an update of its own/);
  }
  stack.declare({ old: moving, other: { args: gcpRole } });
  expect((await stack.up()).ok).toBe(true);
  stack.declare({ old: moving, other: { args: { ...gcpRole, nickname: awsRole.nickname } } });
  expect((await stack.up()).changes).toEqual({ same: 2, update: 1 });
  expect(emulator.buckets("acme").map(({ nickname }) => nickname)).toEqual(["free", awsRole.nickname]);
});
