import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writes } from "../../test/e2e/harness/stack";
import { github, runJob } from "./harness/github";
import { gitlab } from "./harness/gitlab";
import { fileOf, type Pipelines } from "./harness/job";
import { EXAMPLE, Repository, TOKENS } from "./harness/repository";

const README = readFileSync(join(EXAMPLE, "README.md"), "utf8");
const SECRET = "lab-secret-example";

/** The lines of the README's quotation in which a text stands. */
function quoted(text: string): string[] {
  const quotations = [...README.matchAll(/^```text\n(.*?)\n```$/gms)].map(([, lines]) => lines as string);
  return quotations.find((lines) => lines.includes(text))?.split("\n") ?? [];
}

/** The calls that a deployment makes at Arraylake which change something. */
async function deploy(repository: Repository, pipelines: Pipelines, refresh = false): Promise<string[]> {
  repository.emulator.clearCalls();
  const plan = await pipelines.plan(refresh);
  expect(plan.code, plan.text).toBe(0);
  expect(writes(repository.emulator)).toEqual([]);
  const up = await pipelines.up(plan, refresh);
  expect(up.code, up.text).toBe(0);
  for (const text of [plan.text, fileOf(plan, "plan.json"), up.text]) expectNoSecrets(text);
  return writes(repository.emulator).map((call) => call.replace(/ .*/, ""));
}

function expectNoSecrets(text: string): void {
  for (const secret of [SECRET, ...Object.values(TOKENS)]) expect(text).not.toContain(secret);
}

async function aMergeDoesWhatWasShown(repository: Repository, pipelines: Pipelines): Promise<void> {
  repository.edit(
    "    era5:",
    "    lab:\n      uri: minio://acme-lab\n      authConfig:\n        method: hmac\n    era5:",
  );
  for (const field of ["accessKeyId", "secretAccessKey"])
    await repository.run(
      `pulumi config set --stack prod --path --secret bucketConfigs.lab.authConfig.${field} ${SECRET}`,
    );
  const preview = await pipelines.preview();
  expect(preview.code, preview.text).toBe(0);
  expect(pipelines.shown(preview)).toContain("+ 6 to create");
  for (const text of [preview.text, pipelines.shown(preview)]) expectNoSecrets(text);
  expect(writes(repository.emulator)).toEqual([]);
  expect((await deploy(repository, pipelines)).sort()).toEqual(["POST", "POST", "POST", "POST"]);
  expect(repository.emulator.bucket("acme", "lab")?.auth_config).toMatchObject({ secret_access_key: SECRET });
}

async function aChangeThatBreaksARepoIsRefused(repository: Repository, pipelines: Pipelines): Promise<void> {
  const { emulator } = repository;
  emulator.putRepo("acme", { name: "weather", bucketId: emulator.bucket("acme", "era5-hourly")?.id ?? "" });
  emulator.clearCalls();
  repository.edit("acme-open-data/era5", "acme-open-data/era5-v2");
  const preview = await pipelines.preview();
  expect(preview.code).not.toBe(0);
  expect(quoted("Can't replace")).toHaveLength(1);
  for (const line of quoted("Can't replace")) expect(pipelines.shown(preview)).toContain(line);
  expect(writes(emulator)).toEqual([]);
  repository.edit("acme-open-data/era5-v2", "acme-open-data/era5");
}

async function anOutdatedPlanIsRefused(repository: Repository, pipelines: Pipelines): Promise<void> {
  repository.edit("era5-hourly", "era5-daily");
  const plan = await pipelines.plan();
  expect(plan.text).toContain('~ nickname   : "era5-hourly" => "era5-daily"');
  repository.edit("era5-daily", "era5-hourly");
  const up = await pipelines.up(plan);
  expect(up.code).not.toBe(0);
  expect(up.text).toContain("violates plan");
  expect(writes(repository.emulator)).toEqual([]);
}

async function driftFailsTheCheckAndIsLeftAlone(repository: Repository, pipelines: Pipelines): Promise<void> {
  const { emulator } = repository;
  const atRest = await pipelines.drift();
  expect(atRest.code, atRest.text).toBe(0);
  emulator.patchBucket("acme", emulator.bucket("acme", "era5-hourly")?.id ?? "", { nickname: "by-hand" });
  emulator.clearCalls();
  const drift = await pipelines.drift();
  expect(drift.code).toBe(7);
  expect(quoted("by-hand")).toHaveLength(4);
  for (const line of quoted("by-hand")) expect(drift.text).toContain(line);
  expect(pipelines.report(drift)).toContain("by-hand");
  for (const text of [drift.text, pipelines.report(drift)]) expectNoSecrets(text);
  expect((await pipelines.plan()).text).toMatch(/Resources:\n {4}6 unchanged/);
  expect(writes(emulator)).toEqual([]);
}

async function driftIsResolvedByAPerson(repository: Repository, pipelines: Pipelines): Promise<void> {
  const { emulator } = repository;
  expect(await deploy(repository, pipelines, true)).toEqual(["PATCH"]);
  expect(emulator.bucket("acme", "era5-hourly")).toBeDefined();

  emulator.patchBucket("acme", emulator.bucket("acme", "lab")?.id ?? "", { prefix: "moved" });
  repository.edit("minio://acme-lab", "minio://acme-lab/moved");
  expect(await deploy(repository, pipelines, true)).toEqual([]);
  const drift = await pipelines.drift();
  expect(drift.code, drift.text).toBe(0);
}

test.each([
  ["GitHub", github],
  ["GitLab", gitlab],
] as const)("a stack's life at %s, from its first pull request to drift", { timeout: 900_000 }, async (_, of) => {
  const repository = await Repository.create();
  const pipelines = of(repository);
  await repository.run("pulumi stack init prod");
  await aMergeDoesWhatWasShown(repository, pipelines);
  await aChangeThatBreaksARepoIsRefused(repository, pipelines);
  await anOutdatedPlanIsRefused(repository, pipelines);
  await driftFailsTheCheckAndIsLeftAlone(repository, pipelines);
  await driftIsResolvedByAPerson(repository, pipelines);
});

test("GitHub: a pull request keeps one comment, which says how the preview ended", async () => {
  const repository = await Repository.create();
  await repository.run("pulumi stack init prod");
  const good = await runJob(repository, "preview.yml", "preview");
  expect(good.code, good.text).toBe(0);
  expect(fileOf(good, "comment.md")).toMatch(
    /^### Stack prod: file success, preview success, guard success\n### What would be deleted\n\n\*\*No BucketConfig would be deleted or replaced\.\*\*\n~~~text\nPulumi\.prod\.yaml is as it must be\.\nPreviewing update \(prod\)/,
  );
  expect(fileOf(good, "gh.txt")).toBe(
    "pr comment 7 --repo acme/storage --edit-last --create-if-none --body-file comment.md\n",
  );
  repository.edit("uri: gs:", "adress: gs:");
  const bad = await runJob(repository, "preview.yml", "preview");
  expect(bad.code).not.toBe(0);
  expect(fileOf(bad, "comment.md")).toMatch(/^### Stack prod: file failure, preview failure, guard failure\n/);
  expect(fileOf(bad, "comment.md")).toContain("bucketConfigs.climate.adress is not a known field");
});

test("GitHub: a fork's pull request fails before anything of it is run, and says what to do", async () => {
  const repository = await Repository.create();
  const { code, text } = await runJob(repository, "preview.yml", "preview", { fork: true });
  expect(code).toBe(1);
  expect(text).toMatch(/^::error::A pull request from a fork gets no secrets.*push them to a branch.*\n$/);
  expect(repository.emulator.calls()).toEqual([]);
});
