import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { Ajv } from "ajv";
import { expect, inject, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { emulatorForTest, pulumiCommand } from "../../test/e2e/harness/stack";

const README = readFileSync(join(import.meta.dirname, "README.md"), "utf8");
const BLOCKS = [...README.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text]) => text as string);

/** A copy of this folder with the packed package in it, as `npm install` leaves it. */
function installed(): string {
  const consumer = inject("consumer");
  const folder = mkdtempSync(join(consumer, "example-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of ["Pulumi.yaml", "Pulumi.dev.yaml"]) cpSync(join(import.meta.dirname, name), join(folder, name));
  symlinkSync(join(consumer, "node_modules"), join(folder, "node_modules"));
  cpSync(join(consumer, "package.json"), join(folder, "package.json"));
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
    PULUMI_BACKEND_URL: "file://.",
    PULUMI_CONFIG_PASSPHRASE: "example",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  // In the test, the package is there and an emulator runs, on a port that is free.
  const isDone = /^npm install|^npx pulumi-arraylake emulator|^export ARRAYLAKE_/;
  const run = async (block: string | undefined) => {
    const script = (block ?? "")
      .split("\n")
      .filter((line) => !isDone.test(line))
      .join("\n");
    return (await promisify(execFile)("bash", ["-ec", script], { cwd: folder, env })).stdout;
  };
  const [install, offline, start, again, secrets, leave] = BLOCKS;
  expect(BLOCKS).toHaveLength(6);

  await run(install);
  expect(await run(offline)).toBe("");
  const schema = JSON.parse(readFileSync(join(folder, "arraylake.schema.json"), "utf8")) as object;
  const validate = new Ajv({ allErrors: true, strictTypes: false }).compile(schema);
  const config = () => parse(readFileSync(join(folder, "Pulumi.dev.yaml"), "utf8")) as { config: object };
  validate(config());
  expect(validate.errors).toBeNull();

  const outputs = /```text\n(.*?)```/s.exec(README)?.[1] as string;
  const steady = (text: string) => text.replaceAll(/id( *): "[^"]*"/g, 'id$1: "..."').replaceAll(/^ *\+? */gm, "");
  expect(steady(await run(start))).toContain(steady(outputs));
  expect(emulator.bucket("acme", "climate")?.is_default).toBe(true);

  emulator.clearCalls();
  await run(again);
  expect(emulator.calls()).toEqual([]);

  expect(await run(secrets)).toMatch(/\+ 1 created/);
  expect(emulator.bucket("acme", "lab")?.auth_config).toMatchObject({ secret_access_key: "secret-example" });
  validate(config());
  expect(validate.errors).toBeNull();
  const text = readFileSync(join(folder, "Pulumi.dev.yaml"), "utf8");
  expect(text).toContain("# yaml-language-server: $schema=arraylake.schema.json\n");
  expect(text).not.toContain("secret-example");

  await run(leave);
  expect(emulator.buckets("acme")).toEqual([]);
});
