import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { expect, inject, test } from "vitest";
import { parseAllDocuments, stringify } from "yaml";
import { operatorDefinitions, validatorOf } from "./harness/custom-resources";
import { EXAMPLE, Repository, temporary } from "./harness/repository";
import { shell } from "./harness/shell";

interface StackObject {
  kind: string;
  spec: {
    programRef?: { name: string };
    config?: Record<string, string>;
    secretsRef?: Record<string, unknown>;
    workspaceTemplate: {
      spec: { image: string; podTemplate?: { spec: { initContainers: { image: string; command: string[] }[] } } };
    };
  };
}

interface ProgramObject {
  kind: string;
  metadata: { name: string };
  program: { resources: Record<string, object> };
}

/** Where the image keeps the package. */
const IMAGE = "/opt/arraylake";

const definitions = await operatorDefinitions();
const skipped = "reason" in definitions ? ` (skipped: ${definitions.reason})` : "";

function objectIn<Kind extends { kind: string }>(name: string, kind: Kind["kind"]): Kind {
  const objects = parseAllDocuments(readFileSync(join(EXAMPLE, "operator", name), "utf8")).map((each) => each.toJS());
  return (objects as Kind[]).find((each) => each.kind === kind) as Kind;
}

const stackIn = (name: string) => objectIn<StackObject>(name, "Stack");
const PROGRAM = "program/program.yaml";
const program = () => objectIn<ProgramObject>(PROGRAM, "Program");

test.skipIf(skipped)(`the operator's published definition allows the manifests, and nothing more${skipped}`, () => {
  if ("reason" in definitions) return;
  const validate = validatorOf("Stack", definitions.folder);
  for (const name of ["stack.yaml", "drift.yaml", PROGRAM]) {
    const stack = stackIn(name);
    validate(stack);
    expect(validate.errors).toBeNull();
    Object.assign(stack.spec.workspaceTemplate.spec, { imagee: "misspelt" });
    expect(validate(stack)).toBe(false);
  }
  const validateProgram = validatorOf("Program", definitions.folder);
  const object = program();
  validateProgram(object);
  expect(validateProgram.errors).toBeNull();
  Object.assign(object.program.resources.era5 ?? {}, { property: "misspelt" });
  expect(validateProgram(object)).toBe(false);
});

test("a Program runs as the operator makes a project of it, with the plugin on the image's PATH, and is destroyed without it", async () => {
  const { machine, emulator, backend, secrets } = await Repository.create();
  const modules = join(inject("consumer"), "node_modules/.bin");
  expect(readFileSync(join(EXAMPLE, "operator/Dockerfile"), "utf8")).toContain(
    `ENV PATH=$PATH:${IMAGE}/node_modules/.bin\n`,
  );
  const env = {
    ...machine,
    ...secrets("arraylake-prod"),
    PATH: [machine.PATH, modules].join(delimiter),
    PULUMI_BACKEND_URL: backend,
  };
  // Beside the installed package, in which Pulumi would look as well.
  const cwd = temporary(dirname(inject("consumer")));
  const { metadata, program: written } = program();
  const { programRef, config = {}, secretsRef = {} } = stackIn(PROGRAM).spec;
  expect(programRef?.name).toBe(metadata.name);
  const project = { name: metadata.name, runtime: "yaml" };
  const file = join(cwd, "Pulumi.yaml");
  writeFileSync(file, stringify({ ...project, ...written }));
  const settings = Object.entries(config).map(([key, value]) => `pulumi config set ${key} ${value}`);
  const hidden = Object.keys(secretsRef).map((key) => `pulumi config set --secret ${key} external-id-example`);
  const up = "pulumi up --yes --skip-preview --color never";
  const made = await shell(["pulumi stack init prod", ...settings, ...hidden, up].join("\n"), { cwd, env });
  expect(made.code, made.text).toBe(0);
  expect(made.text).toContain("+ 4 created");
  expect(made.text).not.toContain("external-id-example");
  expect(emulator.bucket("acme", "climate")?.is_default).toBe(true);
  expect(emulator.bucket("acme", "era5")?.auth_config).toMatchObject({ shared_secret: "external-id-example" });
  const rest = await shell("pulumi preview --expect-no-changes --color never", { cwd, env });
  expect(rest.code, rest.text).toBe(0);

  writeFileSync(file, stringify(project));
  const { code, text } = await shell(`pulumi install\n${DESTROY}`, { cwd, env });
  expect(code, text).toBe(0);
  expect(emulator.buckets("acme")).toEqual([]);
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
