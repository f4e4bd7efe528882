import { expect, test } from "vitest";
import { documents, parsed } from "./markdown";
import { yamlProblems } from "./yaml";

test("every YAML snippet of the documents parses, and every stack config in one is valid", () => {
  const all = documents();
  expect(all.flatMap(({ snippets }) => snippets).some(({ text }) => text.includes("bucketConfigs:"))).toBe(true);
  expect(all.flatMap(yamlProblems)).toEqual([]);
});

const entry = (fields: string) =>
  `config:\n  storage:bucketConfigs:\n    lab:\n      uri: minio://lab\n      ${fields}`;
const snippet = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\`\n`;

test.each([
  ["a: [", /^x.md:2: Flow sequence/],
  [entry("authConfig: { method: telepathy }"), /authConfig\/method must be equal to one of/],
  [entry("authConfig: { method: anonymous }\n      colour: red"), /lab must NOT have additional properties/],
  [entry("authConfig: { method: hmac }"), /authConfig must have required property 'accessKeyId'/],
  ["runtime: nodejs\nmain: node_modules/pulumi-arraylake/dist/stacks.js", /the package has no stacks.js/],
])("'%s' is wrong", (text, expected) => {
  expect(yamlProblems(parsed("x.md", snippet("yaml", text))).join("\n")).toMatch(expected);
});

test("a secret that a command sets afterwards is not missing", () => {
  const command = (field: string) => `pulumi config set --secret --path 'bucketConfigs.lab.authConfig.${field}'`;
  const config = snippet("yaml", entry("authConfig: { method: hmac }"));
  const commands = snippet("sh", `${command("accessKeyId")}\n${command("secretAccessKey")}`);
  expect(yamlProblems(parsed("x.md", config + commands))).toEqual([]);
  expect(yamlProblems(parsed("x.md", commands + config))).not.toEqual([]);
});
