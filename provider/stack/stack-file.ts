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

/** Reads a stack's file. A key without a namespace is the project's own. */
export function readStackFile(text: string, project: string): FileConfig | BrokenYaml {
  const document = parseDocument(text, { logLevel: "silent" });
  const [error] = document.errors;
  if (error) {
    const [{ line, col: column } = { line: 1, col: 1 }] = error.linePos ?? [];
    return new BrokenYaml(line, column, error.code);
  }
  const file: unknown = document.toJS();
  const config = isRecord(file) && isRecord(file.config) ? file.config : {};
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key.includes(":") ? key : `${project}:${key}`, value]),
  );
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
