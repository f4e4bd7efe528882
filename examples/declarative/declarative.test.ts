import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { emulatorForTest } from "../../test/e2e/harness/stack";
import { Walkthrough } from "../../test/e2e/harness/walkthrough";

test("the README's commands, one after the other, do what it says", async () => {
  const emulator = await emulatorForTest();
  const copy = await Walkthrough.of(import.meta.dirname, ["Pulumi.yaml", "Pulumi.dev.yaml"], emulator);
  const run = (block?: string) => copy.running(block);
  const [install, offline, start, again, secrets, leave] = copy.blocks;
  expect(copy.blocks).toHaveLength(6);

  await run(install);
  expect(await run(offline)).toBe("");
  const schema = JSON.parse(copy.read("arraylake.schema.json")) as object;
  const validate = new Ajv({ allErrors: true, strictTypes: false }).compile(schema);
  const config = () => parse(copy.read("Pulumi.dev.yaml")) as { config: object };
  validate(config());
  expect(validate.errors).toBeNull();

  const steady = (text: string) => text.replaceAll(/id( *): "[^"]*"/g, 'id$1: "..."').replaceAll(/^ *\+? */gm, "");
  expect(steady(await run(start))).toContain(steady(copy.promised));
  expect(emulator.bucket("acme", "climate")?.is_default).toBe(true);

  emulator.clearCalls();
  await run(again);
  expect(emulator.calls()).toEqual([]);

  expect(await run(secrets)).toMatch(/\+ 1 created/);
  expect(emulator.bucket("acme", "lab")?.auth_config).toMatchObject({ secret_access_key: "secret-example" });
  validate(config());
  expect(validate.errors).toBeNull();
  const text = copy.read("Pulumi.dev.yaml");
  expect(text).toContain("# yaml-language-server: $schema=arraylake.schema.json\n");
  expect(text).not.toContain("secret-example");

  await run(leave);
  expect(emulator.buckets("acme")).toEqual([]);
});
