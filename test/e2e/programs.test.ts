import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { emulatorForTest, TestStack } from "./harness/stack";

const BODY = `
const era5 = new BucketConfig("era5", {
  nickname: "era5",
  uri: "s3://acme-arraylake/era5",
  extraConfig: { regionName: "us-east-1" },
  authConfig: {
    method: "aws_customer_managed_role",
    externalCustomerId: "123456789012",
    externalRoleName: "arraylake",
    sharedSecret: new pulumi.Config().requireSecret("externalId"),
  },
});
new DefaultBucketConfig("default", { bucketConfigId: era5.id });
`;

const PROGRAMS = {
  TypeScript: {
    "Pulumi.yaml": "name: test\nruntime: nodejs\nmain: index.ts\n",
    "tsconfig.json": JSON.stringify({
      compilerOptions: {
        strict: true,
        target: "es2022",
        module: "node16",
        moduleResolution: "node16",
        skipLibCheck: true,
      },
    }),
    "index.ts": `import * as pulumi from "@pulumi/pulumi";\nimport { BucketConfig, DefaultBucketConfig } from "pulumi-arraylake";\n${BODY}\nexport const uri: pulumi.Output<string> = era5.uri;\n`,
  },
  JavaScript: {
    "Pulumi.yaml": "name: test\nruntime: nodejs\nmain: index.js\n",
    "index.js": `const pulumi = require("@pulumi/pulumi");\nconst { BucketConfig, DefaultBucketConfig } = require("pulumi-arraylake");\n${BODY}\nexports.uri = era5.uri;\n`,
  },
  "ESM JavaScript": {
    "Pulumi.yaml": "name: test\nruntime: nodejs\nmain: index.mjs\n",
    "index.mjs": `import * as pulumi from "@pulumi/pulumi";\nimport { BucketConfig, DefaultBucketConfig } from "pulumi-arraylake";\n${BODY}\nexport const uri = era5.uri;\n`,
  },
};

test.each(Object.entries(PROGRAMS))(
  "the packed package works in a %s program, without a build step there",
  async (_, files) => {
    const emulator = await emulatorForTest();
    const stack = await TestStack.create({ emulator, files });
    await stack.setConfig("externalId", "external-id-0001", true);
    const made = await stack.up();
    expect(made.ok, made.text).toBe(true);
    expect(made.text).toContain("s3://acme-arraylake/era5");
    expect(stack.stateText()).not.toContain("external-id-0001");
    const rest = await stack.preview({ expectNoChanges: true });
    expect(rest.ok, rest.text).toBe(true);
    expect((await stack.destroy()).ok).toBe(true);
  },
);

const LOCAL = readFileSync(join(import.meta.dirname, "../../Pulumi.yaml"), "utf8").replace(
  "main: dist/",
  "main: ../node_modules/pulumi-arraylake/dist/",
);

test("a folder with YAML only is a stack: the config declares it, its outputs serve others, its secrets are secret", async () => {
  const emulator = await emulatorForTest();
  const stack = await TestStack.create({ emulator, files: { "Pulumi.yaml": LOCAL } });
  await stack.setConfigPaths({
    "bucketConfigs.era5.uri": "s3://acme-arraylake/era5",
    "bucketConfigs.era5.extraConfig.regionName": "us-east-1",
    "bucketConfigs.era5.authConfig.method": "hmac",
    "bucketConfigs.era5.authConfig.accessKeyId": "AKIDSTACK0001",
    "bucketConfigs.gfs.uri": "gs://acme-gfs",
    "bucketConfigs.gfs.nickname": "forecasts",
    "bucketConfigs.gfs.authConfig.method": "anonymous",
    defaultBucketConfig: "gfs",
  });
  await stack.setConfigPaths({ "bucketConfigs.era5.authConfig.secretAccessKey": "stack-secret-0001" }, true);
  const made = await stack.up();
  expect(made.ok, made.text).toBe(true);
  expect(
    emulator
      .buckets("acme")
      .map(({ nickname, is_default }) => [nickname, is_default])
      .toSorted(),
  ).toEqual([
    ["era5", false],
    ["forecasts", true],
  ]);
  expect(made.text).toMatch(/gfs *: \{\s+id *: "[0-9a-f-]{36}"\s+nickname: "forecasts"\s+uri *: "gs:\/\/acme-gfs"/);
  for (const secret of ["AKIDSTACK0001", "stack-secret-0001"]) {
    expect(stack.stateText()).not.toContain(secret);
    expect(made.text).not.toContain(secret);
  }
  emulator.clearCalls();
  const rest = await stack.preview({ expectNoChanges: true });
  expect(rest.ok, rest.text).toBe(true);
  expect(emulator.calls()).toEqual([]);
  expect((await stack.destroy()).ok).toBe(true);
});
