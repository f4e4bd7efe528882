import { expect, test } from "vitest";
import { changelogProblem, sectionsOf } from "../../release/changelog.mts";

const changelog = `# Changelog

## 1.1.0 (2026-11-23)

- a feature

### Fixed

- a mistake

## [1.0.0] - 2026-10-01

- the beginning
`;

test("each version has the text up to the next one", () => {
  expect(sectionsOf(changelog)).toEqual([
    { version: "1.1.0", text: "- a feature\n\n### Fixed\n\n- a mistake" },
    { version: "1.0.0", text: "- the beginning" },
  ]);
});

test.each([
  ["## 1.2.3", "1.2.3"],
  ["## v1.2.3", "1.2.3"],
  ["## [1.2.3-rc.1] - 2026-11-23", "1.2.3-rc.1"],
])("the version of '%s' is %s", (heading, version) => {
  expect(sectionsOf(heading)).toEqual([{ version, text: "" }]);
});

test.each(["## Unreleased", "# 1.2.3", "### 1.2.3", "Since ## 1.2.3"])("'%s' is no heading of a version", (line) => {
  expect(sectionsOf(line)).toEqual([]);
});

test("a version that the newest section is about can be released", () => {
  expect(changelogProblem(changelog, "1.1.0")).toBeUndefined();
});

test.each([
  ["there is no changelog", undefined, 'There is no CHANGELOG.md. Write one, with a section "## 1.1.0".'],
  ["it has no version", "# Changelog\n", 'CHANGELOG.md has no heading of a version, such as "## 1.1.0".'],
  [
    "its newest version is another one",
    "## 1.0.0\n\n- a\n",
    "CHANGELOG.md's newest version is 1.0.0, and package.json's is 1.1.0: make them the same.",
  ],
  ["it says nothing of it", "## 1.1.0\n\n## 1.0.0\n", "CHANGELOG.md says nothing under 1.1.0. Say what changed."],
])("a release is refused where %s", (_case, text, problem) => {
  expect(changelogProblem(text, "1.1.0")).toBe(problem);
});
