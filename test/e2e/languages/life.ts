import { expect } from "vitest";
import type { Emulator } from "../../../provider/emulator/index";
import { type TestStack, writes } from "../harness/stack";

const SECRET = "external-id-0001";

/** The whole life of a stack whose program is one of `programs/`, which all declare the same. */
export async function live(stack: TestStack, emulator: Emulator): Promise<void> {
  await stack.setConfig("externalId", SECRET, true);
  await stack.setConfig("nickname", "era5");
  await stack.setConfig("uri", "s3://acme-arraylake/era5");
  const id = await isCreated(stack, emulator);
  await isAtRest(stack, emulator);
  await isRenamedInPlace(stack, emulator, id);
  await isNotMovedWhileReposRelyOnIt(stack, emulator);
  await isPutBackAfterDrift(stack, emulator, id);
  await isDestroyedOnceNoRepoReliesOnIt(stack, emulator, id);
}

async function isCreated(stack: TestStack, emulator: Emulator): Promise<string> {
  const preview = await stack.preview();
  expect(preview.changes, preview.text).toEqual({ create: 3 });
  expect(writes(emulator)).toEqual([]);
  const up = await stack.up();
  expect(up.changes, up.text).toEqual({ create: 3 });
  expect(await stack.outputs()).toEqual({ uri: "s3://acme-arraylake/era5", found: "era5" });
  const [bucket] = emulator.buckets("acme");
  expect(bucket).toMatchObject({
    nickname: "era5",
    is_default: true,
    extra_config: { region_name: "us-east-1" },
    auth_config: { external_customer_id: "123456789012", external_role_name: "arraylake" },
  });
  for (const text of [up.text, stack.stateText()]) expect(text).not.toContain(SECRET);
  expect(JSON.stringify(await stack.exported())).toContain(SECRET);
  return bucket?.id ?? "";
}

async function isAtRest(stack: TestStack, emulator: Emulator): Promise<void> {
  emulator.clearCalls();
  const up = await stack.up();
  expect(up.changes, up.text).toEqual({ same: 3 });
  const refresh = await stack.refresh({ expectNoChanges: true });
  expect(refresh.ok, refresh.text).toBe(true);
  expect(writes(emulator)).toEqual([]);
}

async function isRenamedInPlace(stack: TestStack, emulator: Emulator, id: string): Promise<void> {
  await stack.setConfig("nickname", "era5-hourly");
  const up = await stack.up();
  expect(up.changes, up.text).toEqual({ same: 2, update: 1 });
  expect(emulator.bucket("acme", "era5-hourly")?.id).toBe(id);
}

async function isNotMovedWhileReposRelyOnIt(stack: TestStack, emulator: Emulator): Promise<void> {
  const [bucket] = emulator.buckets("acme");
  for (const name of ["climate", "weather"]) emulator.putRepo("acme", { name, bucketId: bucket?.id ?? "" });
  await stack.setConfig("uri", "s3://acme-arraylake/moved");
  emulator.clearCalls();
  for (const ended of [await stack.preview(), await stack.up()]) {
    expect(ended.ok).toBe(false);
    expect(ended.text).toContain(
      "Can't replace BucketConfig 'era5-hourly' (s3://acme-arraylake/era5): 2 repos use it (climate, weather).",
    );
  }
  expect(writes(emulator)).toEqual([]);
  await stack.setConfig("uri", "s3://acme-arraylake/era5");
  const rest = await stack.preview({ expectNoChanges: true });
  expect(rest.ok, rest.text).toBe(true);
}

async function isPutBackAfterDrift(stack: TestStack, emulator: Emulator, id: string): Promise<void> {
  emulator.patchBucket("acme", id, { nickname: "by-hand" });
  const seen = await stack.cli(["preview", "--refresh", "--expect-no-changes", "--diff", "--non-interactive"]);
  expect(seen.code, seen.text).toBe(7);
  expect(seen.text).toMatch(/nickname *: "era5-hourly" => "by-hand"/);
  const up = await stack.up({ refresh: true });
  expect(up.ok, up.text).toBe(true);
  expect(emulator.bucket("acme", "era5-hourly")?.id).toBe(id);
}

async function isDestroyedOnceNoRepoReliesOnIt(stack: TestStack, emulator: Emulator, id: string): Promise<void> {
  const refused = await stack.destroy();
  expect(refused.ok).toBe(false);
  expect(refused.text).toContain("2 repos use it (climate, weather)");
  expect(emulator.bucket("acme", id)).toBeDefined();
  for (const name of ["climate", "weather"]) emulator.deleteRepo("acme", name);
  const destroyed = await stack.destroy();
  expect(destroyed.ok, destroyed.text).toBe(true);
  expect(emulator.buckets("acme")).toEqual([]);
}
