import { expect, test } from "vitest";
import { PROJECT } from "./harness/program";
import { SAMPLES } from "./harness/samples";
import { emulatorForTest, TestStack } from "./harness/stack";

const TOKENS = { ema_north: ["north"], ema_south: ["south"] };

function twoOrgs(southToken = "ema_south") {
  const provider = (org: string, token: string) => ({
    kind: "Provider" as const,
    args: { org, token: { $secret: token } },
  });
  return {
    toNorth: provider("north", "ema_north"),
    toSouth: provider("south", southToken),
    north: { args: SAMPLES.gcpRole, opts: { provider: "toNorth" } },
    south: { args: SAMPLES.gcpRole, opts: { provider: "toSouth" } },
  };
}

test("one stack serves two orgs with two tokens, and each call carries its own", async () => {
  const emulator = await emulatorForTest({ orgs: ["north", "south"], tokens: TOKENS });
  const stack = await TestStack.create({ emulator, config: {}, env: {} });
  stack.declare(twoOrgs());
  const made = await stack.up();
  expect(made.ok, made.text).toBe(true);
  expect([emulator.buckets("north").length, emulator.buckets("south").length]).toEqual([1, 1]);
  for (const { path, headers } of emulator.calls()) {
    expect(headers.authorization).toBe(path.startsWith("/orgs/north/") ? "Bearer ema_north" : "Bearer ema_south");
  }
  expect((await stack.refresh({ expectNoChanges: true })).ok).toBe(true);
  for (const token of Object.keys(TOKENS)) expect(stack.stateText()).not.toContain(token);
  expect((await stack.destroy()).ok).toBe(true);
});

test("a provider's new token replaces nothing", async () => {
  const emulator = await emulatorForTest({
    orgs: ["north", "south"],
    tokens: { ...TOKENS, ema_south_rotated: ["south"] },
  });
  const stack = await TestStack.create({ emulator, config: {}, env: {} });
  stack.declare(twoOrgs());
  await stack.up();
  const before = emulator.buckets("south")[0]?.id;
  stack.declare(twoOrgs("ema_south_rotated"));
  const rotated = await stack.up();
  expect(rotated.ok, rotated.text).toBe(true);
  expect(rotated.changes.replace).toBeUndefined();
  expect(emulator.buckets("south")[0]?.id).toBe(before);
});

const LOOKUPS = `
const pulumi = require("@pulumi/pulumi");
const arraylake = require("pulumi-arraylake");
module.exports = async () => {
  const provider = new arraylake.Provider("south", { org: "south", token: pulumi.secret("ema_south") });
  return {
    byNickname: await arraylake.getBucketConfig({ nickname: "one" }),
    byUri: (await arraylake.getBucketConfig({ uri: "s3://data/one" })).id,
    all: (await arraylake.getBucketConfigs()).map(({ nickname }) => nickname),
    south: (await arraylake.getBucketConfigs({}, { provider })).map(({ nickname }) => nickname),
    repos: arraylake.getReposOutput({ bucketConfigId: arraylake.getBucketConfigOutput({ nickname: "one" }).id }).apply((repos) => repos.map(({ name }) => name)),
    got: arraylake.BucketConfig.get("got", (await arraylake.getBucketConfig({ nickname: "one" })).id).uri,
    missing: await arraylake.getBucketConfig({ nickname: "nobody" }).catch((error) => error.message),
  };
};
`;

test("lookups find by nickname, id and uri, with health and default, in any org, and never show a secret", async () => {
  const emulator = await emulatorForTest({ orgs: ["north", "south"], tokens: TOKENS });
  const health = {
    status: "healthy",
    last_checked_at: "2026-01-01T00:00:00+00:00",
    message: null,
    capabilities: ["read"],
  };
  const one = emulator.putBucket("north", {
    nickname: "one",
    name: "data",
    prefix: "one",
    is_default: true,
    health,
    auth_config: { method: "hmac", access_key_id: "AKIDLOOKUP", secret_access_key: "lookup-secret" },
  });
  emulator.putBucket("north", { nickname: "two", platform: "quantum", auth_config: null });
  emulator.putBucket("south", { nickname: "three" });
  emulator.putRepo("north", { name: "climate", bucketId: one.id });
  const config = { "arraylake:org": { value: "north" } };
  const stack = await TestStack.create({
    emulator,
    config,
    env: { ARRAYLAKE_TOKEN: "ema_north" },
    files: { "Pulumi.yaml": PROJECT, "index.js": LOOKUPS },
  });
  const made = await stack.up();
  expect(made.ok, made.text).toBe(true);
  expect(await stack.outputs()).toMatchObject({
    byNickname: {
      org: "north",
      id: one.id,
      uri: "s3://data/one",
      isDefault: true,
      health: { status: "healthy", capabilities: ["read"] },
      authConfig: { method: "hmac" },
    },
    byUri: one.id,
    all: ["one", "two"],
    south: ["three"],
    repos: ["climate"],
    got: "s3://data/one",
    missing: expect.stringContaining(
      "No BucketConfig of 'north' has the nickname 'nobody'. There are: one (s3://data/one), two",
    ),
  });
  for (const secret of ["AKIDLOOKUP", "lookup-secret"]) {
    expect(made.text).not.toContain(secret);
    expect(stack.stateText()).not.toContain(secret);
  }
});
