import { execFileSync } from "node:child_process";
import { expect, test, vi } from "vitest";
import { checkReleasedSchema } from "../../checks/released-schema.mts";
import { temporaryPlace } from "../helpers/place";

const FILE = "provider/plugin/schema.json";

/** A repository of git's own, in which each call is a commit. */
function repository() {
  const { folder, env, write } = temporaryPlace();
  const git = (...args: string[]) => {
    const author = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"];
    execFileSync("git", [...author, ...args], { cwd: folder, env: { ...env, PATH: process.env.PATH } });
  };
  git("init", "--quiet");
  const commit = (version: string, resources?: string[]) => {
    write("package.json", JSON.stringify({ version }));
    const schema = { resources: Object.fromEntries((resources ?? []).map((name) => [`a:index:${name}`, {}])) };
    if (resources) write(FILE, JSON.stringify(schema));
    git("add", "--all");
    git("commit", "--quiet", "--message", version);
  };
  return { commit, tag: (name: string) => git("tag", name), check: () => checking(folder) };
}

/** What the check answers, and what it prints. */
async function checking(folder: string) {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  const result = await checkReleasedSchema(folder);
  const printed = log.mock.calls.map(([line]) => String(line));
  log.mockRestore();
  return { ...result, printed };
}

test("a change that breaks users fails, is told, and passes with a version that says so", async () => {
  const { commit, tag, check } = repository();
  commit("0.1.0", ["One", "Two"]);
  tag("v0.1.0");
  commit("0.1.1", ["Two", "Three"]);
  const refused = await check();
  expect(refused).toMatchObject({ verdict: "FAILED", printed: ["resource a:index:One is gone", expect.any(String)] });
  expect(refused.printed[1]).toContain("v0.1.0");
  commit("0.2.0", ["Two", "Three"]);
  expect(await check()).toMatchObject({ verdict: "ok", printed: ["resource a:index:One is gone"] });
});

test("the newest release counts, by its number, and none that is only tried out", async () => {
  const { commit, tag, check } = repository();
  commit("0.9.0", ["One"]);
  tag("v0.9.0");
  commit("0.10.0", ["Two"]);
  tag("v0.10.0");
  commit("0.11.0-rc.1", ["Three"]);
  tag("v0.11.0-rc.1");
  commit("0.10.1", ["Two"]);
  expect(await check()).toEqual({ verdict: "ok", note: "nothing breaks since v0.10.0", printed: [] });
});

test("a release is compared with the one before, also when it has its tag", async () => {
  const { commit, tag, check } = repository();
  commit("0.1.0", ["One"]);
  tag("v0.1.0");
  commit("0.1.1", []);
  tag("v0.1.1");
  expect(await check()).toMatchObject({ verdict: "FAILED" });
});

test("where there is nothing to compare with, it says why", async () => {
  const { commit, tag, check } = repository();
  commit("0.1.0");
  const none = { verdict: "skipped", note: "git knows no release before this commit", printed: [] };
  expect(await check()).toEqual(none);
  tag("v0.1.0");
  expect(await check()).toEqual(none);
  commit("0.1.1", ["One"]);
  expect(await check()).toEqual({ verdict: "skipped", note: "v0.1.0 has no schema yet", printed: [] });
});

test("outside a repository there is nothing to compare with", async () => {
  const { folder } = temporaryPlace();
  expect(await checking(folder)).toMatchObject({ verdict: "skipped" });
});
