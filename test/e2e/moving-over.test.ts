import { expect, test } from "vitest";
import { projectOf } from "./harness/faces";
import { SAMPLE_SECRETS, SAMPLES } from "./harness/samples";
import { type Declared, emulatorForTest, TestStack } from "./harness/stack";

const mark = { kind: "DefaultBucketConfig", args: { bucketConfigId: { $of: "awsRole", output: "id" } } } as const;
const kinds = Object.entries(SAMPLES).map(([name, args]) => [name, { args }] as const);
const declared: Record<string, Declared> = { ...Object.fromEntries(kinds), standard: mark };

/** For the way back: the type that each resource has in the plugin's package. */
const withAliases = Object.fromEntries(
  Object.entries(declared).map(([name, each]) => {
    const aliases = [{ type: `arraylake:index:${each.kind ?? "BucketConfig"}` }];
    return [name, { ...each, opts: { aliases } }];
  }),
);

test("a stack of the dynamic provider becomes one of the plugin, and one of the dynamic provider again, without a call or a change", async () => {
  const emulator = await emulatorForTest();
  const stack = await TestStack.create({ emulator });
  stack.declare(declared);
  const made = await stack.up();
  expect(made.changes, made.text).toEqual({ create: 9 });
  const ids = async () =>
    Object.fromEntries(
      [...(await stack.resources())].filter(([name]) => name in declared).map(([name, { id }]) => [name, id]),
    );
  const types = async () => [...(await stack.resources()).values()].map(({ type }) => type);
  const before = await ids();

  const move = async (
    resources: Record<string, Declared>,
    face: "dynamic" | "native",
    changes: Record<string, number>,
  ) => {
    for (const [name, text] of Object.entries(projectOf(face, resources))) stack.write(name, text);
    emulator.clearCalls();
    const rehearsed = await stack.preview();
    expect(rehearsed.changes, rehearsed.text).toEqual(changes);
    const moved = await stack.up();
    expect(moved.changes, moved.text).toEqual(changes);
    const rest = await stack.preview({ expectNoChanges: true });
    expect(rest.ok, rest.text).toBe(true);
    const calls = emulator.calls().filter(({ method }) => face === "native" || method !== "GET");
    expect(calls).toEqual([]);
    expect(await ids()).toMatchObject(before);
    const refreshed = await stack.refresh({ expectNoChanges: true });
    expect(refreshed.ok, refreshed.text).toBe(true);
    const state = stack.stateText();
    for (const secret of SAMPLE_SECRETS) expect(state).not.toContain(secret);
  };

  await move(declared, "native", { same: 9 });
  expect((await types()).filter((type) => type.includes("dynamic"))).toEqual([]);
  stack.write(
    "Pulumi.yaml",
    projectOf("native", { ...declared, awsRole: { args: { ...SAMPLES.awsRole, nickname: "renamed" } } })[
      "Pulumi.yaml"
    ] as string,
  );
  expect((await stack.up()).changes).toEqual({ same: 8, update: 1 });
  expect(JSON.stringify(await stack.exported())).not.toContain('__provider":"exports.handler');

  await move(
    {
      ...withAliases,
      awsRole: {
        args: { ...SAMPLES.awsRole, nickname: "renamed" },
        opts: { aliases: [{ type: "arraylake:index:BucketConfig" }] },
      },
    },
    "dynamic",
    // Each notes in its state how the dynamic provider is reached.
    { same: 1, update: 8 },
  );
  expect((await types()).filter((type) => type.startsWith("arraylake:"))).toEqual([]);
  const destroyed = await stack.destroy();
  expect(destroyed.ok, destroyed.text).toBe(true);
  expect(emulator.buckets("acme")).toEqual([]);
});
