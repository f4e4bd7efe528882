// @ts-check
// Installs the npm packages of package-lock.json, unless they are there.

import { lstat } from "node:fs/promises";
import path from "node:path";
import { changed } from "./changed.mjs";
import { runNpm } from "./processes.mjs";
import { step } from "./progress.mjs";
import { SetupError } from "./setup-error.mjs";
import { binFolder } from "./tools.mjs";

/**
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 */
export async function ensureDependencies(root, env) {
  if (await areInstalled(root)) return;
  await step("Installing the npm packages with `npm ci` (usually less than a minute)", async () => {
    const args = ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
    const { problem, output } = await runNpm(args, { cwd: root, env: withoutFolder(env, binFolder(root)) });
    if (!problem) return;
    throw new SetupError(
      `${output}\n\`npm ci\` failed: ${problem}. Once the cause is gone, run the same command again: it starts over.\n` +
        "(npm itself comes with Node.js: https://nodejs.org)",
    );
  });
}

/**
 * Whether node_modules is younger than package-lock.json. npm writes its own record when everything else is in place, so
 * an install that was cut off has none.
 *
 * @param {string} root
 */
async function areInstalled(root) {
  const modules = path.join(root, "node_modules");
  // `npm ci` empties the folder that a link leads to, and that may be another clone's.
  if ((await lstat(modules).catch(() => undefined))?.isSymbolicLink()) return true;
  return (
    (await changed(path.join(modules, ".package-lock.json"))) >= (await changed(path.join(root, "package-lock.json")))
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
  const places = (env.PATH ?? "").split(path.delimiter).filter((place) => path.resolve(place) !== folder);
  return { ...env, PATH: places.join(path.delimiter) };
}
