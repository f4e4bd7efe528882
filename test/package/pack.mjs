// @ts-check
// Asks npm: its answers are JSON on stdout, its warnings are on stderr.

import { runInBackground } from "../setup/processes.mjs";

const windows = process.platform === "win32";

/**
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, timeoutMs?: number }} options
 */
export function runNpm(args, options) {
  if (!windows) return runInBackground("npm", args, options);
  // npm is a .cmd there, which only a shell can start, and which takes a space for an end.
  const quoted = args.map((arg) => (arg.includes(" ") ? `"${arg}"` : arg));
  return runInBackground("npm", quoted, { ...options, shell: true });
}

/**
 * Packs the package as a release would, without building it.
 *
 * @param {string} folder Where the tarball goes.
 * @param {{ root: string, env: NodeJS.ProcessEnv }} context
 * @returns {Promise<{ filename: string, files: string[] }>} the tarball's name, and the paths of the files in it
 */
export async function packInto(folder, { root, env }) {
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  const { code, stdout, output, error } = await runNpm(args, { cwd: root, env });
  if (code !== 0) throw new Error(`\`npm pack\` failed: ${error?.message ?? output.trim()}`);
  const [{ filename, files }] = JSON.parse(stdout);
  return { filename, files: files.map((/** @type {{ path: string }} */ file) => file.path) };
}
