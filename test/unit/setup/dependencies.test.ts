import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { agree, ensureDependencies } from "../../setup/dependencies.mjs";
import { temporaryPlace } from "../helpers/place.ts";

const record = { "node_modules/a": { version: "1.0.0", integrity: "sha512-a" } };
const lockfile = JSON.stringify({ packages: { "": { name: "it" }, ...record } });
const npmThatWorks = `
mkdir -p node_modules
echo '${JSON.stringify({ packages: record })}' > node_modules/.package-lock.json`;

beforeEach(() => {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});

function freshClone(npm: string) {
  const place = temporaryPlace();
  place.write("package-lock.json", lockfile);
  place.program("machine/npm", npm);
  return { ...place, install: () => ensureDependencies(place.folder, place.env) };
}

test("a fresh clone gets its packages once", async () => {
  const clone = freshClone(npmThatWorks);
  await clone.install();
  await clone.install();
  expect(clone.calls()).toEqual([expect.stringMatching(/^npm ci /)]);
});

test("a changed lock file brings a new install", async () => {
  const clone = freshClone(npmThatWorks);
  await clone.install();
  clone.write("package-lock.json", lockfile.replaceAll("1.0.0", "1.0.1"));
  await clone.install();
  expect(clone.calls()).toHaveLength(2);
});

test("packages that the user installed by hand are taken as they are", async () => {
  const clone = freshClone(npmThatWorks);
  clone.write("node_modules/.package-lock.json", JSON.stringify({ packages: record }));
  await clone.install();
  expect(clone.calls()).toEqual([]);
});

test("an install that was cut short is done again", async () => {
  const clone = freshClone(npmThatWorks);
  clone.write("node_modules/a/package.json", "{}");
  await clone.install();
  expect(clone.calls()).toHaveLength(1);
});

test("a failing npm is told with what it said, and the next run tries again", async () => {
  const clone = freshClone("echo 'npm error the disk is full' >&2; mkdir -p node_modules; exit 28");
  await expect(clone.install()).rejects.toThrow("`npm ci` failed with exit code 28");
  expect(process.stderr.write).toHaveBeenCalledWith(expect.stringContaining("the disk is full"));
  await expect(clone.install()).rejects.toThrow();
  expect(clone.calls()).toHaveLength(2);
});

test("npm's chatter is not shown when all is well", async () => {
  const clone = freshClone(`${npmThatWorks}\necho 'npm warn deprecated'`);
  await clone.install();
  expect(process.stderr.write).not.toHaveBeenCalledWith(expect.stringContaining("deprecated"));
});

test("a machine without npm is told where npm comes from", async () => {
  const clone = freshClone(npmThatWorks);
  rmSync(path.join(clone.bin, "npm"));
  await expect(ensureDependencies(clone.folder, { ...clone.env, PATH: clone.bin })).rejects.toThrow(
    "It comes with Node.js",
  );
});

test("npm doesn't run with the Node.js it is about to delete", async () => {
  const clone = freshClone(`${npmThatWorks}\nnode`);
  clone.program("machine/node", "");
  clone.program("node_modules/.bin/node", "exit 1");
  const tools = path.join(clone.folder, "node_modules", ".bin");
  await ensureDependencies(clone.folder, { ...clone.env, PATH: `${tools}${path.delimiter}${clone.env.PATH}` });
  expect(clone.calls()).toEqual([expect.stringMatching(/^npm ci /), "node "]);
});

test("two runs at once install once", async () => {
  const clone = freshClone(`sleep 0.3\n${npmThatWorks}`);
  await Promise.all([clone.install(), clone.install()]);
  expect(clone.calls()).toHaveLength(1);
  expect(existsSync(path.join(clone.folder, ".setup.lock"))).toBe(false);
});

test.each([
  ["the same packages", { a: { version: "1" } }, true],
  ["another version", { a: { version: "2" } }, false],
  ["a package less", {}, false],
  ["packages of another system", { a: { version: "1" }, b: { version: "1", os: ["aix"] } }, false],
  ["packages for any system but one", { a: { version: "1" }, b: { version: "1", os: ["!aix"] } }, true],
])("an installed tree with %s: %#", (_what, installed, answer) => {
  expect(agree({ "": {}, a: { version: "1" }, b: { version: "1", optional: true } }, installed)).toBe(answer);
});
