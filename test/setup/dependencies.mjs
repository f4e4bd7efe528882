// @ts-check
// Installs the npm packages of package-lock.json, unless they are there.

import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { withLock } from "./lock.mjs";
import { runInBackground } from "./processes.mjs";
import { say, startStep } from "./progress.mjs";
import { SetupError } from "./setup-error.mjs";
import { binFolder } from "./tools.mjs";

/** Held while node_modules or dist is being written. */
export const CLONE_LOCK = ".setup.lock";

/**
 * @typedef {object} LockedPackage What package-lock.json says of a package.
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {boolean} [optional]
 * @property {boolean} [link]
 * @property {string[]} [os]
 * @property {string[]} [cpu]
 */

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 */
export async function ensureDependencies(root, env) {
  if (await areInstalled(root)) return;
  await withLock(path.join(root, CLONE_LOCK), "installing the npm packages", async (lock) => {
    if (await areInstalled(root)) return;
    await install(root, env, lock);
    await writeFile(stampFile(root), await stampOf(root));
  });
}

/**
 * Whether node_modules is what package-lock.json says, for this platform. The stamp answers that at once; it lies inside
 * node_modules, and `npm ci` begins by emptying that, so an install that was cut short never has one. A node_modules
 * that the user installed by hand is compared package by package, and then gets its stamp.
 *
 * @param {string} root
 * @returns {Promise<boolean>}
 */
async function areInstalled(root) {
  const stamp = await stampOf(root);
  if ((await readFile(stampFile(root), "utf8").catch(() => "")) === stamp) return true;

  const wanted = JSON.parse(await readFile(path.join(root, "package-lock.json"), "utf8"));
  // npm writes this file when everything is in place, install scripts included.
  const record = await readFile(path.join(root, "node_modules", ".package-lock.json"), "utf8").catch(() => undefined);
  if (record === undefined || !agree(wanted.packages, JSON.parse(record).packages)) return false;
  await writeFile(stampFile(root), stamp);
  return true;
}

/**
 * @param {Record<string, LockedPackage>} wanted
 * @param {Record<string, LockedPackage>} installed
 * @returns {boolean}
 */
export function agree(wanted, installed) {
  const complete = Object.entries(wanted).every(([place, { version, integrity, optional, link }]) => {
    if (place === "" || link) return true;
    const found = installed[place];
    if (!found) return Boolean(optional);
    return found.version === version && found.integrity === integrity;
  });
  const forThisPlatform = Object.values(installed).every(
    ({ os, cpu }) => allows(os, process.platform) && allows(cpu, process.arch),
  );
  return complete && forThisPlatform;
}

/**
 * @param {string[] | undefined} list such as ["darwin", "linux"] or ["!win32"]
 * @param {string} value
 */
function allows(list, value) {
  if (!list || list.length === 0) return true;
  if (list.includes(`!${value}`)) return false;
  return list.includes(value) || list.every((entry) => entry.startsWith("!"));
}

/** @param {string} root */
async function stampOf(root) {
  const lockfile = await readFile(path.join(root, "package-lock.json"));
  const hash = createHash("sha256").update(lockfile).digest("hex");
  return `${JSON.stringify({ lockfile: hash, platform: process.platform, arch: process.arch })}\n`;
}

/** @param {string} root */
function stampFile(root) {
  return path.join(root, "node_modules", ".setup-stamp.json");
}

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @param {import("./lock.mjs").Lock} lock
 */
async function install(root, env, lock) {
  const step = startStep("Installing the npm packages with `npm ci`", { usually: "less than a minute" });
  const args = ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  const { code, output, error } = await runInBackground("npm", args, {
    cwd: root,
    env: withoutFolder(env, binFolder(root)),
    shell: process.platform === "win32", // npm is a .cmd there
    onStart: lock.addChild,
  });
  if (code === 0) {
    step.done("The npm packages are installed.");
    return;
  }
  step.stop();
  if (error?.code === "ENOENT") {
    throw new SetupError("There is no `npm` on PATH. It comes with Node.js: https://nodejs.org");
  }
  say(output.trimEnd());
  throw new SetupError(
    `\`npm ci\` failed${error ? `: ${error.message}` : ` with exit code ${code}`}; what it said is above. ` +
      "Once the cause is gone, run the same command again: it starts over.",
  );
}

/**
 * npm must run with the machine's own Node.js: the one in node_modules disappears when `npm ci` begins.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string} folder
 * @returns {NodeJS.ProcessEnv}
 */
function withoutFolder(env, folder) {
  const PATH = (env.PATH ?? "")
    .split(path.delimiter)
    .filter((entry) => path.resolve(entry) !== folder)
    .join(path.delimiter);
  return { ...env, PATH };
}
