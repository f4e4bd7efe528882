import { expect, test } from "vitest";
import { namesSourceMap, tarballProblems } from "../../release/tarball.mts";

const documents = ["CHANGELOG.md", "LICENSE", "README.md", "package.json"];
const compiled = ["dist/index.js", "dist/index.d.ts", "dist/cli/main.js", "dist/cli/main.d.ts"];
const plugin = ["pulumi-resource-arraylake", "pulumi-resource-arraylake.cmd", "PulumiPlugin.yaml", "package.json"];
const bundled = [...plugin, "plugin.js", "LICENSES.txt", "schema.json"].map((file) => `dist/plugin/${file}`);
const sources = ["index.ts", "cli/main.ts", "plugin/main.ts"];

test("the documents, what the compiler made of each source, and the bundled plugin are all there is", () => {
  expect(tarballProblems([...documents, ...compiled, ...bundled], sources)).toEqual([]);
});

test("what is missing is named, with the way to get it in", () => {
  const files = [...documents.slice(1), ...compiled.slice(1), ...bundled.slice(1)];
  expect(tarballProblems(files, sources)).toEqual([
    'CHANGELOG.md is missing: see "files" in package.json.',
    "dist/index.js is missing: build it.",
    "dist/plugin/pulumi-resource-arraylake is missing: build it.",
  ]);
});

test.each([
  "provider/index.ts",
  "test/unit/a.test.ts",
  ".npmrc",
  "dist/removed.js",
  "dist/index.js.map",
  "dist/plugin/main.js",
])("%s does not belong in it", (file) => {
  const problems = tarballProblems([...documents, ...compiled, ...bundled, file], sources);
  expect(problems).toEqual([expect.stringContaining(`${file} does not belong in it`)]);
});

test("a source map's name is found at the end of a file only where it is one", () => {
  expect(namesSourceMap('"use strict";\n//# sourceMappingURL=index.js.map\n')).toBe(true);
  expect(namesSourceMap('const text = "//# sourceMappingURL=";\n')).toBe(false);
});
