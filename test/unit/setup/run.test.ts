import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { expect, test, vi } from "vitest";
import manifest from "../../../package.json" with { type: "json" };
import { temporaryPlace } from "../helpers/place.ts";

const setup = path.resolve(__dirname, "../../setup");
const { node, pulumi } = { node: manifest.engines.node, pulumi: manifest.devDependencies.pulumi };
const versions = "home/.pulumi/versions";
const bin = `${versions}/${pulumi}/bin`;

/** A clone in which everything is in place, with programs that stand in for the real ones. */
function clone() {
  const place = temporaryPlace();
  cpSync(setup, path.join(place.folder, "test", "setup"), { recursive: true });
  place.write("package.json", JSON.stringify({ engines: { node }, devDependencies: { pulumi } }));
  place.write("package-lock.json", "{}");
  place.write("node_modules/.package-lock.json", "{}");
  place.program("node_modules/.bin/node", `[ "$1" = --version ] && echo v24.0.0 || exec '${process.execPath}' "$@"`);
  place.write("tsconfig.json", "{}");
  place.write("provider/index.ts", "");
  place.write("dist/plugin/package.json", "{}");
  place.program(`${bin}/pulumi`, `[ "$1" = version ] && echo v${pulumi} && exit\n. "$HOME/script"`);
  for (const host of ["nodejs", "python", "python-exec", "yaml"])
    place.program(`${bin}/pulumi-language-${host}`, "exit 2");
  for (const file of ["gen-sdk", "pulumi-resource-pulumi-nodejs"]) place.program(`${bin}/${file}`, "");

  const start = (args: string[], env: NodeJS.ProcessEnv = {}) => {
    const child = spawn(process.execPath, [path.join(place.folder, "test", "setup", "run.mjs"), ...args], {
      cwd: place.folder,
      env: { ...place.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const said = { stdout: "", stderr: "" };
    child.stdout.on("data", (text) => (said.stdout += text));
    child.stderr.on("data", (text) => (said.stderr += text));
    return { child, ended: once(child, "close").then(([code]) => ({ code: code as number, ...said })) };
  };
  return { ...place, start, pulumiDoes: (script: string) => place.write("home/script", script) };
}

test("`pulumi` passes on arguments, output and exit code, and adds nothing to them", async () => {
  const { start, pulumiDoes } = clone();
  pulumiDoes('echo "$@"; echo oh >&2; exit 7');
  expect(await start(["pulumi", "preview", "--json"]).ended).toEqual({
    code: 7,
    stdout: "preview --json\n",
    stderr: "oh\n",
  });
});

test("`npm run pulumi` runs in the folder where the user called it", async () => {
  const { start, pulumiDoes, folder } = clone();
  const INIT_CWD = path.join(folder, "project");
  mkdirSync(INIT_CWD);
  pulumiDoes("pwd");
  const { stdout } = await start(["pulumi", "up"], { npm_lifecycle_event: "pulumi", INIT_CWD }).ended;
  expect(stdout).toBe(`${INIT_CWD}\n`);
});

test("a command that a signal ended has 128 and the signal's number as its exit code", async () => {
  const { start, pulumiDoes } = clone();
  pulumiDoes("kill -9 $$");
  expect(await start(["pulumi", "up"]).ended).toMatchObject({ code: 137 });
});

test("the set-up says what it does on stderr alone", async () => {
  const { start, pulumiDoes, program, folder } = clone();
  rmSync(path.join(folder, "node_modules/.package-lock.json"));
  program("machine/npm", "echo chatter");
  pulumiDoes("echo '{}'");
  const { stdout, stderr } = await start(["pulumi", "about", "--json"]).ended;
  expect(stdout).toBe("{}\n");
  expect(stderr).toMatch(/^Installing the npm packages .*\n {2}done in \d+ s\n$/);
});

test("a failure of the set-up is told without a stack, and nothing runs", async () => {
  const { start, program, folder, calls } = clone();
  rmSync(path.join(folder, "node_modules/.package-lock.json"));
  program("machine/npm", "echo 'the disk is full'; exit 28");
  const { code, stderr } = await start(["pulumi", "up"]).ended;
  expect(code).toBe(1);
  expect(stderr).toMatch(/the disk is full\n[\s\S]*`npm ci` failed/);
  expect(stderr).not.toContain(".mjs:");
  expect(calls()).toEqual([expect.stringMatching(/^npm ci/)]);
});

test("a program that the CLI starts finds this package's Node.js and tools", async () => {
  const { start, pulumiDoes, folder } = clone();
  pulumiDoes("command -v node; command -v pulumi-language-nodejs");
  expect((await start(["pulumi", "up"]).ended).stdout.split("\n")).toEqual([
    path.join(folder, "node_modules/.bin/node"),
    path.join(folder, bin, "pulumi-language-nodejs"),
    "",
  ]);
});

test("an unknown command is answered with those there are", async () => {
  const { code, stderr } = await clone().start(["deploy"]).ended;
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringContaining("Commands: demo, test, pulumi, check, "),
  });
});

test.each([
  ["INT", 130],
  ["TERM", 143],
] as const)(
  "SIG%s during the set-up ends what it started, leaves nothing half done, and exits %d",
  async (signal, code) => {
    const { start, folder, program, write } = clone();
    rmSync(path.join(folder, bin), { recursive: true });
    write("node_modules/pulumi/package.json", JSON.stringify({ bin: { pulumi: "run.js" } }));
    write("node_modules/pulumi/run.js", "process.exit(1)");
    const [began, ended] = ["began", "ended"].map((file) => path.join(folder, file)) as [string, string];
    program("machine/go", `trap 'echo > ${ended}; exit 1' ${signal}; echo > ${began}; while :; do sleep 0.05; done`);
    const run = start(["pulumi", "up"]);
    await vi.waitFor(() => expect(existsSync(began)).toBe(true), 10_000);
    run.child.kill(`SIG${signal}`);
    const outcome = await run.ended;
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).not.toContain("could not be installed");
    expect(existsSync(ended)).toBe(true);
    expect(readdirSync(path.join(folder, versions))).toEqual([pulumi]);
    expect(existsSync(path.join(folder, bin))).toBe(false);
  },
);

test("a signal reaches the running command, and its own exit code counts", async () => {
  const { start, pulumiDoes, folder } = clone();
  pulumiDoes(`trap 'echo cancelled; exit 255' INT; touch '${folder}/up'; while :; do sleep 0.05; done`);
  const { child, ended } = start(["pulumi", "up"]);
  await vi.waitFor(() => expect(existsSync(path.join(folder, "up"))).toBe(true), 10_000);
  child.kill("SIGINT");
  expect(await ended).toMatchObject({ code: 255, stdout: "cancelled\n" });
});
