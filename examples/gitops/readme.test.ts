import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { writes } from "../../test/e2e/harness/stack";
import { EXAMPLE, Repository } from "./harness/repository";

const README = readFileSync(join(EXAMPLE, "README.md"), "utf8");
const BLOCKS = [...README.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text]) => text as string);

test("the README's commands, one after the other, do what it says", async () => {
  const repository = await Repository.create();
  const { emulator, folder } = repository;
  // In the test, the package is there and an emulator runs, on a port that is free.
  const isDone = /^npm install|^npx pulumi-arraylake emulator|^export /;
  const run = (block = "") =>
    repository.run(
      block
        .split("\n")
        .filter((line) => !isDone.test(line))
        .join("\n"),
    );
  const [install, offline, start, secrets, pipelines, operator, killed] = BLOCKS;
  expect(BLOCKS).toHaveLength(7);
  expect(operator).toMatch(/^docker .*\ndocker .*\nkubectl /); // for which there is no cluster here

  await run(install);
  await run(offline);
  await run(start);
  await run(secrets);
  const schema = JSON.parse(readFileSync(join(folder, "arraylake.schema.json"), "utf8")) as object;
  const text = readFileSync(join(folder, "Pulumi.prod.yaml"), "utf8");
  const validate = new Ajv({ allErrors: true, strictTypes: false }).compile(schema);
  validate(parse(text));
  expect(validate.errors).toBeNull();
  expect(text).toContain("# yaml-language-server: $schema=arraylake.schema.json\n");
  expect(text).not.toMatch(/secret-example|AKIDEXAMPLE/);
  expect(readFileSync(join(EXAMPLE, ".gitignore"), "utf8").split("\n")).toContain(".pulumi/");

  expect(await run(pipelines)).toContain("+ 6 created");
  expect(emulator.bucket("acme", "lab")?.auth_config).toMatchObject({ secret_access_key: "secret-example" });
  emulator.clearCalls();
  expect(await run(killed)).toContain("canceled");
  expect(writes(emulator)).toEqual([]);
});
