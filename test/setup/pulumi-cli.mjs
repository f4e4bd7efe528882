// @ts-check
// Puts the Pulumi CLI, with the language hosts that the tests need, where Pulumi's npm launcher and its Automation API look
// for it: $PULUMI_HOME/versions/VERSION/bin.
// Never any other one: a different version writes a different state.

import { constants } from "node:fs";
import { access, chmod, copyFile, mkdir, rename } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { run } from "./processes.mjs";
import { say, step } from "./progress.mjs";
import { BUILT, buildWithGo, CLI_MODULE } from "./pulumi-build.mjs";
import { SetupError } from "./setup-error.mjs";
import { inTemporaryFolder } from "./temporary-folder.mjs";
import { manifestOf, toolScript } from "./tools.mjs";

const windows = process.platform === "win32";
const PROGRAM = windows ? "pulumi.exe" : "pulumi";
/** Makes the SDKs where the hosts can't: those that can be built don't, and those that Pulumi offers do. */
const GENERATOR = windows ? "gen-sdk.exe" : "gen-sdk";
/** A host that comes with Pulumi's own download alone. */
const DOWNLOADED = windows ? "pulumi-language-go.exe" : "pulumi-language-go";
/** The script that starts the dynamic provider's process. */
const LAUNCHER = windows ? "pulumi-resource-pulumi-nodejs.cmd" : "pulumi-resource-pulumi-nodejs";

/** All that has to be there. */
const FILES = [...BUILT, LAUNCHER];

/** Each puts the CLI into a new home. */
const WAYS = [
  { name: "Pulumi's own download", attempt: download },
  { name: "Building it with Go", attempt: build },
];

/**
 * @typedef {object} Wanted
 * @property {string} root The clone.
 * @property {string} node
 * @property {NodeJS.ProcessEnv} env
 * @property {string} version The CLI's.
 */

/**
 * @param {Omit<Wanted, "version">} machine
 * @returns {Promise<string>} the folder of the CLI; it runs
 */
export async function ensurePulumiCli({ root, node, env }) {
  const wanted = { root, node, env, version: manifestOf(root).devDependencies.pulumi };
  const home = path.resolve(env.PULUMI_HOME || path.join(env.HOME || homedir(), ".pulumi"));
  const problem = await problemIn(home, wanted);
  if (problem) await install(home, problem, wanted);
  return binIn(home, wanted);
}

/**
 * @param {string} home
 * @param {Wanted} wanted
 */
function binIn(home, { version }) {
  return path.join(home, "versions", version, "bin");
}

/**
 * @param {string} home
 * @param {Wanted} wanted
 * @returns {Promise<string>} what is wrong with the CLI there; empty if nothing is
 */
async function problemIn(home, wanted) {
  const [problem = ""] = (await problemsIn(home, wanted)).values();
  return problem;
}

/**
 * @param {string} home
 * @param {Wanted} wanted
 * @returns {Promise<Map<string, string>>} of each file that can't be used, what is wrong with it
 */
async function problemsIn(home, wanted) {
  const bin = binIn(home, wanted);
  /** @type {Map<string, string>} */
  const problems = new Map();
  for (const file of FILES)
    if (!(await mayBeRun(path.join(bin, file)))) problems.set(file, `${file} is not there, or may not be run`);
  if (await mayBeRun(path.join(bin, DOWNLOADED))) problems.delete(GENERATOR);
  if (problems.has(PROGRAM)) return problems;
  const env = { ...wanted.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const { stdout, problem } = await run(path.join(bin, PROGRAM), ["version"], { env, timeoutMs: 60_000 });
  if (problem) problems.set(PROGRAM, `${PROGRAM} doesn't run: ${problem}`);
  else if (stdout.trim() !== `v${wanted.version}`) problems.set(PROGRAM, `${PROGRAM} says it is ${stdout.trim()}`);
  return problems;
}

/** @param {string} file */
function mayBeRun(file) {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/**
 * Tries each way in turn. All of it is put together in a home of its own and then renamed, so an install that is cut off
 * never looks like a finished one, and two at once don't disturb each other.
 *
 * @param {string} home
 * @param {string} found What is wrong with what is there.
 * @param {Wanted} wanted
 */
async function install(home, found, wanted) {
  const folder = path.dirname(binIn(home, wanted));
  const tried = [`The CLI that is already there: ${found}`];
  say(`The Pulumi CLI ${wanted.version} has to be installed into ${folder} (${found}).`);
  for (const { name, attempt } of WAYS) {
    try {
      await mkdir(path.dirname(folder), { recursive: true });
      await inTemporaryFolder(`${folder}.partial-`, async (partial) => {
        await attempt(partial, wanted, home);
        const problem = await problemIn(partial, wanted);
        if (problem) throw new Error(problem);
        await moveIn(partial, home, wanted);
      });
      return;
    } catch (error) {
      const { message } = /** @type {Error} */ (error);
      tried.push(`${name}: ${message.replaceAll("\n", "\n     ")}`);
      say(`${name} failed: ${message}`);
    }
  }
  throw new SetupError(explain(folder, tried, wanted));
}

/**
 * @param {string} partial
 * @param {string} home
 * @param {Wanted} wanted
 */
async function moveIn(partial, home, wanted) {
  const made = path.dirname(binIn(partial, wanted));
  const folder = path.dirname(binIn(home, wanted));
  for (let tries = 1; ; tries++) {
    try {
      return await rename(made, folder);
    } catch (error) {
      if (!(await problemIn(home, wanted))) return; // another set-up was faster
      if (tries === 3) throw error;
      // What is unusable goes away with the temporary folder.
      await rename(folder, path.join(partial, `unusable-${tries}`)).catch(() => {});
    }
  }
}

/**
 * Pulumi's launcher downloads the CLI into its home, and then runs it.
 *
 * @param {string} home
 * @param {Wanted} wanted
 */
async function download(home, { root, node, env, version }) {
  await step(`Downloading the Pulumi CLI ${version} from Pulumi (usually half a minute)`, async () => {
    const { problem, output } = await run(node, [toolScript(root, "pulumi", "pulumi"), "version"], {
      // NODE_USE_ENV_PROXY: heed HTTPS_PROXY.
      env: { ...env, PULUMI_HOME: home, PULUMI_VERSION: version, TMPDIR: home, NODE_USE_ENV_PROXY: "1" },
      timeoutMs: 10 * 60_000,
    });
    const said = output.trim().replace(/^Downloading pulumi .*\n/, "");
    if (problem) throw new Error(`${problem}: ${said.split("\n").slice(-8).join("\n")}`);
  });
}

/**
 * Builds what is not yet there.
 *
 * @param {string} home
 * @param {Wanted} wanted
 * @param {string} old The home that has some of it, perhaps.
 */
async function build(home, wanted, old) {
  const bin = binIn(home, wanted);
  await mkdir(bin, { recursive: true });
  const files = [...(await problemsIn(old, wanted)).keys()];
  for (const file of FILES.filter((each) => !files.includes(each)))
    await copyFile(path.join(binIn(old, wanted), file), path.join(bin, file)).catch(() => files.push(file));
  await buildWithGo(bin, { files, version: wanted.version, env: { ...wanted.env, GOTMPDIR: home } });
  // The script comes with the SDK. The CLI takes it only from its own folder, and only if it may be run.
  await copyFile(path.join(wanted.root, "node_modules", "@pulumi", "pulumi", LAUNCHER), path.join(bin, LAUNCHER));
  await chmod(path.join(bin, LAUNCHER), 0o755);
}

/**
 * @param {string} folder
 * @param {readonly string[]} tried
 * @param {Wanted} wanted
 */
function explain(folder, tried, { version }) {
  return [
    `The Pulumi CLI ${version} is needed, and it could not be installed into ${folder}.`,
    "",
    "What was tried:",
    ...tried.map((line, n) => `  ${n + 1}. ${line}`),
    "",
    "Any one of these helps; then run the same command again:",
    "  - let this machine reach https://get.pulumi.com and https://github.com",
    `  - install Go ${CLI_MODULE.go} or newer (https://go.dev/dl); building the CLI then takes about 5 minutes, once`,
    `  - put what https://github.com/pulumi/pulumi/releases/tag/v${version} offers into its folder bin by hand`,
    `  - set PULUMI_HOME to a folder that has a whole versions/${version}/bin`,
  ].join("\n");
}
