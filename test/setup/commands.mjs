// @ts-check
// The commands that `npm run` offers, once everything they need is there.

import path from "node:path";
import { fileURLToPath } from "node:url";
import { runInForeground } from "./processes.mjs";
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

/** What `check` runs, in this order. @type {readonly { name: string, package: string, tool: string, args: string[] }[]} */
const CHECKS = [
  { name: "tsc (provider/ to dist/)", package: "typescript", tool: "tsc", args: ["--noEmitOnError"] },
  { name: "biome (format and lint)", package: "@biomejs/biome", tool: "biome", args: ["check", "."] },
  {
    name: "tsc (types of tests and examples)",
    package: "typescript",
    tool: "tsc",
    args: ["--noEmit", "-p", "test/tsconfig.json"],
  },
];

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
    summary: "checks format, lint rules and types",
    needsBuild: false, // it compiles, too
    needsCli: false,
    run: (_args, context) => check(context),
  },
  bench: {
    summary: "measures how fast the provider is",
    needsBuild: true,
    needsCli: true,
    run: (args, context) => runNode(["test/bench/main.mts", ...args], context),
  },
  chaos: {
    summary: "runs the long tests with failures injected at random",
    needsBuild: true,
    needsCli: true,
    run: (args, context) => vitest(["run", "--config", "test/vitest.chaos.config.mts", ...args], context),
  },
};

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

/** @param {Context} context */
async function check(context) {
  /** @type {{ name: string, code: number }[]} */
  const results = [];
  for (const { name, package: packageName, tool, args } of CHECKS) {
    console.log(`\n${name}`);
    results.push({ name, code: await runNode([toolScript(context.root, packageName, tool), ...args], context) });
  }
  console.log("");
  for (const { name, code } of results) console.log(`${code === 0 ? "ok    " : "FAILED"}  ${name}`);
  return results.some(({ code }) => code !== 0) ? 1 : 0;
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
