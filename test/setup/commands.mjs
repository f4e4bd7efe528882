// @ts-check
// The commands that `npm run` offers, once everything they need is there.

import path from "node:path";
import { fileURLToPath } from "node:url";
import { CHECKS } from "./checks/checks.mjs";
import { named, runChecks } from "./checks/run-checks.mjs";
import { runInForeground } from "./processes.mjs";
import { SetupError } from "./setup-error.mjs";
import { toolScript } from "./tools.mjs";

/**
 * @typedef {object} Context
 * @property {string} root The clone.
 * @property {string} node
 * @property {string} cli The Pulumi CLI; empty for a command that doesn't need it.
 * @property {NodeJS.ProcessEnv} env
 */

/**
 * @typedef {object} Command
 * @property {string} summary
 * @property {boolean} needsBuild Whether dist/ has to be up to date.
 * @property {boolean} needsCli Whether the Pulumi CLI has to be there.
 * @property {(args: readonly string[], context: Context) => Promise<number>} run Answers the exit code.
 */

/** @type {Record<string, Command>} */
export const commands = {
  demo: {
    summary: "shows the package at work, against an emulator of Arraylake",
    needsBuild: true,
    needsCli: true,
    run: (args, context) => runNode(["test/setup/demo/main.mts", ...args], context),
  },
  test: {
    summary: "runs the tests; what follows goes to vitest",
    needsBuild: true,
    needsCli: true,
    run: (args, context) => vitest(["run", "--config", "test/vitest.config.mts", ...args], context),
  },
  pulumi: {
    summary: "runs the Pulumi CLI; what follows goes to it",
    needsBuild: true,
    needsCli: true,
    run: (args, { root, cli, env }) => runInForeground(cli, args, { cwd: whereTheUserIs(root, env), env }),
  },
  check: {
    summary:
      "checks format, types, dead code, the package's shape, licences and advisories; or those whose names are given",
    needsBuild: false, // it compiles, too
    needsCli: false,
    run: (args, context) => runChecks(named(CHECKS, args), context),
  },
  fix: {
    summary: "repairs format and lint findings, where that is safe",
    needsBuild: false,
    needsCli: false,
    run: (args, context) =>
      runNode([toolScript(context.root, "@biomejs/biome", "biome"), "check", "--write", ".", ...args], context),
  },
  docs: {
    summary: "writes the reference into docs/, from the doc comments",
    needsBuild: false,
    needsCli: false,
    run: (args, context) =>
      runNode([toolScript(context.root, "typedoc", "typedoc"), "--options", ".typedoc.jsonc", ...args], context),
  },
  "release-check": {
    summary: "checks what `npm publish` would send, in a project of its own",
    needsBuild: true,
    needsCli: true,
    run: (args, context) => runNode(["test/setup/release/main.mts", ...args], context),
  },
  bench: {
    summary: "measures how fast the provider is",
    needsBuild: true,
    needsCli: true,
    run: (args, context) => runNode(["test/bench/main.mts", ...args], context),
  },
  simulation: {
    summary: "lives simulated lives of a stack; --lives N says how many, --seed S where to begin",
    needsBuild: false,
    needsCli: false,
    run: (args, context) => {
      const env = { ...context.env, ...livesFrom(args) };
      return vitest(["run", "--config", "test/vitest.config.mts", "--project", "simulation", "--maxWorkers=2"], {
        ...context,
        env,
      });
    },
  },
  mutation: {
    summary:
      "makes thousands of small mistakes in the code, and counts those that no test finds; what follows goes to Stryker",
    needsBuild: false,
    needsCli: false,
    run: (args, context) =>
      runNode([toolScript(context.root, "@stryker-mutator/core", "stryker"), "run", ...args], context),
  },
  chaos: {
    summary: "runs the long tests with failures injected at random",
    needsBuild: true,
    needsCli: true,
    run: (args, context) => vitest(["run", "--config", "test/vitest.chaos.config.mts", ...args], context),
  },
};

/**
 * The environment of a simulation: which lives it is to live.
 *
 * @param {readonly string[]} args
 */
function livesFrom(args) {
  const asked = args.join(" ");
  const numbers = /--(lives|seed)[ =](\d+)(?: |$)/g;
  if (asked.replaceAll(numbers, "") !== "")
    throw new SetupError(
      "The simulation takes two numbers: npm run test:simulation -- [--lives NUMBER] [--seed NUMBER]",
    );
  return Object.fromEntries(
    Array.from(asked.matchAll(numbers), ([, name = "", number]) => [`SIMULATION_${name.toUpperCase()}`, number]),
  );
}

/**
 * @param {readonly string[]} args
 * @param {Context} context
 */
function runNode(args, { root, node, env }) {
  return runInForeground(node, args, { cwd: root, env });
}

/**
 * Runs vitest with its usual output and a closing line that counts, unless the user asks for another output.
 *
 * @param {readonly string[]} args
 * @param {Context} context
 */
function vitest(args, context) {
  const reporters = [
    "--reporter=default",
    `--reporter=${fileURLToPath(new URL("count-reporter.mjs", import.meta.url))}`,
  ];
  if (context.env.GITHUB_ACTIONS === "true") reporters.push("--reporter=github-actions");
  const usual = !args.some((arg) => /^--(reporters?|watch)\b/.test(arg));
  return runNode([toolScript(context.root, "vitest", "vitest"), ...args, ...(usual ? reporters : [])], context);
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
