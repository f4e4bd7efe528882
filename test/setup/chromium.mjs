// @ts-check
// Finds the browser that opens the report in a test. It is never downloaded from a browser's own site: where there is
// none, a Debian-like machine gets its own package, and any other a word on what to do.

import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { withLock } from "./lock.mjs";
import { runInBackground } from "./processes.mjs";
import { say, startStep } from "./progress.mjs";

const NAMES = ["google-chrome", "google-chrome-stable", "chromium", "chromium-browser"];
const APT_GET = "apt-get";
const DOWNLOAD_MS = 3 * 60_000;
/** Without a route, the answer comes at once and not after each server's patience. */
const NETWORK = ["-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=20", "-o", "Acquire::https::Timeout=20"];
const PACKAGE = ["-y", "--no-install-recommends", "chromium"];
/** What may be ended at any time, and what may not: an unpacking that is cut off leaves the machine's packages broken. */
const STEPS = [
  { args: [...NETWORK, "update"], timeoutMs: DOWNLOAD_MS },
  { args: [...NETWORK, "install", "--download-only", ...PACKAGE], timeoutMs: DOWNLOAD_MS },
  { args: ["install", "--no-download", "-o", "DPkg::Lock::Timeout=60", ...PACKAGE], mustEnd: true },
];
const ANSWER_MS = 60_000;

/**
 * @typedef {object} Machine
 * @property {NodeJS.ProcessEnv} env
 * @property {NodeJS.Platform} [platform]
 * @property {boolean} [isRoot]
 * @property {string} [lockFolder]
 */

/**
 * @param {Machine} machine
 * @returns {Promise<string | undefined>} where a browser is, after an install if need be; undefined if there is none
 */
export async function ensureChromium(machine) {
  const found = await findChromium(machine);
  if (found) return found;
  const { env, isRoot = process.getuid?.() === 0, lockFolder = tmpdir() } = machine;
  const aptGet = isRoot ? await firstThere(onPath(env, [APT_GET])) : undefined;
  const problem = aptGet
    ? await withLock(path.join(lockFolder, "pulumi-arraylake-chromium.lock"), "installing Chromium", async (lock) =>
        (await findChromium(machine)) ? "" : installWithApt(aptGet, env, lock),
      )
    : "";
  const installed = aptGet && (await findChromium(machine));
  if (installed) return installed;
  say(
    `There is no Chrome or Chromium${problem ? `, and it could not be installed: ${problem}` : "."}\n` +
      "The test that opens the report in a browser is skipped. Install either one, or name one in CHROME_PATH.",
  );
  return undefined;
}

/**
 * @param {Machine} machine
 * @returns {Promise<string | undefined>} a browser that is there and runs
 */
export async function findChromium({ env, platform = process.platform }) {
  const named = [env.CHROME_PATH ?? "", env.CHROMIUM_PATH ?? ""];
  for (const file of [...named, ...onPath(env, NAMES), ...usualPlaces(env, platform)]) {
    if ((await isThere(file)) && (await runs(file, env, platform))) return file;
  }
  return undefined;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} platform
 * @returns {string[]}
 */
function usualPlaces(env, platform) {
  if (platform === "darwin") {
    const folders = ["/Applications", ...(env.HOME ? [path.join(env.HOME, "Applications")] : [])];
    return folders.flatMap((folder) => [
      path.join(folder, "Google Chrome.app/Contents/MacOS/Google Chrome"),
      path.join(folder, "Chromium.app/Contents/MacOS/Chromium"),
    ]);
  }
  if (platform !== "win32") return [];
  const folders = [env.PROGRAMFILES, env["PROGRAMFILES(X86)"], env.LOCALAPPDATA].filter(
    (folder) => folder !== undefined,
  );
  return folders.flatMap((folder) => [
    path.join(folder, "Google", "Chrome", "Application", "chrome.exe"),
    path.join(folder, "Chromium", "Application", "chrome.exe"),
  ]);
}

/**
 * Where a distribution only has a stub that sends to another package system, the file is there and doesn't run.
 *
 * @param {string} file
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} platform
 */
async function runs(file, env, platform) {
  if (platform === "win32") return true; // asked for its version, it would open a window
  return (await runInBackground(file, ["--version"], { env, timeoutMs: ANSWER_MS })).code === 0;
}

/**
 * @param {string} aptGet
 * @param {NodeJS.ProcessEnv} env
 * @param {import("./lock.mjs").Lock} lock
 * @returns {Promise<string>} what went wrong; empty if nothing did
 */
async function installWithApt(aptGet, env, lock) {
  const step = startStep("Installing Chromium with apt-get", { usually: "a minute" });
  try {
    for (const { args, ...limits } of STEPS) {
      const { code, output, error } = await runInBackground(aptGet, args, {
        env: { ...env, DEBIAN_FRONTEND: "noninteractive" },
        ...limits,
        onStart: lock.addChild,
        onLine: (line) => step.detail(line.trim()),
      });
      if (code !== 0) return error?.message ?? (output.trim().split(/\r?\n/).at(-1) || `${APT_GET} ended with ${code}`);
    }
    step.done("Chromium is installed.");
    return "";
  } finally {
    step.stop();
  }
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {readonly string[]} names
 */
function onPath(env, names) {
  const folders = (env.PATH ?? "").split(path.delimiter).filter(Boolean);
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
}

/** @param {readonly string[]} files */
async function firstThere(files) {
  for (const file of files) if (await isThere(file)) return file;
  return undefined;
}

/** @param {string} file */
function isThere(file) {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
