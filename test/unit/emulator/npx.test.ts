import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type TemporaryPlace, temporaryPlace } from "../helpers/place";

const ROOT = path.resolve(__dirname, "../../..");
const MAIN = path.join(ROOT, "dist/cli/main.js");
const TIME = 120_000;

/** A project that has the package, and whose scripts are these. */
function project(scripts: Record<string, string> = {}): TemporaryPlace {
  const place = temporaryPlace();
  place.write("package.json", JSON.stringify({ name: "project", version: "1.0.0", private: true, scripts }));
  const pids = place.write("pids", "");
  place.program(
    "node_modules/.bin/pulumi-arraylake",
    `echo $$ >> '${pids}'; exec '${process.execPath}' '${MAIN}' "$@"`,
  );
  onTestFinished(() => {
    for (const pid of readFileSync(pids, "utf8").trim().split("\n")) ended(Number(pid));
  });
  return place;
}

function ended(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // By itself, as it should.
  }
}

function started({ folder, env }: TemporaryPlace, command: string, ...args: string[]): ChildProcess {
  // Without the variables of the npm that may run these tests.
  const child = spawn(command, args, { cwd: folder, env: { HOME: env.HOME, PATH: process.env.PATH } });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function urlSaidBy(printed: () => string): Promise<string> {
  const said = /listening on (http:\S+)/;
  await expect.poll(printed, { timeout: TIME, interval: 50 }).toMatch(said);
  return said.exec(printed())?.[1] ?? "";
}

async function urlFrom(child: ChildProcess): Promise<string> {
  let printed = "";
  child.stdout?.on("data", (chunk) => (printed += chunk));
  return urlSaidBy(() => printed);
}

function isUp(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** Whether it still answers when a process that watches had time to notice that another is gone. */
async function livesOn(url: string): Promise<boolean> {
  await new Promise((resolve) => setTimeout(resolve, 3000));
  return isUp(url);
}

test.each([
  ["npx", "SIGTERM"],
  ["npx", "SIGKILL"],
  ["npm run", "SIGTERM"],
  ["npm run", "SIGKILL"],
] as const)(
  "the emulator ends with the %s that started it, ended by %s",
  { timeout: TIME },
  async (command, signal) => {
    const place = project({ service: "pulumi-arraylake emulator 2>&1" });
    const npm =
      command === "npx"
        ? started(place, "npx", "pulumi-arraylake", "emulator")
        : started(place, "npm", "run", "--silent", "service");
    const url = await urlFrom(npm);
    expect(await isUp(url)).toBe(true);
    npm.kill(signal);
    await once(npm, "exit");
    await expect.poll(() => isUp(url), { timeout: 10_000, interval: 100 }).toBe(false);
  },
);

test("it lives on in the background of a shell that ends", { timeout: TIME }, async () => {
  const place = project();
  const log = path.join(place.folder, "log");
  const shell = started(place, "sh", "-c", `npx pulumi-arraylake emulator > '${log}' 2>&1 & echo $!`);
  const [pid] = await once(shell.stdout as NodeJS.ReadableStream, "data");
  await once(shell, "exit");
  const url = await urlSaidBy(() => (existsSync(log) ? readFileSync(log, "utf8") : ""));
  expect(await livesOn(url)).toBe(true);
  process.kill(Number(pid), "SIGTERM");
  await expect.poll(() => isUp(url), { timeout: 10_000, interval: 100 }).toBe(false);
  expect(readFileSync(log, "utf8")).toMatch(/npm, which started the emulator, is gone: it ends\./);
});

test("it lives on where a script put it into the background itself", { timeout: TIME }, async () => {
  const place = project({ service: "pulumi-arraylake emulator > log 2>&1 & sleep 1" });
  const log = path.join(place.folder, "log");
  await once(started(place, "npm", "run", "service"), "exit");
  expect(await livesOn(await urlSaidBy(() => readFileSync(log, "utf8")))).toBe(true);
});

test("it lives on when started without npm, by a shell that ends", { timeout: TIME }, async () => {
  const place = project();
  await once(started(place, "sh", "-c", "node_modules/.bin/pulumi-arraylake emulator > log 2>&1 & sleep 1"), "exit");
  const log = path.join(place.folder, "log");
  expect(await livesOn(await urlSaidBy(() => readFileSync(log, "utf8")))).toBe(true);
});
