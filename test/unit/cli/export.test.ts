import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { exportOrg, projectIn } from "../../../provider/cli/export";
import type { BucketRow, Emulator } from "../../../provider/emulator/index";
import { isPrintable } from "../../../provider/model/text";
import { emulate } from "../helpers/connected";
import { findProblems } from "../helpers/read";
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
    ["s3 without a region", { extra_config: {} }, /Arraylake's answer has no readable extraConfig\.regionName\./],
    ["a name of former rules", { name: "has blank" } as Partial<BucketRow>, /name must be 3 to 63 characters/],
    [
      "an unreadable location",
      { name: null, prefix: 5, health: "x" } as unknown as Partial<BucketRow>,
      /Arraylake's answer has no readable name and prefix\./,
    ],
    ["an outer blank", { prefix: "raw\n" } as Partial<BucketRow>, /A program would say another prefix, .*whitespace/],
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

/** What a program declares when it runs. */
function declaredBy(program: string): Record<string, unknown> {
  const declared: [string, unknown][] = [];
  class BucketConfig {
    readonly id = "id";
    constructor(name: string, args: unknown) {
      declared.push([name, args]);
    }
  }
  class DefaultBucketConfig extends BucketConfig {}
  const requireSecret = (name: string) => `the secret ${name}`;
  const pulumi = {
    Config: class {
      readonly requireSecret = requireSecret;
    },
  };
  const body = program.replaceAll(/^import .*;$/gm, "");
  new Function("pulumi", "BucketConfig", "DefaultBucketConfig", body)(pulumi, BucketConfig, DefaultBucketConfig);
  return Object.fromEntries(declared);
}

describe("what the service says ends no line, comment, text or command", () => {
  const HOSTILE = [
    "x\nevil: true",
    "x\r\n  evil: true",
    "x\u2028evil()",
    "x\u0085evil: true",
    "\u001b[31mx",
    "\u202exyz",
    "'; evil; '",
    '"); evil(); ("',
    "back\\slash",
    "*/ evil() /*",
    "$" + "{evil}",
    "`evil`",
    "#evil",
    "- evil",
    "evil: x",
    "half \ud800",
    " era5",
    "era5\n",
    "\u2028era5",
    "\u001cera5\u0085",
  ];

  test.each(HOSTILE)("a nickname %j is left out, with a comment of one line", async (nickname) => {
    const emulator = await emulate();
    const { id } = put(emulator, nickname, { ...AWS, name: "odd-bucket" } as Partial<BucketRow>);
    put(emulator, "even");
    emulator.setDefault("acme", id);
    const yaml = await exportOf(emulator);
    expect(Object.keys(yaml.config)).toEqual(["arraylake:org", "arraylake:bucketConfigs"]);
    expect(Object.keys(yaml.config["arraylake:bucketConfigs"])).toEqual(["even"]);
    const typescript = await exportOf(emulator, { format: "typescript" });
    expect(Object.keys(declaredBy(typescript.text))).toEqual(["even"]);
    for (const { text, notes } of [yaml, typescript]) {
      expect(text.split("\n").filter((line) => line.includes(id))).not.toEqual([]);
      for (const line of text.split("\n").filter((line) => line.includes(id) || line.includes("evil")))
        expect(line).toMatch(/^ *(#|\/\/) [\x20-\x7e\ufffd]*$/);
      expect(notes).not.toMatch(/evil|pulumi config set/);
    }
  });

  test.each(HOSTILE.filter((text) => !text.includes("half")))(
    "a setting, a role and a key %j stand in it as they are, or keep a BucketConfig that can't be declared out of it",
    async (text) => {
      const emulator = await emulate();
      const auth_config = { method: "azure_credential_delegation", tenant_id: text, storage_account: text };
      put(emulator, "lab", { platform: "azure", extra_config: { [text]: text }, auth_config } as Partial<BucketRow>);
      const expected = {
        extraConfig: { [text]: text },
        authConfig: { method: "azure_credential_delegation", tenantId: text, storageAccount: text },
      };
      const canBeDeclared = findProblems({ nickname: "lab", uri: "az://lab-bucket", ...expected }).length === 0;
      const yaml = await exportOf(emulator);
      const typescript = await exportOf(emulator, { format: "typescript" });
      for (const lab of [yaml.config["arraylake:bucketConfigs"].lab, declaredBy(typescript.text).lab]) {
        if (canBeDeclared) expect(lab).toMatchObject(expected);
        else expect(lab).toBeUndefined();
      }
      for (const line of [...yaml.text.split("\n"), ...typescript.text.split("\n")])
        expect(line).toMatch(/^[\x20-\x7e\ufffd]*$/);
    },
  );

  test("what is called __proto__ gets another key, under which the stack takes it", async () => {
    const emulator = await emulate();
    for (const nickname of ["__proto__", "proto"]) put(emulator, nickname, AWS);
    const { text, config } = await exportOf(emulator);
    expect(Object.keys(config["arraylake:bucketConfigs"])).toEqual(["proto_", "proto"]);
    expect(text).toContain('    proto_:\n      nickname: "__proto__"\n');
    const { text: program } = await exportOf(emulator, { format: "typescript" });
    expect(program).toContain('new BucketConfig("proto_", {\n  org,\n  nickname: "__proto__",');
  });

  test("a setting that is called __proto__ keeps a BucketConfig out, since Pulumi would drop it", async () => {
    const emulator = await emulate();
    put(emulator, "lab", { extra_config: JSON.parse('{"region_name":"us-east-1","__proto__":"x"}') });
    const { text, config } = await exportOf(emulator);
    expect(config["arraylake:bucketConfigs"]).toEqual({});
    expect(text).toContain("Its extraConfig has a key __proto__, which Pulumi drops.");
  });

  test.each(["constructor", "toString"])("the name %s is one like others", async (name) => {
    const emulator = await emulate();
    const extra_config = JSON.parse(`{"region_name":"us-east-1","${name}":"x"}`);
    put(emulator, name, { ...AWS, extra_config } as Partial<BucketRow>);
    const { text } = await exportOf(emulator);
    expect(parse(text, { mapAsMap: true }).get("arraylake:bucketConfigs").get(name).get("extraConfig").get(name)).toBe(
      "x",
    );
    const declared = declaredBy((await exportOf(emulator, { format: "typescript" })).text);
    expect(Object.entries(declared)).toEqual([[name, expect.objectContaining({ nickname: name })]]);
    const { extraConfig } = Object.values(declared)[0] as { extraConfig: object };
    expect(Object.entries(extraConfig)).toContainEqual([name, "x"]);
  });

  test("half a character, which no file can hold, keeps a BucketConfig out", async () => {
    const emulator = await emulate();
    put(emulator, "lab", { extra_config: { region_name: "us-\ud800" } });
    const { text, config } = await exportOf(emulator);
    expect(config["arraylake:bucketConfigs"]).toEqual({});
    expect(text).toMatch(/# {3}lab .*: extraConfig.regionName must be/);
  });

  test("a shell gives a command the very path of its secret", async () => {
    const emulator = await emulate();
    for (const nickname of ["lab.v2", "日本語", "_.-", "__proto__"])
      put(emulator, nickname, { ...AWS, name: `bucket-of-${nickname}` } as Partial<BucketRow>);
    for (const format of ["yaml", "typescript"] as const) {
      const { notes } = await exportOf(emulator, { format });
      const commands = notes.split("\n").filter((line) => line.includes("config set"));
      const script = [
        "pulumi() { printf '%s\\n' \"$*\"; }",
        ...commands.map((line) => line.replace(/with .*/, "")),
      ].join("\n");
      const given = execFileSync("sh", ["-c", script], { encoding: "utf8" }).trim().split("\n");
      expect(given).toEqual(
        format === "yaml"
          ? [
              'config set --path --secret bucketConfigs["_.-"].authConfig.sharedSecret',
              "config set --path --secret bucketConfigs.proto.authConfig.sharedSecret",
              'config set --path --secret bucketConfigs["lab.v2"].authConfig.sharedSecret',
              "config set --path --secret bucketConfigs.日本語.authConfig.sharedSecret",
            ]
          : [
              "config set --secret _.--sharedSecret",
              "config set --secret proto-sharedSecret",
              "config set --secret lab.v2-sharedSecret",
              "config set --secret 日本語-sharedSecret",
            ],
      );
    }
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
