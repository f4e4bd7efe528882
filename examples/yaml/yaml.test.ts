import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect, inject, onTestFinished, test } from "vitest";
import { emulatorForTest, pulumiCommand } from "../../test/e2e/harness/stack";

const README = readFileSync(join(import.meta.dirname, "README.md"), "utf8");
const BLOCKS = [...README.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text]) => text as string);

/** A copy of this folder with the packed package in it, as `npm install` leaves it. */
function installed(): string {
  const consumer = inject("consumer");
  const folder = mkdtempSync(join(consumer, "example-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(import.meta.dirname, "Pulumi.yaml"), join(folder, "Pulumi.yaml"));
  symlinkSync(join(consumer, "node_modules"), join(folder, "node_modules"));
  return folder;
}

test("the README's commands, one after the other, do what it says", async () => {
  const emulator = await emulatorForTest();
  const folder = installed();
  const env = {
    ...process.env,
    PATH: [dirname((await pulumiCommand()).command), process.env.PATH].join(delimiter),
    ARRAYLAKE_SERVICE__URI: emulator.url,
    ARRAYLAKE_TOKEN: emulator.token,
    PULUMI_SKIP_UPDATE_CHECK: "true",
    NO_COLOR: "1",
  };
  // In the test, the package is there and an emulator runs, on a port that is free.
  const isDone = /^npm install|^npx pulumi-arraylake emulator|^export ARRAYLAKE_/;
  const here = "export PULUMI_BACKEND_URL=file://. PULUMI_CONFIG_PASSPHRASE=example\n";
  const run = async (block = "") => {
    const lines = block.split("\n").filter((line) => !isDone.test(line));
    const script = here + lines.join("\n");
    return (await promisify(execFile)("bash", ["-ec", script], { cwd: folder, env })).stdout;
  };
  const [install, offline, start, again, take, leave] = BLOCKS;
  expect(BLOCKS).toHaveLength(6);
  for (const block of [install, offline]) expect(await run(block)).toBe("");

  const outputs = /```text\n(.*?)```/s.exec(README)?.[1] as string;
  const steady = (text: string) =>
    text.replaceAll(/(id|createdAt|createdBy|updatedAt)( *): "[^"]*"/g, '$1$2: "..."').replaceAll(/^ *\+? */gm, "");
  const up = await run(start);
  expect(steady(up)).toContain(steady(outputs));
  expect(up).toMatch(/\+ 4 created/);
  expect(emulator.bucket("acme", "era5")).toMatchObject({
    is_default: true,
    auth_config: { external_role_name: "arraylake" },
  });
  expect(emulator.bucket("acme", "lab")?.auth_config).toMatchObject({ secret_access_key: "secret-example" });
  const state = readFileSync(join(folder, "Pulumi.dev.yaml"), "utf8");
  for (const secret of ["external-id-example", "AKIDEXAMPLE", "secret-example"])
    for (const text of [up, state]) expect(text).not.toContain(secret);

  emulator.clearCalls();
  await run(again);
  expect(emulator.calls().every(({ method }) => method === "GET")).toBe(true);

  const project = readFileSync(join(folder, "Pulumi.yaml"), "utf8");
  emulator.putRepo("acme", { name: "climate", bucketId: emulator.bucket("acme", "era5")?.id ?? "" });
  const changed = async (from: string, to: string) => {
    writeFileSync(join(folder, "Pulumi.yaml"), project.replace(from, to));
    return run("pulumi preview --diff 2>&1 || true");
  };
  expect(await changed("nickname: era5", "nickname: era5-hourly")).toMatch(/~ nickname *: "era5" => "era5-hourly"/);
  expect(await changed("arraylake/era5", "arraylake/moved")).toContain("1 repo uses it (climate)");
  expect(await changed("endpointUrl:", "useSsl: true\n        endpointUrl:")).toMatch(/\+ useSsl *: true/);
  expect(await changed("regionName:", "regionNam:")).toMatch(/regionNam\b.*'regionName'/);
  writeFileSync(join(folder, "Pulumi.yaml"), project);
  emulator.deleteRepo("acme", "climate");

  const { id } = emulator.putBucket("acme", {
    nickname: "tiles",
    platform: "gs",
    name: "acme-tiles",
    auth_config: { method: "gcp_customer_managed_role", target_service_account: "arraylake@acme.example" },
  });
  const code = await run(take?.replace("ID", id));
  expect(code).toContain("arraylake@acme.example");
  await run("pulumi state delete urn:pulumi:dev::storage::arraylake:index:BucketConfig::tiles --yes");

  await run(leave);
  expect(emulator.buckets("acme").map(({ nickname }) => nickname)).toEqual(["tiles"]);
});
