import { existsSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { parseDocument } from "yaml";
import { stackConfigJsonSchema } from "../../../provider/stack/json-schema";
import { type Document, ROOT, type Snippet } from "./markdown";

type Values = Record<string, unknown>;

const validate = new Ajv({ allErrors: true, strictTypes: false }).compile(stackConfigJsonSchema());

/** What is wrong with the `yaml` snippets of a document. */
export function yamlProblems(document: Document): string[] {
  const ofLanguage = (language: string) => document.snippets.filter((snippet) => snippet.language === language);
  return ofLanguage("yaml").flatMap((snippet) => {
    const later = ofLanguage("sh").filter(({ line }) => line > snippet.line);
    return problemsOf(snippet, later).map((problem) => `${document.file}:${snippet.line}: ${problem}`);
  });
}

function problemsOf({ text }: Snippet, commands: readonly Snippet[]): string[] {
  const yaml = parseDocument(text);
  if (yaml.errors.length > 0) return yaml.errors.map(({ message }) => message.split("\n")[0] ?? "");
  const value: unknown = yaml.toJS();
  if (!isRecord(value)) return [];
  if ("runtime" in value) return programProblems(value.main);
  if (!isRecord(value.config)) return [];
  for (const path of secretsSetIn(commands)) complete(value.config, path);
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** A project whose program is in the package names a file that is in it. */
function programProblems(main: unknown): string[] {
  const inPackage = /node_modules\/pulumi-arraylake\/dist\/(.*)\.js$/.exec(String(main))?.[1];
  if (inPackage === undefined || existsSync(join(ROOT, "provider", `${inPackage}.ts`))) return [];
  return [`main: the package has no ${inPackage}.js`];
}

/** The paths that commands like `pulumi config set --secret --path 'a.b.c'` fill in. */
function secretsSetIn(commands: readonly Snippet[]): string[][] {
  const lines = commands
    .flatMap(({ text }) => text.split("\n"))
    .filter((line) => /\bpulumi config set\b.*--secret\b/.test(line));
  return lines.map((line) => /--path\b.*'([^']+)'/.exec(line)?.[1]?.split(".") ?? []);
}

function complete(config: Values, [first = "", ...rest]: readonly string[]): void {
  const key = Object.keys(config).find((name) => name === first || name.endsWith(`:${first}`));
  let holder = key === undefined ? undefined : config[key];
  for (const part of rest.slice(0, -1)) holder = isRecord(holder) ? holder[part] : undefined;
  if (isRecord(holder)) holder[rest.at(-1) ?? ""] = { secure: "v1:encrypted" };
}

function isRecord(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
