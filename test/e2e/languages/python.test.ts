import { writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { emulatorForTest, TestStack } from "../harness/stack";
import { live } from "./life";
import { program, projectYaml, pythonEnvironment, pythonMissing, run, temporary } from "./sdk";

const missing = await pythonMissing();
const MAIN = program("python", "__main__.py");

/** The same program, with a class of the SDK in the place of a dictionary. */
const WITH_CLASSES = MAIN.replace(/auth_config=\{([^}]*)\}/, (_, fields: string) => {
  return `auth_config=arraylake.AwsCustomerManagedRoleAuthArgs(${fields.replaceAll(/"(\w+)": /g, "$1=")})`;
});

describe.skipIf(missing)(`Python${missing}`, () => {
  let environment = "";
  beforeAll(async () => {
    environment = await pythonEnvironment();
  });

  test.each([
    ["dictionaries", MAIN],
    ["classes", WITH_CLASSES],
  ])("a program with %s lives a whole life", async (_, main) => {
    const emulator = await emulatorForTest();
    const files = { "Pulumi.yaml": projectYaml("python"), "__main__.py": main };
    const stack = await TestStack.create({ emulator, files });
    stack.setEnv({ PATH: [join(environment, "bin"), process.env.PATH].join(delimiter), VIRTUAL_ENV: environment });
    await live(stack, emulator);
  });

  /** What mypy says of a program. */
  async function mypy(main: string): Promise<string> {
    const file = join(temporary(), "__main__.py");
    writeFileSync(file, main);
    const args = ["-m", "mypy", "--strict", "--no-color-output", "--cache-dir", join(environment, "mypy"), file];
    return run(join(environment, "bin/python"), args).then(
      ({ stdout }) => stdout,
      ({ stdout }: { stdout: string }) => stdout,
    );
  }

  test("its types let right programs pass", async () => {
    expect(await mypy(MAIN)).toBe("Success: no issues found in 1 source file\n");
    expect(WITH_CLASSES).toContain('RoleAuthArgs(\n        method="aws_customer_managed_role"');
    expect(await mypy(WITH_CLASSES)).toBe("Success: no issues found in 1 source file\n");
  });

  test.each([
    ["a number for a text", 'nickname=config.require("nickname")', "nickname=5"],
    ["an argument that doesn't exist", "uri=", "url="],
    ["a method that doesn't exist", '"aws_customer_managed_role"', '"aws_role"'],
    ["another method's field", '"external_role_name"', '"access_key_id"'],
    ["a missing field", /.*"shared_secret".*\n/, ""],
    ["an output that doesn't exist", "era5.uri", "era5.url"],
  ])("its types refuse %s", async (_, right, wrong) => {
    expect(MAIN).toMatch(right);
    expect(await mypy(MAIN.replace(right, wrong))).toMatch(
      /__main__.py:\d+: error: .*\[(call-overload|attr-defined)\]/,
    );
  });

  test("its documentation speaks of it as Python does", async () => {
    const script = "import pulumi_arraylake as a; help(a.BucketConfigArgs); help(a.R2CustomerManagedRoleAuthArgs)";
    const { stdout } = await run(join(environment, "bin/python"), ["-c", script]);
    expect(stdout).toContain("nickname: The name by which people and repos refer to the BucketConfig");
    const keys = ["regionName", "endpointUrl", "useSsl", "forcePathStyle"];
    const names = [...stdout.matchAll(/`([a-z]+[A-Z]\w*)`/g)].map(([, name]) => name as string);
    expect(names.filter((name) => !keys.includes(name))).toEqual([]);
  });
});
