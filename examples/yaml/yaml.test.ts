import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { emulatorForTest } from "../../test/e2e/harness/stack";
import { Walkthrough } from "../../test/e2e/harness/walkthrough";

test("the README's commands, one after the other, do what it says", async () => {
  const emulator = await emulatorForTest();
  const copy = await Walkthrough.of(import.meta.dirname, ["Pulumi.yaml"], emulator);
  const run = (block?: string) => copy.running(block);
  const [install, offline, start, again, take, leave] = copy.blocks;
  expect(copy.blocks).toHaveLength(6);
  for (const block of [install, offline]) expect(await run(block)).toBe("");

  const steady = (text: string) =>
    text.replaceAll(/(id|createdAt|createdBy|updatedAt)( *): "[^"]*"/g, '$1$2: "..."').replaceAll(/^ *\+? */gm, "");
  const up = await run(start);
  expect(steady(up)).toContain(steady(copy.promised));
  expect(up).toMatch(/\+ 4 created/);
  expect(emulator.bucket("acme", "era5")).toMatchObject({
    is_default: true,
    auth_config: { external_role_name: "arraylake" },
  });
  expect(emulator.bucket("acme", "lab")?.auth_config).toMatchObject({ secret_access_key: "secret-example" });
  const state = copy.read("Pulumi.dev.yaml");
  for (const secret of ["external-id-example", "AKIDEXAMPLE", "secret-example"])
    for (const text of [up, state]) expect(text).not.toContain(secret);

  emulator.clearCalls();
  await run(again);
  expect(emulator.calls().every(({ method }) => method === "GET")).toBe(true);

  const project = copy.read("Pulumi.yaml");
  emulator.putRepo("acme", { name: "climate", bucketId: emulator.bucket("acme", "era5")?.id ?? "" });
  const changed = async (from: string, to: string) => {
    writeFileSync(join(copy.folder, "Pulumi.yaml"), project.replace(from, to));
    return run("pulumi preview --diff 2>&1 || true");
  };
  expect(await changed("nickname: era5", "nickname: era5-hourly")).toMatch(/~ nickname *: "era5" => "era5-hourly"/);
  expect(await changed("arraylake/era5", "arraylake/moved")).toContain("1 repo uses it (climate)");
  expect(await changed("endpointUrl:", "useSsl: true\n        endpointUrl:")).toMatch(/\+ useSsl *: true/);
  expect(await changed("regionName:", "regionNam:")).toMatch(/regionNam\b.*'regionName'/);
  writeFileSync(join(copy.folder, "Pulumi.yaml"), project);
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
