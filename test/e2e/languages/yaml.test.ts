import { expect, test } from "vitest";
import { parse } from "yaml";
import { emulatorForTest, TestStack } from "../harness/stack";
import { live } from "./life";
import { PLUGIN, program, schemas } from "./sdk";

test("the schema beside the plugin, from which SDKs are made, is what the plugin says of itself", async () => {
  const { told, packed } = await schemas();
  expect(told).toEqual(packed);
});

test("a YAML program lives a whole life", async () => {
  const emulator = await emulatorForTest();
  const project = {
    ...parse(program("yaml", "Pulumi.yaml")),
    plugins: { providers: [{ name: "arraylake", path: PLUGIN }] },
  };
  const stack = await TestStack.create({ emulator, files: { "Pulumi.yaml": JSON.stringify(project) } });
  await live(stack, emulator);
});
