// @ts-check
// The commands that `npm run` offers, once everything they need is there.

import path from "node:path";
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
 * @property {string} summary
 * @property {boolean} [stacks] Whether it runs stacks: dist/ and the Pulumi CLI have to be there then.
 * @property {(args: readonly string[], context: Context) => Promise<number>} run Answers the exit code.
 */

/** @type {Record<string, Command>} */
export const commands = {
  demo: {
    summary: "shows the package at work, against an emulator of Arraylake",
    stacks: true,
    run: script("test/demo/main.mts"),
  },
  test: {
    summary: "runs the tests; what follows goes to vitest",
    stacks: true,
    run: tool("vitest", "vitest", "run", "--config", "test/vitest.config.mts"),
  },
  pulumi: {
    summary: "runs the Pulumi CLI; what follows goes to it",
    stacks: true,
    run: (args, { root, cli, env }) => runInForeground(cli, args, { cwd: whereTheUserIs(root, env), env }),
  },
  check: {
    summary: "checks format, types, dead code, the package's shape, licences and advisories",
    run: script("test/checks/main.mjs"),
  },
  fix: {
    summary: "repairs format and lint findings, where that is safe",
    run: tool("@biomejs/biome", "biome", "check", "--write", "."),
  },
  docs: {
    summary: "writes the reference into docs/, from the doc comments",
    run: tool("typedoc", "typedoc", "--options", ".typedoc.jsonc"),
  },
  "release-check": {
    summary: "checks what `npm publish` would send, in a project of its own",
    stacks: true,
    run: script("test/release/main.mts"),
  },
  bench: {
    summary: "measures how fast the provider is",
    stacks: true,
    run: script("test/bench/main.mts"),
  },
  simulation: {
    summary: "lives simulated lives of a stack; --lives N says how many, --seed S where to begin",
    run: script("test/simulation/main.mjs"),
  },
  mutation: {
    summary: "makes small mistakes in the code, and counts those that no test finds; what follows goes to Stryker",
    run: tool("@stryker-mutator/core", "stryker", "run"),
  },
  chaos: {
    summary: "runs the long tests with failures injected at random",
    stacks: true,
    run: tool("vitest", "vitest", "run", "--config", "test/vitest.chaos.config.mts"),
  },
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

/**
 * `npm run` goes to the folder of package.json first. Pulumi means the folder the user called it in.
 *
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 */
function whereTheUserIs(root, env) {
  const viaNpm = env.npm_lifecycle_event === "pulumi" && path.resolve(process.cwd()) === root;
  return (viaNpm && env.INIT_CWD) || process.cwd();
}
