import { describe, expect, test } from "vitest";
import { FACES } from "./harness/faces";
import { SAMPLES } from "./harness/samples";
import { emulatorForTest, TestStack, writes } from "./harness/stack";

describe.each(FACES)("%s", (face) => {
  const { awsRole, hmac } = SAMPLES;

  test.each([
    ["nickname", { nickname: "by-hand" }, ["PATCH"]],
    ["location", { prefix: "by-hand" }, ["DELETE", "POST"]],
    ["extra config", { extra_config: { region_name: "us-west-1", extra: "yes" } }, ["DELETE", "POST"]],
    ["auth method", { auth_config: { method: "anonymous" } }, ["DELETE", "POST"]],
  ])("a %s changed outside is shown by drift checks, and put right by the next update", async (_, change, calls) => {
    const emulator = await emulatorForTest();
    const stack = await TestStack.create({ face, emulator });
    stack.declare({ era5: { args: awsRole } });
    await stack.up();
    emulator.patchBucket("acme", emulator.buckets("acme")[0]?.id ?? "", change);
    const seen = await stack.cli(["refresh", "--preview-only", "--expect-no-changes"]);
    expect(seen.ok).toBe(false);
    const failing = await stack.cli(["preview", "--refresh", "--expect-no-changes"]);
    expect(failing.code).toBe(7);
    expect((await stack.refresh()).changes).toMatchObject({ update: 1 });
    emulator.clearCalls();
    const mended = await stack.up();
    expect(mended.ok, mended.text).toBe(true);
    expect(writes(emulator).map((call) => call.split(" ")[0])).toEqual(calls);
    expect(emulator.buckets("acme")).toMatchObject([
      { nickname: "aws-role", prefix: "era5", extra_config: { region_name: "eu-central-1" } },
    ]);
    expect((await stack.preview({ expectNoChanges: true })).ok).toBe(true);
  });

  test.each([
    ["401", { kind: "status", status: 401 }],
    ["403", { kind: "status", status: 403 }],
    ["404 for the whole org", { kind: "status", status: 404 }],
    ["an answer that is not JSON", { kind: "garbage" }],
    ["JSON of another shape", { kind: "garbage", body: '{"items": []}' }],
  ] as const)("a read that is answered by %s is an error, and the config is never taken for gone", async (_, fault) => {
    const emulator = await emulatorForTest();
    const stack = await TestStack.create({ face, emulator });
    stack.declare({ era5: { args: awsRole } });
    await stack.up();
    emulator.fail({ ...fault, method: "GET", times: "always" });
    const refreshed = await stack.refresh();
    expect(refreshed.ok).toBe(false);
    expect(refreshed.text).not.toContain("    at ");
    expect((await stack.resources()).get("era5")?.id).toBe(emulator.buckets("acme")[0]?.id);
  });

  test("a refresh keeps a secret that was changed outside secret, and the next update puts the declared one back", async () => {
    const emulator = await emulatorForTest();
    const stack = await TestStack.create({ face, emulator });
    stack.declare({ keys: { args: hmac }, open: { args: SAMPLES.anonymousS3 } });
    await stack.up();
    const outside = { method: "hmac", access_key_id: "AKIDOUTSIDE1", secret_access_key: "outside-secret-1" };
    for (const { id } of emulator.buckets("acme")) emulator.patchBucket("acme", id, { auth_config: outside });
    for (const ended of [await stack.cli(["refresh", "--yes", "--diff"]), await stack.preview({ diff: true })]) {
      expect(ended.ok, ended.text).toBe(true);
      for (const secret of ["AKIDOUTSIDE1", "outside-secret-1"]) {
        expect(ended.text).not.toContain(secret);
        expect(stack.stateText()).not.toContain(secret);
      }
    }
    expect((await stack.up()).changes).toEqual({ same: 1, replace: 2 });
    expect((await stack.preview({ expectNoChanges: true })).ok).toBe(true);
  });

  test("a null auth config, unknown fields and unknown neighbours change nothing", async () => {
    const emulator = await emulatorForTest();
    const stack = await TestStack.create({ face, emulator });
    emulator.putBucket("acme", {
      nickname: "neighbour",
      platform: "quantum",
      auth_config: { method: "telepathy", strength: 9 },
      future: { field: [1] },
    });
    stack.declare({ era5: { args: awsRole } });
    await stack.up();
    const own = emulator.bucket("acme", "aws-role");
    emulator.patchBucket("acme", own?.id ?? "", { auth_config: null, future: "field" });
    const refreshed = await stack.refresh({ expectNoChanges: true });
    expect(refreshed.ok, refreshed.text).toBe(true);
    expect((await stack.preview({ expectNoChanges: true })).ok).toBe(true);
  });
});
