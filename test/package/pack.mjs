// @ts-check

import { runNpm } from "../setup/processes.mjs";

/**
 * Packs the package as a release would, without building it.
 *
 * @param {string} folder Where the tarball goes.
 * @param {{ root: string, env: NodeJS.ProcessEnv }} context
 * @returns {Promise<{ filename: string, files: string[] }>} the tarball's name, and the paths of the files in it
 */
export async function packInto(folder, { root, env }) {
  const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
  const { problem, stdout, output } = await runNpm(args, { cwd: root, env });
  if (problem) throw new Error(`\`npm pack\` failed: ${problem}\n${output.trim()}`);
  const [{ filename, files }] = JSON.parse(stdout);
  return { filename, files: files.map((/** @type {{ path: string }} */ file) => file.path) };
}
