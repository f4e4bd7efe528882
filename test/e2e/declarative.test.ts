import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Emulator } from "../../provider/emulator/index";
import { SAMPLE_SECRETS } from "./harness/samples";
import { emulatorForTest, TestStack, writes } from "./harness/stack";

/** The repository's own project, with the program of the packed package. */
const ROOT = readFileSync(join(import.meta.dirname, "../../Pulumi.yaml"), "utf8").replace(
  "main: dist/",
  "main: ../node_modules/pulumi-arraylake/dist/",
);

async function stackWith(emulator: Emulator, config: string, project = ROOT): Promise<TestStack> {
  const stack = await TestStack.create({ emulator, config: {}, files: { "Pulumi.yaml": project } });
  configure(stack, config);
  return stack;
}

function configure(stack: TestStack, config: string): void {
  const salt = /^encryptionsalt: .*$/m.exec(readFileSync(join(stack.folder, "Pulumi.dev.yaml"), "utf8"));
  stack.write("Pulumi.dev.yaml", `${config}\n${salt?.[0] ?? ""}\n`);
}

test("a config file of twenty mistakes gives twenty messages in one run, each with its path, and no call", async () => {
  const emulator = await emulatorForTest();
  const stack = await stackWith(
    emulator,
    `config:
  arraylake:orgg: acme
  arraylake:defaultBucketconfig: era5
  arraylake:defaultBucketConfig: era
  arraylake:bucketConfigs:
    era5:
      uri: s3://acme-arraylake/era5
      extraConfig: { regionName: us-east-1, region_name: us-east-1, useSsl: 7 }
      authConfig:
        method: aws_customer_managed_role
        externalCustomerId: 123456789012
        externalRole: x
        sharedSecret: hush hush
      protect: "yes"
      retainOnDelet: true
    twin:
      platform: s3-compatible
      name: acme
      prefix: /era5
      authConfig: { method: hmac, accessKeyId: AKIDSAMPLE0001 }
    "my bucket":
      uri: s3:/nowhere
      authConfig: { method: anonymous }
    copy:
      nickname: era5
      uri: s3://acme-arraylake/era5
      extraConfig: { regionName: us-east-1 }
      authConfig: { method: secret_handshake, sharedSecret: shared-secret-0001 }
    nothing:
`,
  );
  const { ok, text } = await stack.up();
  expect(ok).toBe(false);
  const lines = text
    .slice(text.lastIndexOf("The stack's config has"))
    .split("\n")
    .map((line) => line.trim());
  expect(lines.slice(0, lines.indexOf("Nothing was changed."))).toEqual([
    "The stack's config has 21 mistakes:",
    expect.stringContaining("defaultBucketconfig is not a known field: did you mean 'defaultBucketConfig'?"),
    expect.stringContaining("orgg is not a known field: did you mean 'org'?"),
    "bucketConfigs.copy.authConfig.method 'secret_handshake' is none of anonymous, hmac, aws_customer_managed_role, customer_managed_role, gcp_customer_managed_role, r2_customer_managed_role, azure_credential_delegation.",
    "bucketConfigs.era5.extraConfig.useSsl must be true or false.",
    "bucketConfigs.era5.authConfig.externalCustomerId must be a string: put quotes around it.",
    "bucketConfigs.era5.authConfig.externalRoleName is required.",
    expect.stringContaining("bucketConfigs.era5.authConfig.sharedSecret must be 2 to 1224 characters"),
    "bucketConfigs.era5.authConfig.externalRole is not a known field: did you mean 'externalRoleName'?",
    "bucketConfigs.era5.protect must be true or false.",
    "bucketConfigs.era5.retainOnDelet is not a known field: did you mean 'retainOnDelete'?",
    "bucketConfigs.era5.extraConfig.region_name is the same setting as extraConfig.regionName: remove one of them.",
    expect.stringContaining("bucketConfigs.my bucket.nickname is required where the key is no nickname"),
    expect.stringContaining("bucketConfigs.my bucket.uri must have the form scheme://bucket[/prefix]"),
    "bucketConfigs.nothing must be an object with the fields of a BucketConfig.",
    expect.stringContaining("bucketConfigs.twin.prefix must be at most 256 characters"),
    "bucketConfigs.twin.authConfig.secretAccessKey is required.",
    "bucketConfigs.twin.extraConfig.endpointUrl is required on platform s3-compatible.",
    "bucketConfigs.era5 has the same location as bucketConfigs.copy: give each its own.",
    "bucketConfigs.era5 has the same nickname as bucketConfigs.copy: give each its own.",
    expect.stringContaining("arraylake:org is required: set it once, with"),
    "defaultBucketConfig 'era' names no entry of bucketConfigs: did you mean 'era5'?",
  ]);
  for (const secret of [...SAMPLE_SECRETS, "hush hush"]) expect(text).not.toContain(secret);
  expect(emulator.calls()).toEqual([]);
  expect((await stack.resources()).size).toBeLessThan(2);
});

test.each([
  [
    "a mistyped bucketConfigs",
    "config:\n  arraylake:bucketConfig: {}",
    "bucketConfig is not a known field: did you mean 'bucketConfigs'?",
  ],
  [
    "another project's",
    "config:\n  storage:bucketConfigs: {}",
    "this project's name is 'arraylake': write 'arraylake:bucketConfigs'.",
  ],
  ["no config at all", "", "bucketConfigs is required: a map of BucketConfigs, each under the name that it keeps."],
])("%s is never taken for a stack without BucketConfigs, which would delete all", async (_, config, message) => {
  const emulator = await emulatorForTest();
  const stack = await stackWith(emulator, config);
  const { ok, text } = await stack.up();
  expect(ok).toBe(false);
  expect(text).toContain(message);
  expect(emulator.calls()).toEqual([]);
});

test("the project says what its config may hold, and `pulumi config` shows it", async () => {
  const stack = await stackWith(await emulatorForTest(), "");
  const { text } = await stack.cli(["config"]);
  for (const key of ["bucketConfigs", "defaultBucketConfig", "org"]) expect(text).toMatch(new RegExp(`^${key} `, "m"));
  stack.write("Pulumi.dev.yaml", "config:\n  arraylake:bucketConfigs: era5\n");
  expect((await stack.cli(["preview"])).text).toContain("'bucketConfigs' must be of type 'object'");
});

const LIFE = (nickname: string, options = "") => `config:
  arraylake:org: acme
  storage:bucketConfigs:
    weather:
      nickname: ${nickname}
      uri: gs://acme-weather
      authConfig: { method: anonymous }
${options}`;

test("an entry lives under its key: renamed in place, protected, let go of, and read by other stacks", async () => {
  const emulator = await emulatorForTest();
  const stack = await stackWith(emulator, LIFE("weather"), ROOT.replace("name: arraylake", "name: storage"));
  expect((await stack.up()).ok).toBe(true);
  const made = emulator.bucket("acme", "weather");

  configure(stack, LIFE("forecasts", "      protect: true\n"));
  const renamed = await stack.up();
  expect(renamed.changes, renamed.text).toMatchObject({ update: 1 });
  expect(emulator.bucket("acme", "forecasts")?.id).toBe(made?.id);
  expect(await stack.outputs()).toEqual({
    bucketConfigs: { weather: { id: made?.id, nickname: "forecasts", uri: "gs://acme-weather" } },
  });
  expect((await stack.resources()).get("weather")?.protect).toBe(true);

  const reader = await TestStack.create({
    emulator,
    files: {
      "Pulumi.yaml": "name: reader\nruntime: nodejs\nmain: index.js\n",
      "index.js": `const pulumi = require("@pulumi/pulumi");
const storage = new pulumi.StackReference("organization/storage/dev");
exports.id = storage.requireOutput("bucketConfigs").apply((configs) => configs.weather.id);\n`,
    },
    env: { PULUMI_BACKEND_URL: `file://${join(stack.folder, "state")}` },
  });
  const read = await reader.up();
  expect(read.ok, read.text).toBe(true);
  expect(await reader.outputs()).toEqual({ id: made?.id });

  configure(stack, "config:\n  arraylake:org: acme\n  storage:bucketConfigs: {}\n");
  expect((await stack.preview()).text).toContain("protect");
  configure(stack, LIFE("forecasts", "      retainOnDelete: true\n"));
  expect((await stack.up()).ok).toBe(true);
  emulator.clearCalls();
  configure(stack, "config:\n  arraylake:org: acme\n  storage:bucketConfigs: {}\n");
  const emptied = await stack.up();
  expect(emptied.ok, emptied.text).toBe(true);
  expect(writes(emulator)).toEqual([]);
  expect(emulator.bucket("acme", "forecasts")?.id).toBe(made?.id);
});
