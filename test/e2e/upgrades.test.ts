import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SAMPLES } from "./harness/samples";
import { emulatorForTest, TestStack, writes } from "./harness/stack";

// The state that version 0.1.0 wrote, with its config at the service. A fixture is never changed: a release that can't
// live with it strands its users. RECORD=1 writes one for a new version, under a new name.
const FIXTURE = join(import.meta.dirname, "fixtures/state-0.1.0.json");
const ORG = "acme";

interface Recorded {
  deployment: unknown;
  buckets: Record<string, unknown>[];
}

const declared = {
  ...Object.fromEntries(Object.entries(SAMPLES).map(([name, args]) => [name, { args }])),
  standard: { kind: "DefaultBucketConfig" as const, args: { bucketConfigId: { $of: "awsRole", output: "id" } } },
};

test.runIf(process.env.RECORD)("records the state of this version", async () => {
  const emulator = await emulatorForTest({ orgs: [ORG] });
  const stack = await TestStack.create({ emulator });
  stack.declare(declared);
  expect((await stack.up()).ok).toBe(true);
  const recorded: Recorded = { deployment: await stack.exported(), buckets: emulator.buckets(ORG) };
  writeFileSync(FIXTURE, `${JSON.stringify(recorded, null, 2)}\n`);
});

test("a state of version 0.1.0 is refreshed, shows no change, is updated, replaced and destroyed by this version", async () => {
  const { deployment, buckets } = JSON.parse(readFileSync(FIXTURE, "utf8")) as Recorded;
  const emulator = await emulatorForTest({ orgs: [ORG] });
  for (const bucket of buckets) emulator.putBucket(ORG, bucket);
  const stack = await TestStack.create({ emulator });
  await stack.importState(deployment);
  stack.declare(declared);
  const rest = await stack.preview({ expectNoChanges: true });
  expect(rest.ok, rest.text).toBe(true);
  const refreshed = await stack.refresh({ expectNoChanges: true });
  expect(refreshed.ok, refreshed.text).toBe(true);
  expect(writes(emulator)).toEqual([]);

  const changed = {
    azure: { args: { ...SAMPLES.azure, nickname: "renamed" } },
    gcpRole: { args: { ...SAMPLES.gcpRole, uri: "gs://moved" } },
  };
  stack.declare({ ...declared, ...changed });
  const updated = await stack.up();
  expect(updated.changes, updated.text).toMatchObject({ update: 1, replace: 1 });
  const destroyed = await stack.destroy();
  expect(destroyed.ok, destroyed.text).toBe(true);
  expect(emulator.buckets(ORG)).toEqual([]);
});
