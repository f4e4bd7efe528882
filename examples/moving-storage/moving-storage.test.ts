import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import { emulatorForTest, pulumiCommand, writes } from "../../test/e2e/harness/stack";

const README = readFileSync(join(import.meta.dirname, "README.md"), "utf8");
const BLOCKS = [...README.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text]) => text as string);

interface Ended {
  code: number;
  text: string;
}

/** A copy of this folder with the packed package in it, as `npm install` leaves it. */
function installed(): string {
  const consumer = inject("consumer");
  const folder = mkdtempSync(join(consumer, "example-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ["Pulumi.yaml", "Pulumi.prod.yaml"]) cpSync(join(import.meta.dirname, name), join(folder, name));
  symlinkSync(join(consumer, "node_modules"), join(folder, "node_modules"));
  return folder;
}

test("the README's commands, one after the other, move a team from one bucket to another", {
  timeout: 300_000,
}, async () => {
  const emulator = await emulatorForTest({ repos: [{ name: "weather", bucketNickname: "era5" }] });
  const cwd = installed();
  const env = {
    ...process.env,
    PATH: [dirname((await pulumiCommand()).command), process.env.PATH].join(delimiter),
    ARRAYLAKE_SERVICE__URI: emulator.url,
    ARRAYLAKE_TOKEN: emulator.token,
    PULUMI_BACKEND_URL: "file://.",
    PULUMI_CONFIG_PASSPHRASE: "example",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  // In the test, the package is there and an emulator runs, on a port that is free.
  const isDone = /^npm install|^npx pulumi-arraylake emulator|^export /;
  const run = (block = ""): Promise<Ended> => {
    const script = block
      .split("\n")
      .filter((line) => !isDone.test(line))
      .join("\n");
    return new Promise((resolve) => {
      execFile("bash", ["-eo", "pipefail", "-c", script], { cwd, env }, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, text: stdout + stderr }),
      );
    });
  };
  const well = async (block: string | undefined): Promise<string> => {
    const { code, text } = await run(block);
    expect(code, text).toBe(0);
    return text;
  };
  const [install, offline, before, second, mark, look, rehearse, letGo, rename, leave] = BLOCKS;
  expect(BLOCKS).toHaveLength(10);
  for (const block of [install, offline, before, second, mark]) await well(block);
  const [old, fresh] = ["era5", "era5-2027"].map((nickname) => emulator.bucket("acme", nickname));
  expect([old?.name, fresh?.name, fresh?.is_default]).toEqual(["acme-old", "acme-new", true]);

  expect(await well(look)).toMatch(/\| `era5` \| `gs:\/\/acme-old\/era5` \|.*\| `weather` \|/);
  emulator.clearCalls();
  const refused = await run(rehearse);
  expect(refused.code).toBe(1);
  expect(refused.text).toContain("Can't delete BucketConfig 'era5' (gs://acme-old/era5): 1 repo uses it (weather).");
  expect(writes(emulator)).toEqual([]);

  const headers = { authorization: `Bearer ${emulator.token}` };
  await fetch(`${emulator.url}/orgs/acme/weather?immediate=true&retain_data=true`, { method: "DELETE", headers });
  emulator.putRepo("acme", { name: "weather", bucketId: fresh?.id ?? null });
  expect(await well((rehearse ?? "").split("\n").at(1))).toContain("is deleted, for good: no repo relies on it.");
  await well(letGo);
  await well(rename);
  expect(emulator.buckets("acme")).toMatchObject([{ id: fresh?.id, nickname: "era5", name: "acme-new" }]);
  emulator.clearCalls();
  expect(await well("pulumi preview --expect-no-changes")).toContain("unchanged");

  await fetch(`${emulator.url}/orgs/acme/weather?immediate=true`, { method: "DELETE", headers });
  await well(leave);
  expect(emulator.buckets("acme")).toEqual([]);
});
