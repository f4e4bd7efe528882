import { oneLine } from "../one-line";
import { encryptingField } from "../stack/stack-file";
import { type Exported, type ExportedEntry, quoted } from "./export-entries";

/** A stack's config, indented so that it can stand under the `config:` of Pulumi.STACK.yaml. */
export function stackConfigYaml({ org, entries, leftOut }: Exported, project: string): string {
  const marked = entries.find(({ isDefault }) => isDefault);
  const lines = [
    `# BucketConfigs of '${oneLine(org)}'. Paste this under \`config:\` in Pulumi.STACK.yaml of the project '${oneLine(project)}'.`,
    "# `adopt: true` takes over what stands there; the lines can be removed after the first `pulumi up`.",
    `arraylake:org: ${scalar(org)}`,
    ...(marked ? [`${project}:defaultBucketConfig: ${scalar(marked.key)}`] : []),
    ...leftOut
      .filter(({ isDefault }) => isDefault)
      .map(({ name }) => `# The default is ${name}, which is left out: see below.`),
    `${project}:bucketConfigs:${entries.length === 0 ? " {}" : ""}`,
    ...entries.flatMap((entry) => entryLines(entry).map((line) => `  ${line}`)),
    ...(leftOut.length > 0 ? ["# Left out, since this version of pulumi-arraylake can't declare them:"] : []),
    ...leftOut.map(({ name, reason }) => `#   ${name}: ${reason}`),
  ];
  return lines.map((line) => `  ${line}\n`).join("");
}

function entryLines({ key, nickname, location, extraConfig, authConfig }: ExportedEntry): string[] {
  return [
    `${scalar(key)}:`,
    ...(nickname === key ? [] : [`  nickname: ${scalar(nickname)}`]),
    ...Object.entries(location).map(([field, value]) => `  ${field}: ${scalar(value)}`),
    ...(Object.keys(extraConfig).length > 0 ? ["  extraConfig:"] : []),
    ...Object.entries(extraConfig).map(([field, value]) => `    ${scalar(field)}: ${scalar(value)}`),
    "  authConfig:",
    ...Object.entries(authConfig).map(([field, value]) =>
      value === undefined ? `    ${field}: # ${encryptingField(key, field)}` : `    ${field}: ${scalar(value)}`,
    ),
    "  adopt: true",
  ];
}

/** Plain where no reader of YAML could take it for anything but this text, else as JSON, which YAML contains. */
function scalar(value: string | number | boolean): string {
  const isPlain = /^[A-Za-z][A-Za-z0-9_./@-]*(:\/\/[A-Za-z0-9_./@:-]*[A-Za-z0-9_/])?$/.test(String(value));
  const isWord = /^(true|false|yes|no|on|off|y|n|null|nan|inf)$/i.test(String(value));
  return typeof value === "string" && (!isPlain || isWord) ? quoted(value) : String(value);
}
