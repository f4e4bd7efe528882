import { expect, test } from "vitest";
import manifest from "../../../package.json" with { type: "json" };
import { missingScripts, refusedCalls } from "./commands";
import { documents, parsed } from "./markdown";

const SCRIPTS = Object.keys(manifest.scripts);

test("the CLI takes every call of it that the documents show", () => {
  const all = documents();
  expect(all.filter(({ text }) => text.includes("npx pulumi-arraylake emulator --port 8090")).length).toBeGreaterThan(
    0,
  );
  expect(all.flatMap(refusedCalls)).toEqual([]);
});

test.each([
  ["npx pulumi-arraylake emulate", /unknown command 'emulate'/],
  ["npx pulumi-arraylake emulator --prot 8090 &", /unknown option '--prot'/],
  ["npx pulumi-arraylake emulator --port many", /whole number from 0 to 65535/],
  ["npx pulumi-arraylake export --org", /argument missing/],
  ["npx pulumi-arraylake schema here > file", /too many arguments/],
])("'%s' would be refused", (call, expected) => {
  for (const text of [`\`\`\`sh\ncd here\n${call}\n\`\`\``, `Run \`${call}\`.`]) {
    expect(refusedCalls(parsed("x.md", text)).join("\n")).toMatch(expected);
  }
});

test("what may be left out, redirections and comments are no part of a call", () => {
  const call = "npx pulumi-arraylake import-file --org acme [--nickname era5...] > import.json # a file";
  expect(refusedCalls(parsed("x.md", `\`\`\`sh\n${call}\n\`\`\`\n`))).toEqual([]);
});

test("package.json has every script that the documents name", () => {
  expect(documents().flatMap((document) => missingScripts(document, SCRIPTS))).toEqual([]);
  expect(missingScripts(parsed("x.md", "`npm run tset`, `npm test`, `npm ci`"), SCRIPTS)).toEqual([
    "x.md: npm run tset",
  ]);
});
