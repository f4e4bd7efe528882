import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, inject, test } from "vitest";
import type { Emulator } from "../../provider/emulator/index";
import { BROWSER, look, openBrowser } from "./harness/browser";
import { SAMPLE_SECRETS, SAMPLES } from "./harness/samples";
import { emulatorForTest, pulumiCommand, TestStack } from "./harness/stack";

const { awsRole, hmac, gcpRole, anonymousS3 } = SAMPLES;
const SCRIPT = "<script>document.title = alert(1)</script>";
const SPOOF = "safe\u202e|exe`";

interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs the packed command in a folder, with the CLI that the set-up put in place. */
async function report(emulator: Emulator, cwd: string, ...args: string[]): Promise<Ran> {
  const cli = join(inject("consumer"), "node_modules/.bin/pulumi-arraylake");
  const { command } = await pulumiCommand();
  const env = {
    ...process.env,
    PATH: [dirname(command), process.env.PATH].join(delimiter),
    PULUMI_BACKEND_URL: pathToFileURL(join(cwd, "state")).href,
    PULUMI_CONFIG_PASSPHRASE: "",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    ARRAYLAKE_SERVICE__URI: emulator.url,
    ARRAYLAKE_TOKEN: emulator.token,
  };
  return new Promise((resolve) => {
    execFile(cli, ["report", "--org", "acme", ...args], { cwd, env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

/** A stack whose organisation was changed by hand in every way that a report tells of. */
async function changedOutside(): Promise<{ emulator: Emulator; stack: TestStack }> {
  const emulator = await emulatorForTest();
  const stack = await TestStack.create({ emulator });
  stack.declare({
    era5: { args: awsRole },
    tiles: { args: hmac },
    climate: { args: gcpRole },
    lost: { args: anonymousS3 },
    default: { kind: "DefaultBucketConfig", args: { bucketConfigId: { $of: "era5", output: "id" } } },
  });
  const up = await stack.up();
  expect(up.ok, up.text).toBe(true);

  const idOf = (nickname: string) => emulator.bucket("acme", nickname)?.id ?? "";
  const hand = emulator.putBucket("acme", { nickname: SCRIPT, name: SPOOF, platform: "gs", is_default: true });
  emulator.deleteBucket("acme", idOf(anonymousS3.nickname));
  emulator.patchBucket("acme", idOf(hmac.nickname), {
    health: {
      status: `degraded-${"x".repeat(80)}`,
      last_checked_at: "2026-11-20T08:00:00+00:00",
      message: `${SCRIPT} by ${hmac.authConfig.accessKeyId} ${"very-long-word".repeat(20)}`,
      capabilities: [],
    },
  });
  for (let index = 10; index < 25; index++)
    emulator.putRepo("acme", { name: `repo-${index}`, bucketId: idOf(awsRole.nickname) });
  emulator.ghostRepo("acme", "repo-12");
  emulator.putRepo("acme", { name: `${SPOOF} @octocat`, bucketId: hand.id });
  emulator.patchBucket("acme", idOf(gcpRole.nickname), { nickname: "renamed-by-hand" });
  emulator.clearCalls();
  return { emulator, stack };
}

test("a report tells what changed outside, in a page and in Markdown, and changes nothing itself", async () => {
  const { emulator, stack } = await changedOutside();
  const state = stack.stateText();
  const { code, stdout, stderr } = await report(emulator, stack.folder, "--stack", "dev");
  expect(code, stderr).toBe(0);
  expect(stdout).toBe("");
  const [page, markdown] = ["arraylake-report.html", "arraylake-report.md"].map((name) => join(stack.folder, name)) as [
    string,
    string,
  ];
  expect(stderr).toContain(`Wrote ${page}\nWrote ${markdown}\n`);
  expect(stderr).toContain(
    "'acme': 4 BucketConfigs, 2 changed outside, 1 gone, 1 not declared, 1 unhealthy, 3 never checked.",
  );
  expect(
    emulator
      .calls()
      .map(({ method, path }) => `${method} ${path}`)
      .toSorted(),
  ).toEqual(["GET /orgs/acme/buckets", "GET /orgs/acme/repos/paginated"]);
  expect(stack.stateText()).toBe(state);

  const text = readFileSync(markdown, "utf8");
  for (const secret of SAMPLE_SECRETS) expect(text + readFileSync(page, "utf8") + stderr).not.toContain(secret);
  expect(text).toContain(
    "| `renamed-by-hand` | `climate`, stack `dev` | `nickname` | `'gcp-role'` | `'renamed-by-hand'` | renamed |\n",
  );
  expect(text).toContain(
    `| \`aws-role\` | \`default\`, stack \`dev\` | the default | it is the default | it is \`${SCRIPT}\` | made the default again |\n`,
  );
  expect(text).toMatch(/\| `anonymous-s3` \| `lost`, stack `dev` \| `s3:\/\/open-data\/v1` \| `[0-9a-f-]{36}` \|\n/);
  expect(text).toMatch(/\| `gs` \| `<script>.*<\/script>` \(default\) \|.*\| \*\*not declared\*\* \|/);
  expect(text).toContain("`repo-12` (deleted), ");
  expect(text).toContain("`repo-14` and 10 more |");
  expect(text).toContain("by [secret] very-long-word");
  expect(text.trimEnd().split("\n").at(-1)).toMatch(
    /^_Made at \d{4}-\d\d-\d\dT[\d:.]+Z by pulumi-arraylake \d+\.\d+\.\d+\._$/,
  );
});

test("one of the two can go to standard output, and a report on the organisation alone needs no Pulumi", async () => {
  const emulator = await emulatorForTest();
  emulator.putBucket("acme", { nickname: "era5" });
  const folder = join(inject("consumer"), "report-alone");
  mkdirSync(folder);
  const { code, stdout, stderr } = await report(emulator, folder, "--markdown", "-");
  expect(code, stderr).toBe(0);
  expect(stdout).toMatch(/^## BucketConfigs of `acme`\n/);
  expect(stdout).not.toContain("declared");
  expect((await report(emulator, folder, "--html", "-", "--markdown", "also.md")).stdout).toMatch(/^<!doctype html>\n/);
  expect(readdirSync(folder)).toEqual(["also.md"]);
  const both = await report(emulator, folder, "--html", "-", "--markdown", "-");
  expect(both).toMatchObject({ code: 1, stdout: "" });
  expect(both.stderr).toContain("Only one of --html and --markdown can go to standard output");
  const nowhere = await report(emulator, folder, "--html", "no/such/folder.html");
  expect(nowhere.code).toBe(1);
  expect(nowhere.stderr).toContain("error: Can't write what --html asks for: ");
});

test("a stack that isn't there is told in the CLI's words, and nothing is written", async () => {
  const emulator = await emulatorForTest();
  const stack = await TestStack.create({ emulator });
  const { code, stderr } = await report(emulator, stack.folder, "--stack", "dev", "--stack", "prod");
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^error: Can't read the state of stack 'prod': `pulumi stack export` in '\.' failed: .*no stack named 'prod' found/,
  );
  expect(readdirSync(stack.folder).filter((name) => name.startsWith("arraylake-report"))).toEqual([]);
});

const VIEWS = [360, 1280].flatMap((width) =>
  (["light", "dark"] as const).map((colorScheme) => ({ width, colorScheme })),
);
const MISSING = "no Chrome or Chromium on the PATH: install one, or name it in CHROME_PATH";
const why = BROWSER || process.env.CI ? "" : ` (skipped: ${MISSING})`;

test.skipIf(why !== "")(`the page reads well on a phone and a desk, by day and by night${why}`, async () => {
  if (!BROWSER) throw new Error(`There is ${MISSING}.`);
  const { emulator, stack } = await changedOutside();
  await report(emulator, stack.folder, "--stack", "dev");
  const file = join(stack.folder, "arraylake-report.html");
  const browser = await openBrowser(BROWSER);
  for (const view of VIEWS) {
    const seen = await look(browser, file, view);
    const at = `at ${view.width} px, ${view.colorScheme}`;
    expect(seen.overflow, at).toBeLessThanOrEqual(0);
    expect(seen.complaints, at).toEqual([]);
    expect(seen.requests, at).toEqual([pathToFileURL(file).href]);
    expect(seen.lowestContrast.ratio, `${at}: ${seen.lowestContrast.text}`).toBeGreaterThanOrEqual(4.5);
    expect(seen.deadLinks, at).toEqual([]);
    expect(seen.headings, at).toEqual([
      "BucketConfigs of acme",
      "Changed outside (2)",
      "Gone (1)",
      "Not declared (1)",
      "Unhealthy (1)",
      "All, by platform",
      "gs (2)",
      "minio (1)",
      "s3 (1)",
    ]);
    expect(seen.tables, at).toEqual({
      "Changed outside": 2,
      Gone: 1,
      "Not declared": 1,
      Unhealthy: 1,
      "BucketConfigs on gs": 2,
      "BucketConfigs on minio": 1,
      "BucketConfigs on s3": 1,
    });
    for (const text of [SCRIPT, "safe|exe` @octocat", "repo-24"]) expect(seen.text, at).toContain(text);
  }
});
