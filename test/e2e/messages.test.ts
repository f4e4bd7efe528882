import { expect, test } from "vitest";
import { PROJECT } from "./harness/program";
import { SAMPLES } from "./harness/samples";
import { emulatorForTest, TestStack } from "./harness/stack";

// test/unit/messages has every message; here the CLI shows one of each kind.

const LOCATION = { platform: "gs", name: "acme-climate", prefix: "cmip6", extra_config: {} };

function linesOf(text: string): string[] {
  return text.split("\n").map((line) => line.trim());
}

test("a warning, a note, a failed step and a failed check are shown each in one line", async () => {
  const emulator = await emulatorForTest();
  const { nickname, authConfig } = SAMPLES.gcpRole;
  const auth = { method: authConfig.method, target_service_account: authConfig.targetServiceAccount };
  const { id } = emulator.putBucket("acme", { nickname, ...LOCATION, auth_config: auth });
  const stack = await TestStack.create({ emulator });
  const marked = { kind: "DefaultBucketConfig" as const, args: { bucketConfigId: id } };
  stack.declare({ cmip6: { args: { ...SAMPLES.gcpRole, adopt: true } }, marked });
  emulator.behave({ warning: "Maintenance on Sunday." });
  const adopted = linesOf((await stack.up()).text);
  expect(adopted).toContain("warning: Arraylake: Maintenance on Sunday.");
  expect(adopted).toContain(
    `BucketConfig 'gcp-role' (gs://acme-climate/cmip6, id ${id}) is taken over as it stands; nothing was written.`,
  );

  emulator.putRepo("acme", { name: "climate", bucketId: id });
  const destroyed = linesOf((await stack.destroy()).text);
  expect(destroyed).toContain(
    `Arraylake can't unset an organisation's default: BucketConfig ${id} stays the default of 'acme' while it exists and no other is made the default.`,
  );
  expect(destroyed.join("\n")).not.toContain("the error is shown with its resource");
  expect(destroyed).toContainEqual(
    expect.stringMatching(/^error: Can't delete BucketConfig 'gcp-role' .* 1 repo uses it/),
  );

  stack.declare({ cmip6: { args: { ...SAMPLES.gcpRole, nickname: "-" } } });
  expect(linesOf((await stack.preview()).text)).toContainEqual(
    expect.stringMatching(
      /^error: pulumi-nodejs:dynamic\/arraylake:BucketConfig resource 'cmip6' has a problem: nickname must be 3 to 64/,
    ),
  );
});

test.each([
  ["awaited", 'await arraylake.getBucketConfig({ nickname: "nobody" })'],
  ["an output", 'arraylake.getBucketConfigOutput({ nickname: "nobody" })'],
])("a look-up that fails, %s, ends the program with the message alone", async (_, look) => {
  const emulator = await emulatorForTest();
  const program = `const arraylake = require("pulumi-arraylake");\nmodule.exports = async () => ({ found: ${look} });\n`;
  const stack = await TestStack.create({ emulator, files: { "Pulumi.yaml": PROJECT, "index.js": program } });
  const { ok, text } = await stack.preview();
  expect(ok).toBe(false);
  expect(linesOf(text)).toContain("error: No BucketConfig of 'acme' has the nickname 'nobody'. There is none yet.");
  expect(text).not.toMatch(/^ +at /m);
});
