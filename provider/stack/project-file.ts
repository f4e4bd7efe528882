import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { isRecord, type Values } from "../model/values";

/** A folder's Pulumi.yaml; empty where it has none that can be read. */
export function projectFile(folder: string): Values {
  try {
    const file: unknown = parse(read(join(folder, "Pulumi.yaml")), { logLevel: "silent" });
    return isRecord(file) ? file : {};
  } catch {
    return {};
  }
}

/** The config that a project gives to its stacks, each key with its namespace: values, and defaults of what a stack may say. */
export function configOfProject(file: Values, project: string): Values {
  const config = isRecord(file.config) ? file.config : {};
  const entries = Object.entries(config).flatMap(([key, given]) => {
    const value = isRecord(given) ? (given.value ?? given.default) : given;
    return value === undefined || value === null
      ? []
      : [[key.includes(":") ? key : `${project}:${key}`, value] as const];
  });
  return Object.fromEntries(entries);
}

/** A file's text; empty where there is none. */
export function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
