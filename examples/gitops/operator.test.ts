import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, inject, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { operatorDefinitions, stackValidator } from "./harness/custom-resources";
import { EXAMPLE, Repository, temporary } from "./harness/repository";
import { shell } from "./harness/shell";

interface StackObject {
  kind: string;
  spec: {
    workspaceTemplate: {
      spec: { image: string; podTemplate?: { spec: { initContainers: { image: string; command: string[] }[] } } };
    };
  };
}

/** Where the image keeps the package. */
const IMAGE = "/opt/arraylake";

const definitions = await operatorDefinitions();
const skipped = "reason" in definitions ? ` (skipped: ${definitions.reason})` : "";

function stackIn(name: string): StackObject {
  const objects = parseAllDocuments(readFileSync(join(EXAMPLE, "operator", name), "utf8")).map((each) => each.toJS());
  return (objects as StackObject[]).find(({ kind }) => kind === "Stack") as StackObject;
}

test.skipIf(skipped)(`the operator's published definition allows the manifests, and nothing more${skipped}`, () => {
  if ("reason" in definitions) return;
  const validate = stackValidator(definitions.folder);
  for (const name of ["stack.yaml", "drift.yaml"]) {
    const stack = stackIn(name);
    validate(stack);
    expect(validate.errors).toBeNull();
    Object.assign(stack.spec.workspaceTemplate.spec, { imagee: "misspelt" });
    expect(validate(stack)).toBe(false);
  }
});

/**
 * What the operator makes when a Stack is deleted whose source is gone: the project's name and runtime. Beside the folder
 * with the installed package, not in it, where Node.js would find the package.
 */
function withoutSource(): string {
  const folder = temporary(dirname(inject("consumer")));
  writeFileSync(join(folder, "Pulumi.yaml"), "name: storage\nruntime: nodejs\n");
  return folder;
}

async function deployed(): Promise<Repository> {
  const repository = await Repository.create();
  repository.edit("      protect: true\n", "");
  await repository.run("pulumi stack init prod");
  await repository.run("pulumi up --stack prod --yes --skip-preview");
  expect(repository.emulator.buckets("acme")).toHaveLength(2);
  return repository;
}

const DESTROY = "pulumi destroy --stack prod --yes --skip-preview --color never";

test("with NODE_PATH as the image sets it, a stack is destroyed without its source and without a package beside it", async () => {
  const repository = await deployed();
  const cwd = withoutSource();
  const env = { ...repository.env("arraylake-prod"), PULUMI_BACKEND_URL: repository.backend };
  expect(readFileSync(join(EXAMPLE, "operator/Dockerfile"), "utf8")).toContain(`ENV NODE_PATH=${IMAGE}/node_modules\n`);
  expect((await shell(DESTROY, { cwd, env })).code).not.toBe(0);
  expect(repository.emulator.buckets("acme")).toHaveLength(2);

  const NODE_PATH = join(inject("consumer"), "node_modules");
  const { code, text } = await shell(DESTROY, { cwd, env: { ...env, NODE_PATH } });
  expect(code, text).toBe(0);
  expect(repository.emulator.buckets("acme")).toEqual([]);
});

test("what the manifest's init container does lets the `pulumi install` succeed that operators 2.8 and 2.9 run first", async () => {
  const repository = await deployed();
  const cwd = withoutSource();
  const env = {
    ...repository.env("arraylake-prod"),
    PULUMI_BACKEND_URL: repository.backend,
    npm_config_offline: "true",
    npm_config_audit: "false",
  };
  expect((await shell("pulumi install", { cwd, env })).code).not.toBe(0);
  rmSync(join(cwd, "package-lock.json"), { force: true });

  const image = temporary(dirname(inject("consumer")));
  for (const name of ["package.json", "package-lock.json", "node_modules"])
    cpSync(join(inject("consumer"), name), join(image, name), { recursive: true, verbatimSymlinks: true });
  const { spec } = stackIn("stack.yaml").spec.workspaceTemplate;
  const [container] = spec.podTemplate?.spec.initContainers ?? [];
  expect(container?.image).toBe(spec.image);
  const [, , command] = container?.command ?? [];
  for (const script of [command?.replace(IMAGE, image) ?? "", "pulumi install", DESTROY]) {
    const { code, text } = await shell(script, { cwd, env });
    expect(code, text).toBe(0);
  }
  expect(repository.emulator.buckets("acme")).toEqual([]);
});
