import { describe, expect, test } from "vitest";
import { FACES } from "./harness/faces";
import { SAMPLES } from "./harness/samples";
import { emulatorForTest, TestStack, writes } from "./harness/stack";

describe.each(FACES)("%s", (face) => {
  const { awsRole, gcpRole } = SAMPLES;

  async function inUse() {
    const emulator = await emulatorForTest();
    const stack = await TestStack.create({ face, emulator });
    stack.declare({ era5: { args: awsRole } });
    await stack.up();
    const [bucket] = emulator.buckets("acme");
    for (const name of ["climate", "weather"]) emulator.putRepo("acme", { name, bucketId: bucket?.id ?? "" });
    emulator.clearCalls();
    return { emulator, stack, id: bucket?.id };
  }

  test("while repos rely on it, a replacement is refused by preview and up, with their names, before anything is touched", async () => {
    const { emulator, stack } = await inUse();
    const before = await stack.resources();
    stack.declare({ era5: { args: { ...awsRole, prefix: "moved" } } });
    for (const ended of [await stack.preview(), await stack.up()]) {
      expect(ended.ok).toBe(false);
      expect(ended.text).toContain(
        "Can't replace BucketConfig 'aws-role' (s3://acme-arraylake/era5): 2 repos use it (climate, weather).",
      );
      expect(ended.text).toContain(
        "put `prefix` back to 'era5' (uri 's3://acme-arraylake/era5'). Nothing was changed.",
      );
      expect(ended.text).not.toContain("    at ");
    }
    expect(writes(emulator)).toEqual([]);
    expect(await stack.resources()).toEqual(before);

    stack.declare({ era5: { args: awsRole } });
    expect((await stack.preview({ expectNoChanges: true })).ok).toBe(true);
  });

  test("while repos rely on it, its nickname still changes in place", async () => {
    const { stack, id } = await inUse();
    stack.declare({ era5: { args: { ...awsRole, nickname: "renamed" } } });
    expect((await stack.up()).changes).toEqual({ same: 1, update: 1 });
    expect((await stack.resources()).get("era5")?.id).toBe(id);
  });

  test.each(["destroy", "removal from the program"])(
    "while repos rely on it, a %s fails naming them, with everything in place",
    async (way) => {
      const { emulator, stack, id } = await inUse();
      stack.declare({});
      const ended = way === "destroy" ? await stack.destroy() : await stack.up();
      expect(ended.ok).toBe(false);
      expect(ended.text).toContain(
        "Can't delete BucketConfig 'aws-role' (s3://acme-arraylake/era5): 2 repos use it (climate, weather).",
      );
      expect(ended.text).not.toContain("    at ");
      expect(writes(emulator)).toEqual([]);
      expect(emulator.bucket("acme", id ?? "")).toBeDefined();
      expect((await stack.resources()).get("era5")?.id).toBe(id);
    },
  );

  test("a drift check of a config in use passes at rest and shows drift, and never throws", async () => {
    const { emulator, stack, id } = await inUse();
    for (const ended of [
      await stack.refresh({ previewOnly: true, expectNoChanges: true }),
      await stack.preview({ refresh: true, expectNoChanges: true }),
    ]) {
      expect(ended.ok, ended.text).toBe(true);
    }
    emulator.patchBucket("acme", id ?? "", {
      nickname: "by-hand",
      prefix: "by-hand",
      extra_config: { region_name: "us-west-1" },
    });
    const seen = await stack.refresh({ previewOnly: true });
    expect(seen.ok, seen.text).toBe(true);
    expect(seen.changes).toMatchObject({ update: 1 });
    const failing = await stack.cli(["preview", "--refresh", "--expect-no-changes", "--non-interactive"]);
    expect(failing.code, failing.text).toBe(7);
    expect(failing.text).toContain("An update will be refused.");
    const refused = await stack.up({ refresh: true });
    expect(refused.ok).toBe(false);
    for (const text of [failing.text, refused.text]) {
      expect(text).toContain("2 repos use it (climate, weather), and it was changed outside of this program");
      expect(text).toContain("prefix is 'by-hand', declared 'era5'");
      expect(text).toContain("Declare what stands now, or have it changed back at Arraylake");
    }
    expect(writes(emulator)).toEqual([]);
  });

  test("a deleted repo in its grace period is named as such", async () => {
    const { emulator, stack } = await inUse();
    emulator.deleteRepo("acme", "weather");
    emulator.ghostRepo("acme", "climate");
    const ended = await stack.destroy();
    expect(ended.ok).toBe(false);
    expect(ended.text).toContain("climate, a deleted repo in its grace period");
  });

  test("a location or nickname that another config holds is named in the preview, and a replacement keeps the old one", async () => {
    const emulator = await emulatorForTest();
    const stack = await TestStack.create({ face, emulator });
    const held = emulator.putBucket("acme", {
      nickname: "by-hand",
      platform: "gs",
      name: "acme-climate",
      prefix: "cmip6",
      created_by: "ana@example.com",
    });

    stack.declare({ cmip6: { args: gcpRole } });
    const taken = await stack.preview();
    expect(taken.ok).toBe(false);
    expect(taken.text).toContain(`BucketConfig 'by-hand' (gs://acme-climate/cmip6, id ${held.id}, since`);
    expect(taken.text).toContain("by ana@example.com");
    expect(taken.text).toContain("adopt: true");

    stack.declare({ cmip6: { args: { ...gcpRole, nickname: "by-hand", uri: "gs://acme-climate/other" } } });
    expect((await stack.preview()).text).toContain("the nickname is held by BucketConfig 'by-hand'");

    stack.declare({ cmip6: { args: { ...gcpRole, uri: "gs://acme-climate/mine" } } });
    expect((await stack.up()).ok).toBe(true);
    const own = emulator.bucket("acme", "gcp-role")?.id;
    emulator.clearCalls();
    stack.declare({ cmip6: { args: gcpRole } });
    for (const ended of [await stack.preview(), await stack.up()]) {
      expect(ended.ok).toBe(false);
      expect(ended.text).toContain(
        "Can't move BucketConfig 'gcp-role' to gs://acme-climate/cmip6: BucketConfig 'by-hand'",
      );
    }
    stack.declare({ cmip6: { args: { ...gcpRole, uri: "gs://acme-climate/mine", nickname: "by-hand" } } });
    expect((await stack.up()).text).toContain("the nickname is held by BucketConfig 'by-hand'");
    expect(writes(emulator)).toEqual([]);
    expect(emulator.bucket("acme", own ?? "")).toBeDefined();
  });
});
