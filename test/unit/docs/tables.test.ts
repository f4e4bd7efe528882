import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { AUTH_METHODS, type AuthField, type AuthMethod } from "../../../provider/model/auth-methods";
import { SETTING_NAMES, settingRow } from "../../../provider/model/extra-config";
import { PLATFORM_NAMES, PLATFORMS } from "../../../provider/model/platforms";
import { configKey, PROVIDER_SETTING_NAMES, providerSetting } from "../../../provider/model/provider-settings";
import { ROOT } from "./markdown";

const README = join(ROOT, "README.md");

const code = (text: string) => `\`${text}\``;

function field([name, { secret, required, default: fallback }]: [string, AuthField]): string {
  const shown = secret ? `**${code(name)}**` : code(name);
  if (fallback !== undefined) return `${shown} (default ${fallback})`;
  return required === true ? shown : `${shown} (${required === false ? "optional" : `required on ${code(required)}`})`;
}

function method([name, { platform, formerly, fields, oneOf, endpoint }]: [string, AuthMethod]): string[] {
  const before = formerly.map((each) => `, formerly ${code(each)}`).join("");
  const where = platform === undefined ? "any" : code(platform);
  return [
    `${code(name)}${before}`,
    endpoint ? `${where}, with ${endpoint.kind} (${code(endpoint.holds)} in it)` : where,
    `${Object.entries(fields).map(field).join(", ")}${oneOf ? `; at least one of ${oneOf.map(code).join(" and ")}` : ""}`,
  ];
}

/** README's tables that repeat those of the code, each by its first row. */
const TABLES: Record<string, string[][]> = {
  "| `extraConfig` | value | |": SETTING_NAMES.map((name) => {
    const { type, words } = settingRow(name);
    return [code(name), type === "string" ? "a text" : "`true` or `false`, without quotes", words];
  }),
  "| platform | `extraConfig` must have | schemes of `uri` |": PLATFORM_NAMES.map((name) => {
    const { requires, schemes } = PLATFORMS[name];
    return [code(name), requires ? code(requires) : "", schemes.map(code).join(", ")];
  }),
  "| `authConfig.method` | platforms | fields (**secret** ones in bold) |": Object.entries(AUTH_METHODS).map(method),
  "| config | environment | default | |": PROVIDER_SETTING_NAMES.map((name) => {
    const { variable, default: fallback, words } = providerSetting(name);
    return [code(configKey(name)), code(variable), fallback === undefined ? "" : code(String(fallback)), words];
  }),
};

// To write them: UPDATE_TABLES=1 npm test -- --project unit tables
test.each(Object.entries(TABLES))("README's table %s is as the code has it", (head, rows) => {
  const readme = readFileSync(README, "utf8");
  const from = readme.indexOf(`${head}\n`);
  expect(from).toBeGreaterThan(0);
  const lines = [
    head,
    `|${" --- |".repeat(head.split(" | ").length)}`,
    ...rows.map((cells) => `| ${cells.join(" | ")} |`),
  ];
  const table = lines.join("\n").replaceAll(/ {2,}/g, " ");
  const now = readme.slice(0, from) + table + readme.slice(readme.indexOf("\n\n", from));
  if (process.env.UPDATE_TABLES) writeFileSync(README, now);
  expect(readFileSync(README, "utf8")).toBe(now);
});
