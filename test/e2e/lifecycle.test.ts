import { describe, expect, test } from "vitest";
import { FACES } from "./harness/faces";
import { SAMPLE_SECRETS, SAMPLES } from "./harness/samples";
import { emulatorForTest, TestStack, writes } from "./harness/stack";

describe.each(FACES)("%s", (face) => {
  const { awsRole } = SAMPLES;

  test("the life of a BucketConfig: made once, silent at rest, renamed in place, replaced for anything else, destroyed", async () => {
    const emulator = await emulatorForTest();
    const stack = await TestStack.create({ face, emulator });
    stack.declare({ era5: { args: awsRole } });

    const preview = await stack.preview();
    expect(preview.changes).toEqual({ create: 2 });
    expect(writes(emulator)).toEqual([]);

    expect((await stack.up()).changes).toEqual({ create: 2 });
    const [made] = emulator.buckets("acme");
    expect((await stack.resources()).get("era5")).toMatchObject({
      id: made?.id,
      outputs: {
        org: "acme",
        nickname: "aws-role",
        uri: "s3://acme-arraylake/era5",
        platform: "s3",
        name: "acme-arraylake",
        prefix: "era5",
      },
    });

    emulator.clearCalls();
    expect((await stack.preview({ expectNoChanges: true })).ok).toBe(true);
    expect((await stack.up()).changes).toEqual({ same: 2 });
    expect(emulator.calls()).toEqual([]);

    stack.declare({ era5: { args: { ...awsRole, nickname: "renamed" } } });
    emulator.clearCalls();
    expect((await stack.up()).changes).toEqual({ same: 1, update: 1 });
    const sent = emulator.calls().filter(({ method }) => method !== "GET");
    expect(sent.map(({ method, body }) => [method, body])).toEqual([["PATCH", { nickname: "renamed" }]]);
    expect((await stack.resources()).get("era5")?.id).toBe(made?.id);

    stack.declare({ era5: { args: { ...awsRole, nickname: "renamed", prefix: "era5-land" } } });
    emulator.clearCalls();
    expect((await stack.up()).changes).toEqual({ same: 1, replace: 1 });
    expect(writes(emulator)).toEqual([`DELETE /orgs/acme/buckets/${made?.id}`, "POST /orgs/acme/buckets"]);
    expect((await stack.resources()).get("era5")?.id).not.toBe(made?.id);
    expect((await stack.preview({ expectNoChanges: true })).ok).toBe(true);

    expect((await stack.destroy()).ok).toBe(true);
    expect(emulator.buckets("acme")).toEqual([]);
  });

  test.each([
    ["extraConfig", { extraConfig: { regionName: "us-west-2" } }],
    ["a secret", { authConfig: { ...awsRole.authConfig, sharedSecret: "rotated-secret-0002" } }],
    ["auth method", { authConfig: { method: "anonymous" } }],
    ["bucket", { name: "other-bucket" }],
  ])("a changed %s replaces: DELETE, then POST, with a new id", async (_, change) => {
    const emulator = await emulatorForTest();
    const stack = await TestStack.create({ face, emulator });
    stack.declare({ era5: { args: awsRole } });
    await stack.up();
    const before = emulator.buckets("acme")[0]?.id;

    stack.declare({ era5: { args: { ...awsRole, ...change } } });
    emulator.clearCalls();
    expect((await stack.up()).changes).toEqual({ same: 1, replace: 1 });
    expect(writes(emulator)).toEqual([`DELETE /orgs/acme/buckets/${before}`, "POST /orgs/acme/buckets"]);
    expect(emulator.buckets("acme")).toHaveLength(1);
    expect((await stack.preview({ expectNoChanges: true })).ok).toBe(true);
  });

  test("every platform and auth method survives a refresh without a change, and no secret is in the state", async () => {
    const emulator = await emulatorForTest();
    const stack = await TestStack.create({ face, emulator });
    stack.declare(Object.fromEntries(Object.entries(SAMPLES).map(([name, args]) => [name, { args }])));
    const made = await stack.up();
    expect(made.changes, made.text).toEqual({ create: 8 });
    expect(emulator.buckets("acme")).toHaveLength(7);

    emulator.clearCalls();
    const refreshed = await stack.refresh({ expectNoChanges: true });
    expect(refreshed.ok, refreshed.text).toBe(true);
    expect(emulator.calls().map(({ method, path }) => `${method} ${path}`)).toEqual(["GET /orgs/acme/buckets"]);
    const rest = await stack.preview({ expectNoChanges: true });
    expect(rest.ok, rest.text).toBe(true);

    const state = stack.stateText();
    for (const secret of [...SAMPLE_SECRETS, emulator.token]) expect(state).not.toContain(secret);
    const lines = new Set(
      [...(await stack.resources()).values()].map(({ inputs }) => inputs?.__provider).filter(Boolean),
    );
    const line =
      'exports.handler = () => require("node:module").createRequire(process.cwd() + "/")("pulumi-arraylake/dynamic").BucketConfig();';
    expect([...lines]).toEqual(face === "dynamic" ? [line] : []);
  });

  test("values that a preview can't know are neither wrong nor equal, and come out right in the update", async () => {
    const emulator = await emulatorForTest();
    const stack = await TestStack.create({ face, emulator });
    const dependent = { ...SAMPLES.gcpRole, nickname: { $suffixed: "after-", $of: "first" } };
    stack.declare({ first: { args: awsRole }, second: { args: dependent, opts: {} } });
    const preview = await stack.preview();
    expect(preview.ok, preview.text).toBe(true);
    expect(preview.changes).toEqual({ create: 3 });
    const made = await stack.up();
    expect(made.ok, made.text).toBe(true);
    const first = emulator.buckets("acme").find(({ nickname }) => nickname === "aws-role");
    expect(emulator.buckets("acme").map(({ nickname }) => nickname)).toContain(`after-${first?.id}`);
    expect((await stack.preview({ expectNoChanges: true })).ok).toBe(true);
  });

  test("settings that only configure brings reach every call of a destroy and a refresh of six at once", async () => {
    const emulator = await emulatorForTest({ tokens: "ema_only_in_config" });
    const config = {
      "arraylake:org": { value: "acme" },
      "arraylake:token": { value: "ema_only_in_config", secret: true },
    };
    const stack = await TestStack.create({ face, emulator, config, env: {} });
    const names = ["one", "two", "three", "four", "five", "six"];
    stack.declare(
      Object.fromEntries(
        names.map((name) => [name, { args: { ...SAMPLES.gcpRole, nickname: name, uri: `gs://bucket/${name}` } }]),
      ),
    );
    const made = await stack.up();
    expect(made.ok, made.text).toBe(true);
    expect((await stack.refresh({ expectNoChanges: true })).ok).toBe(true);
    expect((await stack.destroy()).ok).toBe(true);
    expect(emulator.buckets("acme")).toEqual([]);
    const tokens = new Set(emulator.calls().map(({ headers }) => headers.authorization));
    expect([...tokens]).toEqual(["Bearer ema_only_in_config"]);
    expect(stack.stateText()).not.toContain("ema_only_in_config");
  });

  test("a config that is gone is seen by a refresh, and made again by the next update", async () => {
    const emulator = await emulatorForTest();
    const stack = await TestStack.create({ face, emulator });
    stack.declare({ era5: { args: awsRole } });
    await stack.up();
    emulator.deleteBucket("acme", emulator.buckets("acme")[0]?.id ?? "");
    expect((await stack.refresh()).changes).toMatchObject({ delete: 1 });
    expect((await stack.up()).changes).toEqual({ same: 1, create: 1 });
  });

  test("what is already gone is deleted without a word", async () => {
    const emulator = await emulatorForTest();
    const stack = await TestStack.create({ face, emulator });
    stack.declare({ era5: { args: awsRole } });
    await stack.up();
    emulator.deleteBucket("acme", emulator.buckets("acme")[0]?.id ?? "");
    expect((await stack.destroy()).ok).toBe(true);
  });

  test("the default is set, moved in place when its config is replaced, and left alone by a destroy that says so", async () => {
    const emulator = await emulatorForTest();
    const stack = await TestStack.create({ face, emulator });
    const marked = { kind: "DefaultBucketConfig", args: { bucketConfigId: { $of: "era5", output: "id" } } } as const;
    stack.declare({ era5: { args: awsRole }, standard: marked });
    const made = await stack.up();
    expect(made.ok, made.text).toBe(true);
    expect(emulator.buckets("acme").map(({ is_default }) => is_default)).toEqual([true]);
    expect((await stack.refresh({ expectNoChanges: true })).ok).toBe(true);

    stack.declare({ era5: { args: { ...awsRole, prefix: "moved" } }, standard: marked });
    const moved = await stack.up();
    expect(moved.changes, moved.text).toEqual({ same: 1, replace: 1, update: 1 });
    expect(emulator.buckets("acme").map(({ is_default }) => is_default)).toEqual([true]);

    const destroyed = await stack.destroy();
    expect(destroyed.ok, destroyed.text).toBe(true);
    expect(destroyed.text).toContain("can't unset an organisation's default");
  });

  test("what the service warns of reaches the user once, as a warning of Pulumi", async () => {
    const emulator = await emulatorForTest({
      behaviour: { warning: "maintenance on Sunday", deprecation: "this API ends in May" },
    });
    const stack = await TestStack.create({ face, emulator });
    stack.declare({ era5: { args: awsRole }, cmip6: { args: SAMPLES.gcpRole } });
    const { ok, text } = await stack.cli(["up", "--yes", "--skip-preview"]);
    expect(ok, text).toBe(true);
    const diagnostics = text.slice(text.indexOf("Diagnostics:"));
    expect(diagnostics.match(/warning: Arraylake: maintenance on Sunday/g)).toHaveLength(1);
    expect(diagnostics.match(/warning: Arraylake: this API ends in May/g)).toHaveLength(1);
  });
});
