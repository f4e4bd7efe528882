import { existsSync, rmSync, symlinkSync, utimesSync } from "node:fs";
import path from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { ensureDependencies } from "../../setup/dependencies.mjs";
import { temporaryPlace } from "../helpers/place.ts";

const npmThatWorks = "mkdir -p node_modules && touch node_modules/.package-lock.json";

beforeEach(() => {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});

function freshClone(npm = npmThatWorks) {
  const place = temporaryPlace();
  const lockfile = place.write("package-lock.json", "{}");
  place.program("machine/npm", npm);
  return { ...place, lockfile, install: (env = place.env) => ensureDependencies(place.folder, env) };
}

test("a fresh clone gets its packages once, and npm's chatter is not shown", async () => {
  const { install, calls } = freshClone(`${npmThatWorks}; echo chatter`);
  await install();
  await install();
  expect(calls()).toEqual([expect.stringMatching(/^npm ci /)]);
  expect(vi.mocked(process.stderr.write).mock.calls.join("")).toMatch(
    /^Installing the npm packages .* \.\.\.\n {2}done in 0 s\n$/,
  );
});

test("a younger package-lock.json brings a new install", async () => {
  const { install, lockfile, calls } = freshClone();
  await install();
  const later = new Date(Date.now() + 1000);
  utimesSync(lockfile, later, later);
  await install();
  expect(calls()).toHaveLength(2);
});

test("an install that was cut off is done again", async () => {
  const { install, write, calls } = freshClone();
  write("node_modules/a/package.json", "{}");
  await install();
  expect(calls()).toHaveLength(1);
});

test("packages that a link leads to are another clone's, and stay as they are", async () => {
  const { install, folder, write, calls } = freshClone();
  write("elsewhere/a/package.json", "{}");
  symlinkSync("elsewhere", path.join(folder, "node_modules"));
  await install();
  expect(calls()).toEqual([]);
  expect(existsSync(path.join(folder, "elsewhere/a"))).toBe(true);
});

test("a failing npm is told with what it said, and the next run tries again", async () => {
  const { install, calls } = freshClone("echo 'npm error the disk is full' >&2; mkdir -p node_modules; exit 28");
  await expect(install()).rejects.toThrow(/the disk is full\n[\s\S]*`npm ci` failed: it ended with exit code 28/);
  await expect(install()).rejects.toThrow();
  expect(calls()).toHaveLength(2);
});

test("a machine without npm is told where npm comes from", async () => {
  const { install, env, bin } = freshClone();
  rmSync(path.join(bin, "npm"));
  await expect(install({ ...env, PATH: bin })).rejects.toThrow(/there is no `npm` on PATH[\s\S]*https:\/\/nodejs\.org/);
});

test("npm doesn't run with the Node.js that it is about to delete", async () => {
  const { install, env, folder, program, calls } = freshClone(`${npmThatWorks}\nnode`);
  program("machine/node", "");
  program("node_modules/.bin/node", "exit 1");
  await install({ ...env, PATH: [path.join(folder, "node_modules", ".bin"), env.PATH].join(path.delimiter) });
  expect(calls()).toEqual([expect.stringMatching(/^npm ci /), "node "]);
});
