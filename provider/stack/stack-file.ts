import { parseDocument } from "yaml";
import { isSecretAuthField } from "../model/auth-methods";
import type { Problem } from "../model/problems";
import { configKey, PROVIDER_SETTING_NAMES, providerSetting } from "../model/provider-settings";
import { shellWord } from "../model/text";
import { UNKNOWN } from "../model/unknown";
import { isRecord, type Values } from "../model/values";
import { entryPath } from "./entry";

/** The config of a stack as its file, `Pulumi.STACK.yaml`, has it: each key with its namespace. */
export type FileConfig = Values;

/** Where a file's YAML is broken. Nothing of the file is quoted: that may be a secret. */
export class BrokenYaml {
  constructor(
    readonly line: number,
    readonly column: number,
    readonly code: string,
  ) {}
}

/** A stack's file as it was read. */
export interface StackFile {
  readonly config: FileConfig;
  /** Whether more config comes from environments of Pulumi ESC, of which the file has only the names. */
  readonly hasEnvironments: boolean;
}

/** Reads a stack's file as Pulumi does. A key without a namespace is the project's own. */
export function readStackFile(text: string, project: string): StackFile | BrokenYaml {
  const document = parseDocument(text, { merge: true, logLevel: "silent" });
  const [error] = document.errors;
  if (error) {
    const [{ line, col: column } = { line: 1, col: 1 }] = error.linePos ?? [];
    return new BrokenYaml(line, column, error.code);
  }
  const file = plainValueOf(document);
  if (file === undefined) return new BrokenYaml(1, 1, "BAD_ALIAS");
  const config = isRecord(file) && isRecord(file.config) ? file.config : {};
  const entries = Object.entries(config).map(([key, value]): [string, unknown] => {
    const name = key.includes(":") ? key : `${project}:${key}`;
    return [name, name === `${project}:bucketConfigs` ? fromJson(value) : value];
  });
  return {
    config: Object.fromEntries(entries),
    hasEnvironments: isRecord(file) && Array.isArray(file.environment) && file.environment.length > 0,
  };
}

/** Undefined where an alias leads nowhere, or into itself. */
function plainValueOf(document: ReturnType<typeof parseDocument>): unknown {
  try {
    const value: unknown = document.toJS({ maxAliasCount: -1 });
    JSON.stringify(value);
    return value ?? null;
  } catch {
    return undefined;
  }
}

/** A map may also be given as a text, as `pulumi config set` without `--path` does. */
export function fromJson(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** A value of a file as far as it can be checked: what is encrypted is unknown. */
export function checkable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(checkable);
  if (!isRecord(value)) return value;
  if (isEncrypted(value)) return UNKNOWN;
  return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, checkable(inside)]));
}

function isEncrypted(value: Values): boolean {
  return Object.keys(value).join() === "secure" && typeof value.secure === "string";
}

/** The secrets that stand in clear in a stack's file, each with the command that encrypts it. */
export function secretsInClear(config: FileConfig, project: string): Problem[] {
  const settings = PROVIDER_SETTING_NAMES.filter((name) => providerSetting(name).secret).map(configKey);
  const entries = config[`${project}:bucketConfigs`];
  return [
    ...settings.filter((key) => isInClear(config[key])).map((key) => inClear(key, encrypting(key))),
    ...Object.entries(isRecord(entries) ? entries : {}).flatMap(([key, entry]) => secretsIn(key, entry)),
  ];
}

function secretsIn(key: string, entry: unknown): Problem[] {
  const { authConfig } = isRecord(entry) ? entry : {};
  const fields = Object.entries(isRecord(authConfig) ? authConfig : {});
  return fields
    .filter(([field, value]) => isSecretAuthField(field) && isInClear(value))
    .map(([field]) => inClear(`${entryPath(key)}.authConfig.${field}`, encryptingField(key, field)));
}

function isInClear(value: unknown): boolean {
  return ["string", "number", "boolean"].includes(typeof value) && value !== "";
}

function inClear(path: string, command: string): Problem {
  return { path, message: `stands in clear: encrypt it with \`${command}\`, which asks for the value` };
}

/** The command that encrypts a secret of an entry. */
export function encryptingField(key: string, field: string): string {
  return encrypting(`${entryPath(key)}.authConfig.${field}`, "--path ");
}

function encrypting(path: string, option = ""): string {
  return `pulumi config set ${option}--secret ${shellWord(path)}`;
}

/** What else has to be done about secrets that stood in clear. */
export const KNOWN_BY_NOW =
  "What was committed in clear stays in the repository's history: make it anew where it comes from.";
