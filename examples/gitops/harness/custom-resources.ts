import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { Ajv, type ValidateFunction } from "ajv";
import { parse } from "yaml";

interface CustomResourceDefinition {
  spec: { names: { kind: string }; versions: { name: string; schema: { openAPIV3Schema: Schema } }[] };
}

interface Schema {
  [key: string]: unknown;
}

const MODULE = "github.com/pulumi/pulumi-kubernetes-operator/v2@v2.9.0";
const FILES = { Stack: "pulumi.com_stacks.yaml", Program: "pulumi.com_programs.yaml" };

/** The operator's published definitions: a folder of them, or why there is none. */
export async function operatorDefinitions(): Promise<{ folder: string } | { reason: string }> {
  const folder = process.env.PULUMI_OPERATOR_CRDS || (await fromGoModule());
  if (folder === undefined)
    return { reason: `PULUMI_OPERATOR_CRDS names no folder with ${FILES.Stack}, and Go can't download ${MODULE}` };
  const missing = Object.values(FILES).find((file) => !existsSync(join(folder, file)));
  return missing ? { reason: `${folder} has no ${missing}` } : { folder };
}

async function fromGoModule(): Promise<string | undefined> {
  const download = promisify(execFile)("go", ["mod", "download", "-json", MODULE], { timeout: 60_000 });
  const stdout = await download.then(
    (done) => done.stdout,
    () => undefined,
  );
  return stdout === undefined ? undefined : join((JSON.parse(stdout) as { Dir: string }).Dir, "deploy/crds");
}

/** Holds an object against the definition of its kind, in which nothing may stand that the operator would drop. */
export function validatorOf(kind: keyof typeof FILES, folder: string): ValidateFunction {
  const { spec } = parse(readFileSync(join(folder, FILES[kind]), "utf8")) as CustomResourceDefinition;
  const schema = spec.versions.find(({ name }) => name === "v1")?.schema.openAPIV3Schema;
  if (!schema) throw new Error(`${FILES[kind]} has no version v1.`);
  const { metadata, ...properties } = schema.properties as Schema;
  return new Ajv({ allErrors: true, strict: false, validateFormats: false }).compile({
    ...(closed({ ...schema, properties }) as object),
    additionalProperties: true,
  });
}

/** Kubernetes drops the fields that a definition doesn't name; here they are mistakes. */
function closed(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(closed);
  if (typeof part !== "object" || part === null) return part;
  const inner = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, closed(value)]));
  const isOpen =
    inner.type !== "object" ||
    inner.properties === undefined ||
    inner.additionalProperties !== undefined ||
    inner["x-kubernetes-preserve-unknown-fields"] === true;
  return isOpen ? inner : { ...inner, additionalProperties: false };
}
