import { dirname, join } from "node:path";
import { sentence } from "../model/problems";
import { projectFile, read } from "./project-file";
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
  const file = readStackFile(read(join(folder, name)), project);
  const secrets = file instanceof BrokenYaml ? [] : secretsInClear(file.config, project);
  if (secrets.length === 0) return undefined;
  return [`In ${name},`, ...secrets.map((secret) => `  ${sentence(secret)}`), KNOWN_BY_NOW].join("\n");
}

function withFoldersAbove(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...withFoldersAbove(above)];
}
