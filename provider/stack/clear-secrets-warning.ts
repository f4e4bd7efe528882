import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { sentence } from "../model/problems";
import { isRecord, type Values } from "../model/values";
import { BrokenYaml, KNOWN_BY_NOW, readStackFile, secretsInClear } from "./stack-file";

/**
 * What is to be said of secrets in clear in a stack's own file, if there are any. Of another file, of `--config-file`, nobody tells
 * a program.
 * @param places folders in or above which the project may be: not every version of Pulumi tells a program which it is
 */
export function clearSecretsWarning(places: readonly string[], stack: string, project: string): string | undefined {
  const folders = new Set(places.flatMap(withFoldersAbove));
  for (const folder of folders) {
    const file = projectFile(folder);
    if (file.name !== project) continue;
    const inside = typeof file.stackConfigDir === "string" ? file.stackConfigDir : "";
    return warningOn(join(folder, inside), `Pulumi.${stack}.yaml`, project);
  }
  return undefined;
}

function warningOn(folder: string, name: string, project: string): string | undefined {
  const config = readStackFile(read(join(folder, name)), project);
  const secrets = config instanceof BrokenYaml ? [] : secretsInClear(config, project);
  if (secrets.length === 0) return undefined;
  return [`In ${name},`, ...secrets.map((secret) => `  ${sentence(secret)}`), KNOWN_BY_NOW].join("\n");
}

function withFoldersAbove(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...withFoldersAbove(above)];
}

function projectFile(folder: string): Values {
  try {
    const file: unknown = parse(read(join(folder, "Pulumi.yaml")), { logLevel: "silent" });
    return isRecord(file) ? file : {};
  } catch {
    return {};
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
