import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, inject, test } from "vitest";
import type { Emulator } from "../../provider/emulator/index";
import { SAMPLES } from "./harness/samples";
import { emulatorForTest, type StoredResource, TestStack, writes } from "./harness/stack";

async function importFile(emulator: Emulator, ...args: string[]): Promise<string> {
  const cli = join(inject("consumer"), "node_modules/.bin/pulumi-arraylake");
  const env = { ...process.env, ARRAYLAKE_SERVICE__URI: emulator.url, ARRAYLAKE_TOKEN: emulator.token };
  return (await promisify(execFile)(cli, ["import-file", "--org", "acme", ...args], { env })).stdout;
}

function comparable(resources: Map<string, StoredResource>) {
  return Object.fromEntries(
    [...resources]
      .filter(([, { type }]) => type.endsWith(":BucketConfig"))
      .map(([name, { id, type, inputs, outputs }]) => [name, { id, type, inputs, outputs }]),
  );
}

test("import equals create: what can be read back is at rest at once, and both states are the same", async () => {
  const emulator = await emulatorForTest();
  const { gcpRole, azure, anonymousS3, hmac } = SAMPLES;
  const declared = Object.fromEntries([gcpRole, azure, anonymousS3, hmac].map((args) => [args.nickname, { args }]));
  const created = await TestStack.create({ emulator });
  created.declare(declared);
  expect((await created.up()).ok).toBe(true);

  const imported = await TestStack.create({ emulator });
  const file = await importFile(emulator);
  for (const secret of Object.values(hmac.authConfig).slice(1)) expect(file).not.toContain(secret);
  imported.write("import.json", file);
  imported.declare(declared);
  emulator.clearCalls();
  const done = await imported.cli([
    "import",
    "--file",
    "import.json",
    "--generate-code=false",
    "--yes",
    "--protect=false",
  ]);
  expect(done.ok, done.text).toBe(true);
  const rest = await imported.preview({ expectNoChanges: true });
  expect(rest.ok, rest.text).toBe(true);
  expect((await imported.refresh({ expectNoChanges: true })).ok).toBe(true);
  const up = await imported.up();
  expect(up.changes, up.text).toEqual({ same: 5 });
  expect(writes(emulator)).toEqual([]);

  const [theirs, ours] = [comparable(await created.resources()), comparable(await imported.resources())];
  const { [hmac.nickname]: _, ...readable } = theirs;
  expect(ours).toMatchObject(readable);
});

test("an imported config with a masked secret notes the declared one, in one update without a call", async () => {
  const emulator = await emulatorForTest();
  const { awsRole } = SAMPLES;
  const created = await TestStack.create({ emulator });
  created.declare({ "aws-role": { args: awsRole } });
  await created.up();
  const imported = await TestStack.create({ emulator });
  imported.write("import.json", await importFile(emulator, "--nickname", "aws-role"));
  imported.declare({ "aws-role": { args: awsRole } });
  const done = await imported.cli([
    "import",
    "--file",
    "import.json",
    "--generate-code=false",
    "--yes",
    "--protect=false",
  ]);
  expect(done.ok, done.text).toBe(true);
  emulator.clearCalls();
  const noted = await imported.up();
  expect(noted.changes, noted.text).toEqual({ same: 1, update: 1 });
  expect(noted.text).toContain("noted in the state as declared, and not sent: sharedSecret.");
  expect(writes(emulator)).toEqual([]);
  expect((await imported.preview({ expectNoChanges: true })).ok).toBe(true);
  expect(imported.stateText()).not.toContain("shared-secret-0001");
});
