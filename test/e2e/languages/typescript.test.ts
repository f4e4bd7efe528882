import { readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, inject, test } from "vitest";
import { emulatorForTest, TestStack } from "../harness/stack";
import { live } from "./life";
import { makeSdk, program, projectYaml, run, temporary } from "./sdk";

const MAIN = program("typescript", "index.ts");
const SETTINGS = JSON.stringify({
  compilerOptions: { strict: true, target: "es2022", module: "node16", moduleResolution: "node16", noEmit: true },
  include: ["index.ts"],
});

test("a TypeScript program with the plugin's SDK type-checks, and lives a whole life", {
  timeout: 400_000,
}, async () => {
  const emulator = await emulatorForTest();
  const files = { "Pulumi.yaml": projectYaml("nodejs"), "tsconfig.json": SETTINGS, "index.ts": MAIN };
  const stack = await TestStack.create({ emulator, files });
  const { folder } = stack;
  const sdk = join(folder, "node_modules/pulumi-arraylake-sdk");
  stack.copy(await makeSdk("nodejs", temporary()), "node_modules/pulumi-arraylake-sdk");
  const PATH = [join(inject("consumer"), "node_modules/.bin"), process.env.PATH].join(delimiter);
  const { scripts } = JSON.parse(readFileSync(join(sdk, "package.json"), "utf8")) as {
    scripts: { postinstall: string };
  };
  await run("sh", ["-c", scripts.postinstall], { cwd: sdk, env: { ...process.env, PATH } });

  const tsc = () =>
    run("tsc", ["-p", "."], { cwd: folder, env: { ...process.env, PATH } }).then(
      ({ stdout }) => stdout,
      ({ stdout }: { stdout: string }) => stdout,
    );
  expect(await tsc()).toBe("");
  writeFileSync(join(folder, "index.ts"), MAIN.replace('"aws_customer_managed_role"', '"aws_role"'));
  expect(await tsc()).toContain("Type '\"aws_role\"' is not assignable to type");
  writeFileSync(join(folder, "index.ts"), MAIN);
  await live(stack, emulator);
});
