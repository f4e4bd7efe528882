// @ts-check
// What runs after the set-up: which Node.js, which tools, and in which environment.

import { readFileSync } from "node:fs";
import path from "node:path";
import { run } from "./processes.mjs";
import { SetupError } from "./setup-error.mjs";

/**
 * @param {string} root
 * @returns {string}
 */
export function binFolder(root) {
  return path.join(root, "node_modules", ".bin");
}

/**
 * The Node.js that npm put into node_modules (package `node`), or the running one where that is missing. So it doesn't
 * matter how old the machine's own Node.js is.
 *
 * @param {string} root
 * @param {{ path: string, version: string }} [running]
 * @returns {Promise<string>} its path
 */
export async function chooseNode(root, running = { path: process.execPath, version: process.version }) {
  // It has to run this package, the tests and TypeScript files as they are.
  const oldest = manifestOf(root).engines.node.replace(">=", "");
  const installed =
    process.platform === "win32"
      ? path.join(root, "node_modules", "node", "bin", "node.exe")
      : path.join(binFolder(root), "node");
  const { stdout, problem } = await run(installed, ["--version"], { timeoutMs: 30_000 });
  if (isNewEnough(stdout.trim(), oldest)) return installed;
  if (isNewEnough(running.version, oldest)) return running.path;
  throw new SetupError(
    [
      `Node.js ${oldest} or newer is needed, and this is ${running.version}.`,
      `npm normally puts a newer one into node_modules/.bin, but the one there ${problem ? "is missing or doesn't run" : `is ${stdout.trim()}`}.`,
      "That happens when npm is not allowed to run the install script of the package `node` (ignore-scripts in .npmrc),",
      "or when this platform has none.",
      "",
      "Either of these helps:",
      `  - install Node.js ${oldest} or newer (https://nodejs.org) and run this command again`,
      "  - allow the script (`npm config set ignore-scripts false`), delete node_modules, and run this command again",
    ].join("\n"),
  );
}

/**
 * @param {string} version such as "v24.1.0"
 * @param {string} oldest such as "22.19.0"
 */
function isNewEnough(version, oldest) {
  return version.replace("v", "").localeCompare(oldest, "en", { numeric: true }) >= 0;
}

/**
 * The JavaScript file behind a tool in node_modules/.bin. Started with Node.js it runs the same way on every platform.
 *
 * @param {string} folder The one that has node_modules.
 * @param {string} packageName
 * @param {string} tool
 * @returns {string}
 */
export function toolScript(folder, packageName, tool) {
  const home = path.join(folder, "node_modules", packageName);
  const { bin } = manifestOf(home);
  return path.join(home, typeof bin === "string" ? bin : bin[tool]);
}

/**
 * @param {string} folder
 * @returns the package.json in it
 */
export function manifestOf(folder) {
  return JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
}

/**
 * @param {NodeJS.ProcessEnv} env The user's.
 * @param {{ root: string, node: string, cliBin?: string | undefined }} found
 * @returns {NodeJS.ProcessEnv}
 */
export function commandEnvironment(env, { root, node, cliBin }) {
  const tools = binFolder(root);
  // Where the Node.js in node_modules can't be used, the running one goes before it.
  const own = path.dirname(node).startsWith(path.join(root, "node_modules")) ? [tools] : [path.dirname(node), tools];
  const PATH = [...own, ...(cliBin ? [cliBin] : []), env.PATH].join(path.delimiter);
  // The version that was set up is the one that runs, and it is checked.
  const { PULUMI_VERSION, PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK, ...rest } = env;
  return { ...rest, PATH, PULUMI_SKIP_UPDATE_CHECK: "true" };
}
