import { expect, test } from "vitest";
import { allows, licenceProblems } from "../../checks/licences.mjs";

const allowed = new Set(["MIT", "BSD-3-Clause"]);
const development = [{ name: "cdx:npm:package:development", value: "true" }];

test.each([
  ["MIT", true],
  ["GPL-3.0-only", false],
  ["MIT OR GPL-3.0-only", true],
  ["GPL-3.0-only OR MIT", true],
  ["MIT AND GPL-3.0-only", false],
  ["(BSD-3-Clause AND MIT)", true],
  ["GPL-3.0-only OR MIT AND BSD-3-Clause", true],
  ["(GPL-3.0-only OR MIT) AND BSD-3-Clause", true],
  ["GPL-3.0-only AND (MIT OR BSD-3-Clause)", false],
  ["MIT AND GPL-3.0-only OR BSD-3-Clause", true],
  ["MIT WITH Some-exception", false],
  ["MIT WITH Classpath-exception-2.0", false],
  ["(MIT", false],
  ["MIT)", false],
  ["mit", false],
  ["", false],
])("whether allowed licences satisfy '%s': %s", (expression, answer) => {
  expect(allows(allowed, expression)).toBe(answer);
});

test("a licence may be allowed for development and not for what users install", () => {
  const licenses = [{ license: { id: "MPL-2.0" } }];
  expect(licenceProblems([{ name: "a", version: "1.0.0", licenses, properties: development }])).toEqual([]);
  expect(licenceProblems([{ name: "a", version: "1.0.0", licenses }])).toEqual([
    "a@1.0.0 has the licence MPL-2.0, which is not allowed for a runtime dependency.",
  ]);
});

test("a copyleft licence is refused for development, too, and named", () => {
  const licenses = [{ expression: "AGPL-3.0-only" }];
  expect(licenceProblems([{ name: "@a/b", version: "2.0.0", licenses, properties: development }])).toEqual([
    "@a/b@2.0.0 has the licence AGPL-3.0-only, which is not allowed for a development dependency.",
  ]);
});

test("each of several licences has to be allowed", () => {
  const licenses = [{ license: { id: "MIT" } }, { license: { name: "Commons Clause" } }];
  expect(licenceProblems([{ name: "a", version: "1.0.0", licenses }])).toHaveLength(1);
});

test("a package that names no licence is refused, unless this very version's was read by hand", () => {
  expect(licenceProblems([{ name: "a", version: "1.0.0", properties: development }])).toEqual([
    "a@1.0.0 names no SPDX licence, as a development dependency.",
  ]);
  expect(licenceProblems([{ name: "@logdna/tail-file", version: "2.2.0", properties: development }])).toEqual([]);
  expect(licenceProblems([{ name: "@logdna/tail-file", version: "3.0.0", properties: development }])).toHaveLength(1);
});
