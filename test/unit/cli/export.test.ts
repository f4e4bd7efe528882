import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { exportOrg, projectIn } from "../../../provider/cli/export";
import type { BucketRow, Emulator } from "../../../provider/emulator/index";
import { isPrintable } from "../../../provider/model/text";
import { emulate } from "../helpers/connected";
import { METHODS, SECRETS } from "../helpers/samples";
import { callsSince, openSession } from "../helpers/sessions";

async function exportOf(emulator: Emulator, flags: Partial<Parameters<typeof exportOrg>[2]> = {}) {
  const { session } = openSession(emulator);
  const { text, notes } = await exportOrg(session, "acme", { project: "arraylake", format: "yaml", ...flags });
  return { text, notes: notes.join("\n"), config: flags.format === "typescript" ? {} : parse(text) };
}

function put(emulator: Emulator, nickname: string, row: Partial<BucketRow> = {}): BucketRow {
  return emulator.putBucket("acme", { nickname, name: `${nickname}-bucket`, ...row } as Partial<BucketRow>);
}

const HMAC = METHODS.hmac.wire as unknown as Partial<BucketRow>;
const AWS = METHODS.aws_customer_managed_role.wire as unknown as Partial<BucketRow>;
const R2 = METHODS.r2_customer_managed_role.wire as unknown as Partial<BucketRow>;

describe("a stack's config", () => {
  test("holds what can be read, in the program's words and one stable order, and asks once", async () => {
    const emulator = await emulate();
    put(emulator, "tiles", R2);
    put(emulator, "era5", AWS);
    emulator.setDefault("acme", emulator.bucket("acme", "era5")?.id ?? null);
    const first = await exportOf(emulator, { project: "storage" });
    expect(callsSince(emulator)).toEqual(["GET buckets"]);
    expect(
      first.text,
    ).toBe(`  # BucketConfigs of 'acme'. Paste this under \`config:\` in Pulumi.STACK.yaml of the project 'storage'.
  # \`adopt: true\` takes over what stands there; the lines can be removed after the first \`pulumi up\`.
  arraylake:org: acme
  storage:defaultBucketConfig: era5
  storage:bucketConfigs:
    era5:
      uri: s3://acme-arraylake/era5
      extraConfig:
        regionName: us-east-1
      authConfig:
        method: aws_customer_managed_role
        externalCustomerId: "123456789012"
        externalRoleName: arraylake-role
        sharedSecret: # pulumi config set --path --secret 'bucketConfigs.era5.authConfig.sharedSecret'
      adopt: true
    tiles:
      uri: s3-compatible://acme-r2/tiles
      extraConfig:
        endpointUrl: https://0123.r2.cloudflarestorage.com
        regionName: auto
      authConfig:
        method: r2_customer_managed_role
        externalAccountId: "0123"
        parentAccessKeyId: # pulumi config set --path --secret 'bucketConfigs.tiles.authConfig.parentAccessKeyId'
        accountApiToken: # pulumi config set --path --secret 'bucketConfigs.tiles.authConfig.accountApiToken'
        parentSecretAccessKey: # pulumi config set --path --secret 'bucketConfigs.tiles.authConfig.parentSecretAccessKey'
        durationSeconds: 900
      adopt: true
`);
    for (const row of emulator.buckets("acme")) emulator.deleteBucket("acme", row.id);
    const era5 = put(emulator, "era5", AWS);
    put(emulator, "tiles", R2);
    emulator.setDefault("acme", era5.id);
    expect((await exportOf(emulator, { project: "storage" })).text).toBe(first.text);
  });

  test("is valid under `config:`, and says the same there", async () => {
    const emulator = await emulate();
    put(emulator, "era5", AWS);
    const { text, config } = await exportOf(emulator);
    expect(parse(`config:\n${text}encryptionsalt: v1:x\n`)).toEqual({ config, encryptionsalt: "v1:x" });
  });

  test("of an organisation without any is an empty one", async () => {
    const { config } = await exportOf(await emulate());
    expect(config).toEqual({ "arraylake:org": "acme", "arraylake:bucketConfigs": {} });
  });

  test.each(["true", "null", "1e5", "0x10", "2020", "12.5", "yes", "no.", "a:b", "äöü", "日本語", "v1.2", "_.-"])(
    "keeps the nickname %j as it is",
    async (nickname) => {
      const emulator = await emulate();
      const valid = nickname.length < 3 ? `${nickname}-x` : nickname.replace(":", "_");
      put(emulator, valid, { name: "bucket" });
      expect(Object.keys((await exportOf(emulator)).config["arraylake:bucketConfigs"])).toEqual([valid]);
    },
  );

  test.each([
    "#x",
    "a: b",
    "- x",
    "'",
    '"',
    "\u2028",
    "\u0085",
    "a\tb",
    "*a",
    "{}",
    "%",
    "~",
    "x #y",
    "12",
    "https://h:9000",
  ])("keeps the setting %j as it is, and its name", async (value) => {
    const key = isPrintable(value) && value.trim() !== "" ? value : "key";
    const emulator = await emulate();
    put(emulator, "lab", {
      platform: "minio",
      extra_config: { value, [key]: true },
    } as Partial<BucketRow>);
    expect((await exportOf(emulator)).config["arraylake:bucketConfigs"].lab.extraConfig).toEqual({
      value,
      [key]: true,
    });
  });

  test("says platform and name where s3:// together with an endpoint would mean another platform", async () => {
    const emulator = await emulate();
    const extra_config = { region_name: "us-east-1", endpoint_url: "https://s3.example.com" };
    put(emulator, "fips", { platform: "s3", name: "acme", prefix: "raw", extra_config } as Partial<BucketRow>);
    expect((await exportOf(emulator)).config["arraylake:bucketConfigs"].fips).toMatchObject({
      platform: "s3",
      name: "acme",
      prefix: "raw",
    });
  });
});

describe("secrets", () => {
  test("are not printed, and each has the command that sets it", async () => {
    const emulator = await emulate();
    put(emulator, "lab.v2", HMAC);
    for (const format of ["yaml", "typescript"] as const) {
      const { text, notes } = await exportOf(emulator, { format });
      for (const secret of Object.values(SECRETS)) expect(text + notes).not.toContain(secret);
      const command =
        format === "yaml"
          ? `pulumi config set --path --secret 'bucketConfigs["lab.v2"].authConfig.secretAccessKey'`
          : "pulumi config set --secret 'lab.v2-secretAccessKey'";
      expect(text).toContain(command);
      expect(notes).toContain(command);
    }
  });

  test("are printed where that is asked for and Arraylake gives them back, with a warning", async () => {
    const emulator = await emulate();
    put(emulator, "lab", HMAC);
    put(emulator, "era5", AWS);
    const { config, notes } = await exportOf(emulator, { showSecrets: true });
    expect(config["arraylake:bucketConfigs"].lab.authConfig).toEqual(METHODS.hmac.input.authConfig);
    expect(config["arraylake:bucketConfigs"].era5.authConfig.sharedSecret).toBeNull();
    expect(notes).toContain("It holds secrets in clear");
    expect(notes).not.toContain("lab");
  });
});

describe("what can't be declared is a comment that says why", () => {
  test.each<[string, Partial<BucketRow>, RegExp]>([
    ["an unknown platform", { platform: "ftp" } as Partial<BucketRow>, /platform 'ftp' is none of s3, /],
    [
      "an unknown method",
      { auth_config: { method: "bucket_policy", token: "hush" } },
      /method 'bucket_policy' is retired/,
    ],
    ["no auth config", { auth_config: null }, /Arraylake doesn't tell its auth config\./],
    ["s3 without a region", { extra_config: {} }, /extraConfig.regionName is required on platform s3\./],
    ["a name of former rules", { name: "has blank" } as Partial<BucketRow>, /name must be 3 to 63 characters/],
  ])("%s", async (_, row, reason) => {
    const emulator = await emulate();
    const { id } = put(emulator, "odd", row);
    put(emulator, "even");
    emulator.setDefault("acme", id);
    const { text, config, notes } = await exportOf(emulator);
    expect(Object.keys(config["arraylake:bucketConfigs"])).toEqual(["even"]);
    expect(config).not.toHaveProperty("arraylake:defaultBucketConfig");
    expect(text).toMatch(new RegExp(`^ {2}# {3}odd \\(.*id ${id}\\): .*${reason.source}`, "m"));
    expect(text).toMatch(/# The default is odd /);
    expect(text).not.toContain("hush");
    expect(notes).toContain("1 left out");
    expect((await exportOf(emulator, { format: "typescript" })).text).toMatch(
      new RegExp(`^// {3}odd \\(.*id ${id}\\), the default: .*${reason.source}`, "m"),
    );
  });

  test("also the second one of a nickname, and one whose name would end the comment", async () => {
    const emulator = await emulate();
    put(emulator, "twin", { id: "00000000-0000-0000-0000-000000000001" });
    put(emulator, "twin", { id: "00000000-0000-0000-0000-000000000002", name: "other" });
    put(emulator, "x\nevil: true\u2028evil2: true", { auth_config: null, name: "third" });
    const { config, text } = await exportOf(emulator);
    expect(config["arraylake:bucketConfigs"]).toMatchObject({ twin: { uri: "s3://twin-bucket" } });
    expect(Object.keys(config)).toEqual(["arraylake:org", "arraylake:bucketConfigs"]);
    expect(text).toContain("00000000-0000-0000-0000-000000000001 has the same nickname.");
  });
});

test("a program declares the same, with its default and its secrets", async () => {
  const emulator = await emulate();
  put(emulator, "era5", AWS);
  const lab = put(emulator, "lab", { platform: "minio", extra_config: { "own key": true } } as Partial<BucketRow>);
  emulator.setDefault("acme", lab.id);
  expect((await exportOf(emulator, { format: "typescript" })).text).toBe(`import * as pulumi from "@pulumi/pulumi";
import { BucketConfig, DefaultBucketConfig } from "pulumi-arraylake";

// \`adopt: true\` takes over what stands there; it can be removed after the first \`pulumi up\`.
const config = new pulumi.Config();
const org = "acme";

new BucketConfig("era5", {
  org,
  nickname: "era5",
  uri: "s3://acme-arraylake/era5",
  extraConfig: {
    regionName: "us-east-1",
  },
  authConfig: {
    method: "aws_customer_managed_role",
    externalCustomerId: "123456789012",
    externalRoleName: "arraylake-role",
    // pulumi config set --secret 'era5-sharedSecret'
    sharedSecret: config.requireSecret("era5-sharedSecret"),
  },
  adopt: true,
});

const defaultBucketConfig = new BucketConfig("lab", {
  org,
  nickname: "lab",
  uri: "minio://lab-bucket",
  extraConfig: {
    "own key": true,
  },
  authConfig: {
    method: "anonymous",
  },
  adopt: true,
});

new DefaultBucketConfig("default", { org, bucketConfigId: defaultBucketConfig.id });
`);
});

test.each([
  ["name: storage\nruntime: nodejs\n", "storage"],
  ['description: where\nname: "my-storage" # ours\n', "my-storage"],
  ["runtime: nodejs\nconfig:\n  name: other\n", "arraylake"],
  [undefined, "arraylake"],
])("of the Pulumi.yaml %j the project is %s", async (text, expected) => {
  const folder = mkdtempSync(join(tmpdir(), "pulumi-arraylake-export-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  if (text !== undefined) writeFileSync(join(folder, "Pulumi.yaml"), text);
  expect(await projectIn(folder)).toBe(expected);
});

test("a project's name that could not be one is refused", async () => {
  await expect(exportOf(await emulate(), { project: "a: b" })).rejects.toThrow("--project must be");
});

test("what to do next is said, the import file included", async () => {
  const emulator = await emulate();
  put(emulator, "era5", AWS);
  const { notes } = await exportOf(emulator);
  expect(notes).toContain("1 of the 1 BucketConfigs of 'acme': paste them under `config:` in Pulumi.STACK.yaml.");
  expect(notes).toContain("pulumi-arraylake import-file --org acme");
});
