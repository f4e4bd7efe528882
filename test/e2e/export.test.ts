import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, inject, test } from "vitest";
import type { Emulator } from "../../provider/emulator/index";
import { emulatorForTest, TestStack, writes } from "./harness/stack";

const R2 = "https://0123456789abcdef.r2.cloudflarestorage.com";
const aws = (method: string) => (index: number) => ({
  platform: "s3",
  extra_config: { region_name: "eu-central-1" },
  auth_config: {
    method,
    external_customer_id: "012345678901",
    external_role_name: "arraylake",
    shared_secret: `shared-secret-${index}`,
  },
});
const hmac = (platform: string, extra_config: object) => (index: number) => ({
  platform,
  extra_config,
  auth_config: { method: "hmac", access_key_id: `AKID${index}`, secret_access_key: `hmac-secret-${index}` },
});
const anonymous = (platform: string, extra_config: object, auth: object) => () => ({
  platform,
  extra_config,
  auth_config: { method: "anonymous", ...auth },
});

/** Each platform with each of its methods, as somebody made them by hand. */
const KINDS: ((index: number) => Record<string, object | string>)[] = [
  aws("aws_customer_managed_role"),
  aws("customer_managed_role"),
  hmac("s3", { region_name: "us-east-1", endpoint_url: "https://s3-fips.us-east-1.amazonaws.com" }),
  hmac("s3-compatible", { endpoint_url: "https://ceph.example.com", use_ssl: false, signature: "v2" }),
  hmac("minio", { endpoint_url: "https://minio.example.com", force_path_style: true }),
  hmac("gs", {}),
  hmac("azure", {}),
  anonymous("s3", { region_name: "us-west-2" }, {}),
  anonymous("s3-compatible", { endpoint_url: "https://open.example.com" }, {}),
  anonymous("minio", {}, {}),
  anonymous("gs", {}, {}),
  anonymous("azure", {}, { storage_account: "opendata" }),
  () => ({
    platform: "gs",
    extra_config: {},
    auth_config: { method: "gcp_customer_managed_role", target_service_account: "arraylake@acme.example.com" },
  }),
  (index) => ({
    platform: "s3-compatible",
    extra_config: { endpoint_url: R2, region_name: "auto" },
    auth_config: {
      method: "r2_customer_managed_role",
      external_account_id: "0123456789abcdef",
      parent_access_key_id: `r2-key-${index}`,
      parent_secret_access_key: `r2-secret-${index}`,
      ...(index % 2 ? { account_api_token: `r2-token-${index}`, duration_seconds: 900 } : {}),
    },
  }),
  () => ({
    platform: "azure",
    extra_config: {},
    auth_config: { method: "azure_credential_delegation", tenant_id: "tenant", storage_account: "acmestorage" },
  }),
];

const NICKNAMES = ["true", "v1.2", "2020", "données", "_raw"];

async function makeByHand(emulator: Emulator, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const body = {
      nickname: NICKNAMES[index] ?? `config-${index}`,
      name: `bucket-${index}`,
      prefix: index % 3 ? `deep/prefix-${index}` : "",
      ...KINDS[index % KINDS.length]?.(index),
    };
    const answer = await fetch(`${emulator.url}/orgs/acme/buckets`, {
      method: "POST",
      headers: { authorization: `Bearer ${emulator.token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    expect(answer.ok, await answer.text()).toBe(true);
  }
}

async function exported(emulator: Emulator, ...args: string[]): Promise<{ stdout: string; stderr: string }> {
  const cli = join(inject("consumer"), "node_modules/.bin/pulumi-arraylake");
  const env = { ...process.env, ARRAYLAKE_SERVICE__URI: emulator.url, ARRAYLAKE_TOKEN: emulator.token };
  return promisify(execFile)(cli, ["export", "--org", "acme", ...args], { env });
}

const WIRE: Record<string, string> = {
  accessKeyId: "access_key_id",
  secretAccessKey: "secret_access_key",
  sharedSecret: "shared_secret",
  parentAccessKeyId: "parent_access_key_id",
  accountApiToken: "account_api_token",
  parentSecretAccessKey: "parent_secret_access_key",
};

/** The secrets that the printed commands ask for, by path, as they are in use. */
function secretsInUse(emulator: Emulator, commands: string): Record<string, string> {
  const paths = [...commands.matchAll(/^ {2}pulumi config set --path --secret '(.*)'$/gm)].map(
    ([, path]) => path as string,
  );
  const found = paths.map((path) => {
    const [, quoted, plain, field] = /^bucketConfigs(?:\["(.*)"\]|\.([^.]*))\.authConfig\.(\w+)$/.exec(path) ?? [];
    const auth = emulator.bucket("acme", (quoted ?? plain) as string)?.auth_config;
    return [path, auth?.[WIRE[field as string] as string] as string];
  });
  return Object.fromEntries(found);
}

const PROJECT = `name: storage
main: ../node_modules/pulumi-arraylake/dist/stack/index.js
runtime: nodejs
`;

test("forty BucketConfigs made by hand become a stack at rest, without one write at Arraylake", async () => {
  const emulator = await emulatorForTest();
  await makeByHand(emulator, 40);
  emulator.setDefault("acme", emulator.bucket("acme", "config-7")?.id ?? null);
  const before = emulator.buckets("acme");
  emulator.clearCalls();

  const { stdout, stderr } = await exported(emulator, "--project", "storage");
  expect(emulator.calls().map(({ method, path }) => `${method} ${path}`)).toEqual(["GET /orgs/acme/buckets"]);
  const secrets = secretsInUse(emulator, stderr);
  expect(Object.keys(secrets).length).toBeGreaterThan(30);
  for (const secret of Object.values(secrets)) expect(stdout + stderr).not.toContain(secret);

  const stack = await TestStack.create({ emulator, config: {}, files: { "Pulumi.yaml": PROJECT } });
  const salt = readFileSync(join(stack.folder, "Pulumi.dev.yaml"), "utf8");
  stack.write("Pulumi.dev.yaml", `${salt}\nconfig:\n${stdout}`);
  const unfilled = await stack.preview();
  expect(unfilled.ok).toBe(false);
  expect(unfilled.text).toContain("The stack's config has 40 mistakes:");
  expect(unfilled.text).toContain('bucketConfigs["v1.2"].authConfig.sharedSecret is required.');
  const [[first, value], ...rest] = Object.entries(secrets) as [[string, string], ...[string, string][]];
  const set = await stack.cli(["config", "set", "--path", "--secret", first, value]);
  expect(set.ok, set.text).toBe(true);
  await stack.setConfigPaths(Object.fromEntries(rest), true);

  const made = await stack.up();
  expect(made.ok, made.text).toBe(true);
  expect(made.changes).toMatchObject({ create: 43 });
  expect(writes(emulator)).toEqual([]);
  expect(emulator.buckets("acme")).toEqual(before);
  expect(Object.keys((await stack.outputs()).bucketConfigs as object)).toHaveLength(40);
  for (const secret of Object.values(secrets)) expect(stack.stateText() + made.text).not.toContain(`"${secret}"`);

  const config = readFileSync(join(stack.folder, "Pulumi.dev.yaml"), "utf8");
  expect(config).toContain("adopt: true");
  stack.write("Pulumi.dev.yaml", config.replaceAll(/^ *adopt: true\n/gm, ""));
  emulator.clearCalls();
  const atRest = await stack.preview({ expectNoChanges: true });
  expect(atRest.ok, atRest.text).toBe(true);
  expect(emulator.calls()).toEqual([]);
  const up = await stack.up();
  expect(up.changes, up.text).toEqual({ same: 43 });
  const drift = await stack.refresh({ expectNoChanges: true });
  expect(drift.ok, drift.text).toBe(true);
  expect(writes(emulator)).toEqual([]);
});

test("the program that it prints instead compiles, and comes to rest in the same way", async () => {
  const emulator = await emulatorForTest();
  await makeByHand(emulator, KINDS.length);
  emulator.setDefault("acme", emulator.bucket("acme", "config-7")?.id ?? null);
  emulator.clearCalls();
  const { stdout } = await exported(emulator, "--format", "typescript", "--show-secrets");
  const compilerOptions = {
    strict: true,
    target: "es2022",
    module: "node16",
    moduleResolution: "node16",
    skipLibCheck: true,
  };
  const stack = await TestStack.create({
    emulator,
    files: {
      "Pulumi.yaml": "name: test\nruntime: nodejs\nmain: index.ts\n",
      "tsconfig.json": JSON.stringify({ compilerOptions }),
      "index.ts": stdout,
    },
  });
  const secrets = [...stdout.matchAll(/\/\/ pulumi config set --secret '((.*)-(\w+))'$/gm)].map(
    ([, name, key, field]) => [
      `["${name}"]`,
      emulator.bucket("acme", key as string)?.auth_config?.[WIRE[field as string] as string] as string,
    ],
  );
  expect(stdout).toContain("hmac-secret-2");
  await stack.setConfigPaths(Object.fromEntries(secrets), true);
  const made = await stack.up();
  expect(made.ok, made.text).toBe(true);
  expect(writes(emulator)).toEqual([]);
  expect(stack.stateText()).not.toContain("hmac-secret-2");
  stack.write("index.ts", stdout.replaceAll("  adopt: true,\n", ""));
  const atRest = await stack.preview({ expectNoChanges: true });
  expect(atRest.ok, atRest.text).toBe(true);
});

test("what the organisation has not as exported is refused, with the difference, and nothing is written", async () => {
  const emulator = await emulatorForTest();
  await makeByHand(emulator, 1);
  const { stdout } = await exported(emulator);
  const stack = await TestStack.create({
    emulator,
    config: {},
    files: { "Pulumi.yaml": PROJECT.replace("storage", "arraylake") },
  });
  stack.write(
    "Pulumi.dev.yaml",
    `${readFileSync(join(stack.folder, "Pulumi.dev.yaml"), "utf8")}\nconfig:\n${stdout.replace("eu-central-1", "eu-west-1")}`,
  );
  await stack.setConfigPaths({ "bucketConfigs.true.authConfig.sharedSecret": "shared-secret-0" }, true);
  emulator.clearCalls();
  const { ok, text } = await stack.up();
  expect(ok).toBe(false);
  expect(text).toContain("extraConfig.regionName");
  expect(writes(emulator)).toEqual([]);
});
