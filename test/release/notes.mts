// Prints what CHANGELOG.md says of a version: node test/release/notes.mts VERSION

import { readFileSync } from "node:fs";
import { sectionsOf } from "./changelog.mts";

const [version = ""] = process.argv.slice(2);
const changelog = readFileSync(new URL("../../CHANGELOG.md", import.meta.url), "utf8");
const section = sectionsOf(changelog).find((each) => each.version === version);
if (section === undefined) {
  console.error(`CHANGELOG.md has no section "## ${version}".`);
  process.exitCode = 1;
} else {
  console.log(section.text);
}
