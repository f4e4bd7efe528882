import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type GitHubJobEnd, runJob } from "./harness/github";
import { fileOf } from "./harness/job";
import { EXAMPLE, Repository } from "./harness/repository";

const README = join(EXAMPLE, "README.md");
const HEAD = "| a pull request that | file | preview | guard | and says |";

const SPARE = "    spare:\n      uri: gs://acme-spare/v1\n      authConfig:\n        method: anonymous\n";
const NEW = SPARE.replaceAll("spare", "new-one");
const ERA5 = /^ {4}era5:\n( {6}.*\n)+/m;
const CLIMATE = /^ {4}climate:\n( {6}.*\n)+/m;

type Edit = (file: string) => string;

/** What it changes in the stack's file, in which one BucketConfig is used, one the default, and one neither. */
const PULL_REQUESTS: Record<string, Edit> = {
  "adds a BucketConfig": (file) => file.replace(ERA5, `${NEW}$&`),
  "renames one that repos use": (file) => file.replace("era5-hourly", "era5-daily"),
  "replaces one that no repo uses": (file) => file.replace("acme-spare/v1", "acme-spare/v2"),
  "replaces one that repos use": (file) => file.replace("acme-open-data/era5", "acme-open-data/era5-v2"),
  "removes one that no repo uses": (file) => file.replace(SPARE, ""),
  "removes one that repos use": (file) => file.replace(ERA5, ""),
  "removes the default": (file) => file.replace(CLIMATE, "").replace(/^.*defaultBucketConfig.*\n/m, ""),
  "holds a secret in clear": (file) =>
    file.replace(
      ERA5,
      `${NEW.replace("anonymous", "hmac\n        accessKeyId: in-clear\n        secretAccessKey: in-clear")}$&`,
    ),
};

const COLOURS: Record<string, string> = { success: "green", failure: "**red**", skipped: "" };

/** What people read first of it, or nothing. */
function wordsOf(ended: GitHubJobEnd): string {
  const said = fileOf(ended, "check.txt") + fileOf(ended, "guard.md");
  const [words = ""] =
    /Can't (?:replace|delete) BucketConfig '.*?\): .*?(?=\.)/.exec(said) ??
    /BucketConfig '\S+' \(\S+\) is the default .*? makes another one the default/.exec(said) ??
    /\S+ stands in clear/.exec(said) ??
    [];
  return words;
}

// To write the table: UPDATE_TABLES=1 npm test -- --project e2e pull-requests
test("which pull requests are red, when, and with which words", { timeout: 600_000 }, async () => {
  const repository = await Repository.create();
  const { emulator } = repository;
  repository.edit("      protect: true\n", "");
  repository.change((file) => file.replace(ERA5, `$&${SPARE}`));
  await repository.run("pulumi stack init prod");
  await repository.run("pulumi up --stack prod --yes --skip-preview");
  emulator.putRepo("acme", { name: "weather", bucketId: emulator.bucket("acme", "era5-hourly")?.id ?? "" });
  const base = repository.file();
  const rows: string[] = [];
  for (const [what, edit] of Object.entries(PULL_REQUESTS)) {
    repository.change(edit);
    expect(repository.file(), what).not.toBe(base);
    const ended = await runJob(repository, "preview.yml", "preview");
    const { check, preview, guard } = ended.outcomes;
    expect(ended.code === 0, what).toBe([check, preview, guard].every((outcome) => outcome === "success"));
    const colours = [check, preview, guard].map((outcome) => COLOURS[outcome ?? ""]);
    rows.push(`| ${[what, ...colours, wordsOf(ended)].join(" | ")} |`);
    repository.change(() => base);
  }
  const readme = readFileSync(README, "utf8");
  const from = readme.indexOf(`${HEAD}\n`);
  expect(from).toBeGreaterThan(0);
  const table = [HEAD, "| --- | --- | --- | --- | --- |", ...rows].join("\n").replaceAll(/ {2,}/g, " ");
  const now = readme.slice(0, from) + table + readme.slice(readme.indexOf("\n\n", from));
  if (process.env.UPDATE_TABLES) writeFileSync(README, now);
  expect(readFileSync(README, "utf8")).toBe(now);
});
