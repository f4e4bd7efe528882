import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { emulatorForTest, pulumiCommand, TestStack } from "../harness/stack";
import { live } from "./life";
import { copyProgram, makeSdk, program, projectYaml, run, temporary } from "./sdk";

/** What the SDK's go.mod asks for. */
const PULUMI = "github.com/pulumi/pulumi/sdk/v3@v3.256.0";

const noGo = await run("go", ["mod", "download", PULUMI], { cwd: "/", timeout: 60_000 }).then(
  () => "",
  () => ` (skipped: Go can't download ${PULUMI})`,
);
const noHost = existsSync(join(dirname((await pulumiCommand()).command), "pulumi-language-go"))
  ? ""
  : " (skipped: there is no pulumi-language-go, which comes with Pulumi's own download alone)";

/** The SDK and a program that has it, each a module of its own. */
async function modules(main: string): Promise<string> {
  const folder = temporary();
  const sdk = await makeSdk("go", folder);
  copyProgram("go", folder);
  writeFileSync(join(folder, "main.go"), main);
  const at = "example.com/pulumi-arraylake/sdk/go";
  writeFileSync(
    join(folder, "go.mod"),
    `module program\n\ngo 1.25\n\nrequire ${at} v0.0.0\n\nreplace ${at} => ${sdk}\n`,
  );
  return folder;
}

function build(cwd: string): Promise<string> {
  return run("go", ["build", "-mod=mod", "-o", "program", "./..."], { cwd }).then(
    ({ stdout }) => stdout,
    ({ stderr }: { stderr: string }) => stderr,
  );
}

const MAIN = program("go", "main.go");

const compiles = `a Go program with the plugin's SDK compiles, and one with a wrong type doesn't${noGo}`;
// Where Go has nothing of Pulumi yet, it fetches and compiles a hundred modules.
test.skipIf(noGo)(compiles, { timeout: 600_000 }, async () => {
  const folder = await modules(MAIN);
  expect(await build(folder)).toBe("");
  expect(existsSync(join(folder, "program"))).toBe(true);
  writeFileSync(join(folder, "main.go"), MAIN.replace('pulumi.String("123456789012")', "pulumi.Int(123456789012)"));
  expect(await build(folder)).toMatch(/cannot use pulumi.Int/);
});

test.skipIf(noGo || noHost)(`a Go program lives a whole life${noGo || noHost}`, async () => {
  const emulator = await emulatorForTest();
  const folder = await modules(MAIN);
  await build(folder);
  const project = projectYaml({ name: "go", options: { binary: join(folder, "program") } });
  const stack = await TestStack.create({ emulator, files: { "Pulumi.yaml": project } });
  await live(stack, emulator);
});
