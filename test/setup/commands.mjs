// @ts-check
// The commands that `npm run` offers, once everything they need is there.

import { runInForeground } from "./processes.mjs";
import { toolScript } from "./tools.mjs";

/**
 * @typedef {object} Context
 * @property {string} root The clone.
 * @property {string} node
 * @property {string} cli The Pulumi CLI; empty for a command that runs no stacks.
 * @property {NodeJS.ProcessEnv} env
 */

/**
 * @typedef {object} Command
 * @property {boolean} [stacks] Whether it runs stacks: dist/ and the Pulumi CLI have to be there then.
 * @property {boolean} [built] Whether it needs dist/ alone.
 * @property {(args: readonly string[], context: Context) => Promise<number>} run Answers the exit code.
 */

/** .github/CONTRIBUTING.md says what each does. @type {Record<string, Command>} */
export const commands = {
  demo: { stacks: true, run: script("test/demo/main.mts") },
  test: { stacks: true, run: tool("vitest", "vitest", "run", "--config", "test/vitest.config.mts") },
  pulumi: {
    stacks: true,
    // `npm run` goes to the folder of package.json first. Pulumi means the folder the user called it in.
    run: (args, { cli, env }) => {
      const cwd = env.npm_lifecycle_event === "pulumi" ? env.INIT_CWD : undefined;
      return runInForeground(cli, args, { ...(cwd && { cwd }), env });
    },
  },
  check: { run: script("test/checks/main.mjs") },
  fix: { run: tool("@biomejs/biome", "biome", "check", "--write", ".") },
  docs: { run: tool("typedoc", "typedoc", "--options", ".typedoc.jsonc") },
  "release-check": { stacks: true, run: script("test/release/main.mts") },
  "plugin-executable": { built: true, run: script("test/release/executable.mts") },
  bench: { stacks: true, run: script("test/bench/main.mts") },
  simulation: { run: script("test/simulation/main.mjs") },
  mutation: { run: tool("@stryker-mutator/core", "stryker", "run") },
  chaos: { stacks: true, run: tool("vitest", "vitest", "run", "--config", "test/vitest.chaos.config.mts") },
};

/**
 * @param {string} file
 * @returns {Command["run"]}
 */
function script(file) {
  return (args, { root, node, env }) => runInForeground(node, [file, ...args], { cwd: root, env });
}

/**
 * @param {string} packageName
 * @param {string} name
 * @param {string[]} first
 * @returns {Command["run"]}
 */
function tool(packageName, name, ...first) {
  return (args, { root, node, env }) =>
    runInForeground(node, [toolScript(root, packageName, name), ...first, ...args], { cwd: root, env });
}
