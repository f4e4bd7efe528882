// @ts-check
// Finds the programs that the later steps run: the right Node.js, and the tools in node_modules.

import { readFileSync } from "node:fs";
import path from "node:path";
import { runInBackground } from "./processes.mjs";
import { SetupError } from "./setup-error.mjs";

/** The lowest Node.js that every dependency accepts. It also runs TypeScript files as they are. */
const OLDEST_NODE = /** @type {const} */ ([22, 19]);

/**
 * @param {string} root
 * @returns {string}
 */
export function binFolder(root) {
  return path.join(root, "node_modules", ".bin");
}

/**
 * The Node.js for everything that runs after the set-up: the one that npm put into node_modules (package `node`), or the
 * running one where that is missing. So it doesn't matter how old the machine's own Node.js is.
 *
 * @param {string} root
 * @param {{ path: string, version: string }} [running]
 * @returns {Promise<string>} its path
 */
export async function chooseNode(root, running = { path: process.execPath, version: process.version }) {
  const installed =
    process.platform === "win32"
      ? path.join(root, "node_modules", "node", "bin", "node.exe")
      : path.join(binFolder(root), "node");
  const { stdout, error } = await runInBackground(installed, ["--version"], { timeoutMs: 30_000 });
  const version = stdout.trim();
  if (isNewEnough(version)) return installed;
  if (isNewEnough(running.version)) return running.path;

  const oldest = OLDEST_NODE.join(".");
  const missing = error || !version ? "is not there or doesn't run" : `is ${version}`;
  throw new SetupError(
    [
      `Node.js ${oldest} or newer is needed, and this is ${running.version}.`,
      `npm normally puts a newer one into node_modules/.bin, but the one there ${missing}. That happens when npm is not`,
      "allowed to run the install script of the package `node` (ignore-scripts in .npmrc), or when this platform has none.",
      "",
      "Either of these helps:",
      `  - install Node.js ${oldest} or newer (https://nodejs.org) and run this command again`,
      "  - allow the script (`npm config set ignore-scripts false`), delete node_modules, and run this command again",
    ].join("\n"),
  );
}

/**
 * @param {string} version such as "v24.1.0"
 * @returns {boolean}
 */
export function isNewEnough(version) {
  const [, major, minor] = /^v(\d+)\.(\d+)\./.exec(version) ?? [];
  if (major === undefined) return false;
  return Number(major) > OLDEST_NODE[0] || (Number(major) === OLDEST_NODE[0] && Number(minor) >= OLDEST_NODE[1]);
}

/**
 * The JavaScript file behind a tool in node_modules/.bin. Started with Node.js it runs the same way on every platform.
 *
 * @param {string} root
 * @param {string} packageName
 * @param {string} tool
 * @returns {string}
 */
export function toolScript(root, packageName, tool) {
  const folder = path.join(root, "node_modules", packageName);
  const { bin } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  return path.join(folder, typeof bin === "string" ? bin : bin[tool]);
}
