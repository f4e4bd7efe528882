// Compares the package's schema with the newest release's: a change that breaks programs of users asks for a higher version.

import { readFileSync } from "node:fs";
import path from "node:path";
import { run } from "../setup/processes.mjs";
import { manifestOf } from "../setup/tools.mjs";
import type { Result } from "./run-checks.mjs";
import { breakingChanges, mayBreak, type Schema } from "./schema-changes.mts";

const FILE = "provider/plugin/schema.json";

export async function checkReleasedSchema(root: string): Promise<Result> {
  const release = await newestRelease(root);
  if (release === undefined) return { verdict: "skipped", note: "git knows no release before this commit" };
  const { problem, stdout } = await run("git", ["show", `${release}:${FILE}`], { cwd: root });
  if (problem) return { verdict: "skipped", note: `${release} has no schema yet` };
  const changes = breakingChanges(parsed(stdout), parsed(readFileSync(path.join(root, FILE), "utf8")));
  for (const change of changes) console.log(change);
  const { version } = manifestOf(root);
  if (changes.length === 0) return { verdict: "ok", note: `nothing breaks since ${release}` };
  if (mayBreak(version, release.slice(1))) return { verdict: "ok", note: `${version} may break what ${release} has` };
  console.log(
    `This breaks programs that work with ${release}. Take it back; or, if it has to be, give package.json a version that says so ` +
      `(the next major one, or below 1.0 the next minor one; now it is ${version}), and tell users in CHANGELOG.md what to do.`,
  );
  return { verdict: "FAILED" };
}

/** Of those that led to this commit. One that this commit itself becomes is none yet. */
async function newestRelease(root: string): Promise<string | undefined> {
  const args = ["tag", "--list", "v*", "--merged", "HEAD", "--no-contains", "HEAD", "--sort=-version:refname"];
  const { stdout } = await run("git", args, { cwd: root });
  return stdout.split("\n").find((tag) => /^v\d+\.\d+\.\d+$/.test(tag));
}

function parsed(text: string): Schema {
  return JSON.parse(text);
}
