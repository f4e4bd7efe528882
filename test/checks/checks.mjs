// @ts-check
// What `npm run check` checks, in this order.

import { tmpdir } from "node:os";
import path from "node:path";
import { packInto } from "../package/pack.mjs";
import { runInForeground, runNpm } from "../setup/processes.mjs";
import { inTemporaryFolder } from "../setup/temporary-folder.mjs";
import { toolScript } from "../setup/tools.mjs";
import { readAudit } from "./audit.mjs";
import { licenceProblems } from "./licences.mjs";
import { checkReleasedSchema } from "./released-schema.mts";

/** @import { Check, Result } from "./run-checks.mjs" */

const root = path.resolve(import.meta.dirname, "../..");
const env = process.env;

const KNIP_SHIPPED = ["--no-progress", "--production", "--strict", "--dependencies"];

/** @type {readonly Check[]} */
export const CHECKS = [
  tool("tsc (provider/ to dist/)", "typescript", "tsc", ["--noEmitOnError"]),
  tool("biome (format and lint)", "@biomejs/biome", "biome", ["check", "--error-on-warnings", "."]),
  tool("tsc (types of tests and examples)", "typescript", "tsc", ["--noEmit", "-p", "test/tsconfig.json"]),
  tool("knip (dead code, unused dependencies)", "knip", "knip", ["--no-progress", "--treat-config-hints-as-errors"]),
  tool("knip (what is shipped needs runtime dependencies alone)", "knip", "knip", KNIP_SHIPPED),
  tool("typedoc (a doc comment for all that users see)", "typedoc", "typedoc", [
    "--options",
    ".typedoc.jsonc",
    "--emit",
    "none",
  ]),
  { name: "publint and attw (shape and types of the package)", run: checkPackage },
  { name: "schema (no surprise for users of the newest release)", run: () => checkReleasedSchema(root) },
  { name: "licences of the dependencies", run: checkLicences },
  { name: "npm audit (runtime dependencies)", run: audit },
];

/**
 * @param {string} name
 * @param {string} packageName
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Check}
 */
function tool(name, packageName, program, args) {
  return { name, run: () => runTool(packageName, program, args) };
}

/**
 * @param {string} packageName
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<Result>}
 */
async function runTool(packageName, program, args) {
  const code = await runInForeground(process.execPath, [toolScript(root, packageName, program), ...args], {
    cwd: root,
  });
  if (code > 128) process.exit(code); // a signal, such as Ctrl-C, is meant for all of it
  return { verdict: code === 0 ? "ok" : "FAILED" };
}

/** @returns {Promise<Result>} */
function checkPackage() {
  return inTemporaryFolder(path.join(tmpdir(), "pulumi-arraylake-pack-"), async (folder) => {
    const tarball = path.join(folder, (await packInto(folder, { root, env })).filename);
    const shape = await runTool("publint", "publint", ["run", tarball, "--strict"]);
    // node16: what TypeScript's old `node10` resolution can't find, a package with `exports` can't give it.
    const attw = [tarball, "--profile", "node16", "--no-emoji", "--format", "ascii"];
    const types = await runTool("@arethetypeswrong/cli", "attw", attw);
    return shape.verdict === "ok" ? types : shape;
  });
}

/** @returns {Promise<Result>} */
async function checkLicences() {
  const args = ["sbom", "--package-lock-only", "--sbom-format=cyclonedx"];
  const { problem, stdout, output } = await runNpm(args, { cwd: root, env });
  if (problem) throw new Error(`npm sbom failed: ${problem}\n${output}`);
  const { components } = JSON.parse(stdout);
  const problems = licenceProblems(components);
  for (const problem of problems) console.log(problem);
  if (problems.length === 0) return { verdict: "ok", note: `${components.length} packages` };
  console.log("Use another package; or, where the licence's terms can be met, allow it in test/checks/licences.mjs.");
  return { verdict: "FAILED" };
}

/** @returns {Promise<Result>} */
async function audit() {
  const args = ["audit", "--omit=dev", "--json", "--fetch-retries=0", "--fetch-timeout=20000"];
  const { problem, isLate, stdout } = await runNpm(args, { cwd: root, env, timeoutMs: 30_000 });
  if (isLate) return { verdict: "skipped", note: `not reachable: ${problem}` };
  const { verdict, lines } = readAudit(stdout);
  for (const line of lines) console.log(line);
  return verdict === "skipped" ? { verdict, note: "not reachable" } : { verdict };
}
