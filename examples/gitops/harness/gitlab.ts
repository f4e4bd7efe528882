import { execFile } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { fileOf, INSTALL, type JobEnd, type Pipelines } from "./job";
import { EXAMPLE, type Repository, temporary } from "./repository";
import { shell } from "./shell";

interface Job {
  environment: { name: string };
  before_script: string[];
  script: string[];
  after_script?: string[];
  artifacts?: { paths: string[] };
}

const run = promisify(execFile);

type Jobs = Record<string, Job | undefined>;

/** Asks gitlab-ci-local, which first holds the file against GitLab's own schema. @throws with its words, where the file breaks that */
export async function ciLocal(text: string, ...args: string[]): Promise<string> {
  const cwd = await gitRepository();
  writeFileSync(join(cwd, ".gitlab-ci.yml"), text);
  const manifest = createRequire(import.meta.url).resolve("gitlab-ci-local/package.json");
  const { stdout, stderr } = await run(process.execPath, [join(dirname(manifest), "dist/index.js"), ...args], { cwd });
  if (stderr.includes("Invalid .gitlab-ci.yml")) throw new Error(stderr);
  return stdout;
}

/** One with a commit and a remote, without which gitlab-ci-local does nothing. */
async function gitRepository(): Promise<string> {
  const cwd = temporary();
  const git = (...args: string[]) =>
    run("git", ["-c", "user.name=test", "-c", "user.email=test@acme.example", ...args], { cwd });
  await git("init", "--quiet", "--initial-branch", "main");
  await git("remote", "add", "origin", "git@gitlab.com:acme/storage.git");
  await git("commit", "--quiet", "--allow-empty", "--message", "first");
  return cwd;
}

/** The jobs, each with all that `extends` and `default` give it. */
async function expandedJobs(): Promise<Jobs> {
  return parse(await ciLocal(readFileSync(join(EXAMPLE, ".gitlab-ci.yml"), "utf8"), "--preview")) as Jobs;
}

/** Runs a job's script as it stands there; what is given of an earlier job are its artifacts. */
async function runJob(
  repository: Repository,
  job: Job | undefined,
  refresh = false,
  artifacts: string[] = [],
): Promise<JobEnd> {
  if (!job) throw new Error(".gitlab-ci.yml lacks a job that the test runs.");
  const cwd = repository.checkout();
  for (const path of artifacts) cpSync(path, join(cwd, basename(path)));
  const env = { ...repository.env(job.environment.name), REFRESH: String(refresh) };
  const lines = [...job.before_script.filter((line) => line !== INSTALL), ...job.script];
  const { code, text } = await shell(lines.join("\n"), { cwd, env });
  const after = await shell((job.after_script ?? []).join("\n"), { cwd, env });
  return { code, text: text + after.text, folder: cwd };
}

export function gitlab(repository: Repository): Pipelines {
  const jobs = expandedJobs();
  return {
    preview: async () => runJob(repository, (await jobs).preview),
    shown: (preview) => fileOf(preview, "preview.txt"),
    plan: async (refresh) => runJob(repository, (await jobs).plan, refresh),
    async up(plan, refresh) {
      const paths = (await jobs).plan?.artifacts?.paths ?? [];
      const artifacts = paths.map((path) => join(plan.folder, path));
      return runJob(repository, (await jobs).up, refresh, artifacts);
    },
    drift: async () => runJob(repository, (await jobs).drift),
    report: (drift) => fileOf(drift, "report.md"),
  };
}
