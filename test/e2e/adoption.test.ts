import { describe, expect, test } from "vitest";
import { FACES } from "./harness/faces";
import { SAMPLES } from "./harness/samples";
import { emulatorForTest, TestStack, writes } from "./harness/stack";

describe.each(FACES)("%s", (face) => {
  const { awsRole, gcpRole } = SAMPLES;

  const BY_HAND = {
    nickname: awsRole.nickname,
    platform: "s3",
    name: "acme-arraylake",
    prefix: "era5",
    extra_config: { region_name: "eu-central-1" },
    auth_config: {
      method: "customer_managed_role",
      external_customer_id: "123456789012",
      external_role_name: "arraylake",
      shared_secret: "somebody-else-knows",
    },
  };

  test("adopt takes over what stands as declared, writes nothing, warns of secrets it can't compare, and can then be removed", async () => {
    const emulator = await emulatorForTest();
    const stack = await TestStack.create({ face, emulator });
    const held = emulator.putBucket("acme", BY_HAND);
    stack.declare({ era5: { args: { ...awsRole, adopt: true } } });
    expect((await stack.preview()).text).toContain(
      `(s3://acme-arraylake/era5, id ${held.id}) stands already, and is to be taken over as it is: nothing will be written.`,
    );
    const adopted = await stack.up();
    expect(adopted.ok, adopted.text).toBe(true);
    expect(adopted.text).toContain(
      `(s3://acme-arraylake/era5, id ${held.id}) is taken over as it stands; nothing was written.`,
    );
    expect(adopted.text).toContain("doesn't give back authConfig.sharedSecret");
    expect((await stack.resources()).get("era5")?.id).toBe(held.id);
    stack.declare({ era5: { args: awsRole } });
    expect((await stack.preview({ expectNoChanges: true })).ok).toBe(true);
    expect((await stack.up()).changes).toEqual({ same: 2 });
    expect((await stack.refresh({ expectNoChanges: true })).ok).toBe(true);
    expect(writes(emulator)).toEqual([]);
  });

  test("an up that takes over 25 says so once, and without a warning", async () => {
    const emulator = await emulatorForTest();
    const stack = await TestStack.create({ face, emulator });
    const prefixes = Array.from({ length: 25 }, (_, index) => `cmip-${index + 10}`);
    const place = ({ name, prefix }: { name: string; prefix: string }) => ({ platform: "gs", name, prefix });
    for (const prefix of prefixes)
      emulator.putBucket("acme", {
        nickname: prefix,
        ...place({ name: "acme-climate", prefix }),
        extra_config: {},
        auth_config: { method: "anonymous" },
      });
    const declared = prefixes.map((prefix) => {
      const args = {
        nickname: prefix,
        ...place({ name: "acme-climate", prefix }),
        authConfig: { method: "anonymous" },
      };
      return [prefix, { args: { ...args, adopt: true } }];
    });
    stack.declare(Object.fromEntries(declared));
    const { ok, text, changes } = await stack.up();
    expect([ok, changes.create], text).toEqual([true, 26]);
    expect(
      text.match(/^ *25 BucketConfigs are taken over as they stand; nothing was written: cmip-10, cmip-11, /gm),
    ).toHaveLength(1);
    expect(text).not.toMatch(/warning|taken over as it stands/);
    expect(writes(emulator)).toEqual([]);
  });

  test("adopt refuses what is otherwise than declared, field by field, in the preview", async () => {
    const emulator = await emulatorForTest();
    const stack = await TestStack.create({ face, emulator });
    emulator.putBucket("acme", {
      ...BY_HAND,
      nickname: "old-name",
      extra_config: { region_name: "us-east-1", use_ssl: true },
      auth_config: { method: "hmac", access_key_id: "AKIDBYHAND", secret_access_key: "by-hand-secret" },
    });
    const declared = {
      ...awsRole,
      authConfig: { method: "hmac", accessKeyId: "AKIDDECLARED", secretAccessKey: "declared-secret" },
    };
    stack.declare({ era5: { args: { ...declared, adopt: true } } });
    for (const ended of [await stack.preview(), await stack.up()]) {
      expect(ended.ok).toBe(false);
      expect(ended.text).toContain("nickname is 'old-name', declared 'aws-role'");
      expect(ended.text).toContain("extraConfig.regionName is (another text), declared (a text)");
      expect(ended.text).toContain("extraConfig.useSsl is true, declared (none)");
      expect(ended.text).toContain("authConfig.secretAccessKey is (another secret), declared (a secret)");
      for (const secret of ["AKIDBYHAND", "by-hand-secret", "AKIDDECLARED", "declared-secret"])
        expect(ended.text).not.toContain(secret);
    }
    expect(writes(emulator)).toEqual([]);
  });

  test("an adopted config is replaced like any other, with adopt still in the program", async () => {
    const emulator = await emulatorForTest();
    const stack = await TestStack.create({ face, emulator });
    emulator.putBucket("acme", BY_HAND);
    stack.declare({ era5: { args: { ...awsRole, adopt: true } } });
    await stack.up();
    stack.declare({ era5: { args: { ...awsRole, adopt: true, prefix: "moved" } } });
    const moved = await stack.up();
    expect(moved.changes, moved.text).toEqual({ same: 1, replace: 1 });
    expect(emulator.buckets("acme").map(({ prefix }) => prefix)).toEqual(["moved"]);
  });

  test("two resources of one program can't have one location or nickname, new or adopted, and both are named", async () => {
    const emulator = await emulatorForTest();
    const stack = await TestStack.create({ face, emulator });
    const other = { ...gcpRole, nickname: "other" };
    stack.declare({ one: { args: gcpRole }, two: { args: other } });
    const both = await stack.preview();
    expect(both.ok).toBe(false);
    expect(both.text).toMatch(
      /'(gcp-role|other)' \(gs:\/\/acme-climate\/cmip6\): another resource of this program, '(gcp-role|other)' \(gs:\/\/acme-climate\/cmip6\), has the same location/,
    );

    stack.declare({ one: { args: gcpRole } });
    expect((await stack.up()).ok).toBe(true);
    stack.declare({ one: { args: gcpRole }, two: { args: { ...gcpRole, adopt: true } } });
    const copy = await stack.preview();
    expect(copy.ok).toBe(false);
    expect(copy.text).toContain("has the same location");
    expect(emulator.buckets("acme")).toHaveLength(1);
  });

  test("a replacement that is asked for by name is refused, since Pulumi doesn't tell it from a second one, and nothing is touched", async () => {
    const emulator = await emulatorForTest();
    const stack = await TestStack.create({ face, emulator });
    stack.declare({ era5: { args: awsRole } });
    await stack.up();
    const [made] = emulator.buckets("acme");
    emulator.clearCalls();
    const refused = await stack.up({ replace: [(await stack.resources()).get("era5")?.urn ?? ""] });
    expect(refused.ok).toBe(false);
    expect(refused.text).toContain("already stands there");
    expect(writes(emulator)).toEqual([]);
    expect(emulator.buckets("acme")).toEqual([made]);
    expect((await stack.preview({ expectNoChanges: true })).ok).toBe(true);
  });
});
