import { expect, test } from "vitest";
import { emulatorForTest, writes } from "../../test/e2e/harness/stack";
import { Walkthrough } from "../../test/e2e/harness/walkthrough";

test("the README's commands, one after the other, move a team from one bucket to another", {
  timeout: 300_000,
}, async () => {
  const emulator = await emulatorForTest({ repos: [{ name: "weather", bucketNickname: "era5" }] });
  const copy = await Walkthrough.of(import.meta.dirname, ["Pulumi.yaml", "Pulumi.prod.yaml"], emulator);
  const well = (block?: string) => copy.running(block);
  const [install, offline, before, second, mark, look, rehearse, letGo, rename, leave] = copy.blocks;
  expect(copy.blocks).toHaveLength(10);
  for (const block of [install, offline, before, second, mark]) await well(block);
  const [old, fresh] = ["era5", "era5-2027"].map((nickname) => emulator.bucket("acme", nickname));
  expect([old?.name, fresh?.name, fresh?.is_default]).toEqual(["acme-old", "acme-new", true]);

  expect(await well(look)).toMatch(/\| `era5` \| `gs:\/\/acme-old\/era5` \|.*\| `weather` \|/);
  emulator.clearCalls();
  const refused = await copy.ending(rehearse);
  expect(refused.code).toBe(1);
  expect(refused.text).toContain("Can't delete BucketConfig 'era5' (gs://acme-old/era5): 1 repo uses it (weather).");
  expect(writes(emulator)).toEqual([]);

  const headers = { authorization: `Bearer ${emulator.token}` };
  await fetch(`${emulator.url}/orgs/acme/weather?immediate=true&retain_data=true`, { method: "DELETE", headers });
  emulator.putRepo("acme", { name: "weather", bucketId: fresh?.id ?? null });
  expect(await well((rehearse ?? "").split("\n").at(1))).toContain("is deleted, for good: no repo relies on it.");
  await well(letGo);
  await well(rename);
  expect(emulator.buckets("acme")).toMatchObject([{ id: fresh?.id, nickname: "era5", name: "acme-new" }]);
  emulator.clearCalls();
  expect(await well("pulumi preview --expect-no-changes")).toContain("unchanged");

  await fetch(`${emulator.url}/orgs/acme/weather?immediate=true`, { method: "DELETE", headers });
  await well(leave);
  expect(emulator.buckets("acme")).toEqual([]);
});
