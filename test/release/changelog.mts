// Reads CHANGELOG.md: a heading of the second level for each version, the newest first.

/** Headings such as "## 1.2.0", "## [1.2.0] - 2026-11-23" or "## v1.2.0 (2026-11-23)". */
const HEADING = /^## \[?v?(\d+\.\d+\.\d+(?:-[\w.]+)?)\b.*$/gm;

export interface Section {
  readonly version: string;
  /** What stands under the heading. */
  readonly text: string;
}

export function sectionsOf(changelog: string): Section[] {
  const headings = [...changelog.matchAll(HEADING)];
  return headings.map((heading, n) => ({
    version: heading[1] ?? "",
    text: changelog.slice(heading.index + heading[0].length, headings[n + 1]?.index).trim(),
  }));
}

/** What is wrong with releasing `version` with this changelog; nothing if it is undefined. */
export function changelogProblem(changelog: string | undefined, version: string): string | undefined {
  if (changelog === undefined) return `There is no CHANGELOG.md. Write one, with a section "## ${version}".`;
  const [newest] = sectionsOf(changelog);
  if (newest === undefined) return `CHANGELOG.md has no heading of a version, such as "## ${version}".`;
  if (newest.version !== version) {
    return `CHANGELOG.md's newest version is ${newest.version}, and package.json's is ${version}: make them the same.`;
  }
  return newest.text === "" ? `CHANGELOG.md says nothing under ${version}. Say what changed.` : undefined;
}
