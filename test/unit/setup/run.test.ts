import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test, vi } from "vitest";
import { isRunning } from "../../setup/processes.mjs";
import { temporaryPlace } from "../helpers/place.ts";

const setup = path.resolve(__dirname, "../../setup");

/** A clone in which everything is in place, with programs that stand in for the real ones. */
function clone() {
  const place = temporaryPlace();
  cpSync(setup, path.join(place.folder, "test", "setup"), { recursive: true });
  place.write("package.json", JSON.stringify({ devDependencies: { pulumi: "3.0.0" } }));
  place.write("package-lock.json", JSON.stringify({ packages: {} }));
  place.write("node_modules/.package-lock.json", JSON.stringify({ packages: {} }));
  place.program("node_modules/.bin/node", `[ "$1" = --version ] && echo v24.0.0 || exec '${process.execPath}' "$@"`);
  place.write("tsconfig.json", "{}");
  place.write("provider/index.ts", "");
  place.write("dist/index.js", "");
  const cli = "home/.pulumi/versions/3.0.0/bin";
  place.program(`${cli}/pulumi`, '[ "$1" = version ] && echo v3.0.0 && exit\n. "$HOME/script"');
  place.program(`${cli}/pulumi-language-nodejs`, "exit 2");
  place.program(`${cli}/pulumi-resource-pulumi-nodejs`, "");

  const start = (...args: string[]) => {
    const child = spawn(process.execPath, [path.join(place.folder, "test", "setup", "run.mjs"), ...args], {
      cwd: place.folder,
      env: place.env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const said = { stdout: "", stderr: "" };
    child.stdout.on("data", (text) => {
      said.stdout += text;
    });
    child.stderr.on("data", (text) => {
      said.stderr += text;
    });
    return { child, said, ended: once(child, "close").then(([code]) => ({ code: code as number, ...said })) };
  };
  return { ...place, start, pulumiDoes: (script: string) => place.write("home/script", script) };
}

test("`pulumi` passes on arguments, output and exit code, and adds nothing to them", async () => {
  const { start, pulumiDoes } = clone();
  pulumiDoes('echo "$@"; echo oh >&2; exit 7');
  expect(await start("pulumi", "preview", "--json").ended).toEqual({
    code: 7,
    stdout: "preview --json\n",
    stderr: "oh\n",
  });
});

test("set-up says what it does on stderr alone", async () => {
  const { start, pulumiDoes, program, write } = clone();
  write("package-lock.json", JSON.stringify({ packages: { "": {}, a: { version: "1" } } }));
  program("machine/npm", "echo chatter");
  pulumiDoes("echo '{}'");
  const { stdout, stderr } = await start("pulumi", "about", "--json").ended;
  expect(stdout).toBe("{}\n");
  expect(stderr).toContain("Installing the npm packages");
  expect(stderr).not.toContain("chatter");
});

test("a program that the CLI starts finds this package's Node.js and tools", async () => {
  const { start, pulumiDoes, folder } = clone();
  pulumiDoes("command -v node; command -v pulumi-language-nodejs");
  expect((await start("pulumi", "up").ended).stdout.split("\n")).toEqual([
    path.join(folder, "node_modules/.bin/node"),
    path.join(folder, "home/.pulumi/versions/3.0.0/bin/pulumi-language-nodejs"),
    "",
  ]);
});

test("an unknown command is answered with those there are", async () => {
  const { code, stderr } = await clone().start("deploy").ended;
  expect(code).toBe(2);
  for (const name of ["demo", "test", "pulumi", "check", "bench", "simulation", "mutation", "chaos"])
    expect(stderr).toContain(`  ${name}  `);
});

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("%s during the set-up ends everything it started, and exits %d", async (signal, code) => {
  const { start, write, program, folder } = clone();
  write("package-lock.json", JSON.stringify({ packages: { "": {}, a: { version: "1" } } }));
  program("machine/npm", `sleep 60 & echo $! > '${folder}/grandchild'; wait`);
  const { child, said, ended } = start("pulumi", "up");
  await vi.waitFor(() => expect(readFileSync(path.join(folder, "grandchild"), "utf8")).toMatch(/\d\n/), 10_000);
  child.kill(signal);
  expect((await ended).code).toBe(code);
  expect(said.stderr).not.toContain("failed");
  expect(existsSync(path.join(folder, ".setup.lock"))).toBe(false);
  await vi.waitFor(() => expect(isRunning(Number(readFileSync(path.join(folder, "grandchild"), "utf8")))).toBe(false));
});

test("a signal reaches the running command, and its own exit code counts", async () => {
  const { start, pulumiDoes, folder } = clone();
  pulumiDoes(`trap 'echo cancelled; exit 255' INT; touch '${folder}/up'; while :; do sleep 0.05; done`);
  const { child, ended } = start("pulumi", "up");
  await vi.waitFor(() => expect(existsSync(path.join(folder, "up"))).toBe(true), 10_000);
  child.kill("SIGINT");
  expect(await ended).toMatchObject({ code: 255, stdout: "cancelled\n" });
});
