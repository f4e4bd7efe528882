import { shellWord } from "../model/text";
import { type Exported, type ExportedEntry, placeholders, quoted } from "./export-entries";

/** A program that declares the same, for those who prefer one. */
export function typescriptProgram({ org, entries, leftOut }: Exported): string {
  const hasDefault = entries.some(({ isDefault }) => isDefault);
  const needsConfig = entries.some((entry) => placeholders(entry).length > 0);
  const lines = [
    ...(needsConfig ? ['import * as pulumi from "@pulumi/pulumi";'] : []),
    `import { BucketConfig${hasDefault ? ", DefaultBucketConfig" : ""} } from "pulumi-arraylake";`,
    "",
    "// `adopt: true` takes over what stands there; it can be removed after the first `pulumi up`.",
    ...(needsConfig ? ["const config = new pulumi.Config();"] : []),
    `const org = ${quoted(org)};`,
    ...entries.flatMap((entry) => ["", ...declarationLines(entry)]),
    ...(hasDefault ? ["", 'new DefaultBucketConfig("default", { org, bucketConfigId: defaultBucketConfig.id });'] : []),
    ...(leftOut.length > 0 ? ["", "// Left out, since this version of pulumi-arraylake can't declare them:"] : []),
    ...leftOut.map(({ name, reason, isDefault }) => `//   ${name}${isDefault ? ", the default" : ""}: ${reason}`),
  ];
  return `${lines.join("\n")}\n`;
}

/** The command that gives the program a secret. */
export function secretCommand(key: string, field: string): string {
  return `pulumi config set --secret ${shellWord(secretName(key, field))}`;
}

function declarationLines({ key, nickname, location, extraConfig, authConfig, isDefault }: ExportedEntry): string[] {
  return [
    `${isDefault ? "const defaultBucketConfig = " : ""}new BucketConfig(${quoted(key)}, {`,
    "  org,",
    `  nickname: ${quoted(nickname)},`,
    ...fieldLines(location, "  "),
    ...(Object.keys(extraConfig).length > 0 ? ["  extraConfig: {", ...fieldLines(extraConfig, "    "), "  },"] : []),
    "  authConfig: {",
    ...Object.entries(authConfig).flatMap(([field, value]) =>
      value === undefined
        ? [
            `    // ${secretCommand(key, field)}`,
            `    ${field}: config.requireSecret(${quoted(secretName(key, field))}),`,
          ]
        : fieldLines({ [field]: value }, "    "),
    ),
    "  },",
    "  adopt: true,",
    "});",
  ];
}

function fieldLines(fields: Readonly<Record<string, unknown>>, indent: string): string[] {
  return Object.entries(fields).map(
    ([field, value]) => `${indent}${nameOf(field)}: ${typeof value === "string" ? quoted(value) : value},`,
  );
}

/** `__proto__` written like any other name would set the object's prototype. */
function nameOf(field: string): string {
  if (field === "__proto__") return `[${quoted(field)}]`;
  return /^[A-Za-z_]\w*$/.test(field) ? field : quoted(field);
}

function secretName(key: string, field: string): string {
  return `${key}-${field}`;
}
