// @ts-check
// Puts the Pulumi CLI where Pulumi's npm launcher and its Automation API look for it: $PULUMI_HOME/versions/VERSION/bin.
// Never any other one: a different version writes a different state.

import { constants, rmSync } from "node:fs";
import { access, chmod, copyFile, mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { withLock } from "./lock.mjs";
import { beforeExit, runInBackground } from "./processes.mjs";
import { say, startStep } from "./progress.mjs";
import { buildWithGo, CLI, LANGUAGE_HOST } from "./pulumi-build.mjs";
import { SetupError } from "./setup-error.mjs";

const windows = process.platform === "win32";
const PROGRAM = windows ? "pulumi.exe" : "pulumi";
const HOST = windows ? "pulumi-language-nodejs.exe" : "pulumi-language-nodejs";
/** The script that starts the dynamic provider's process. */
const LAUNCHER = windows ? "pulumi-resource-pulumi-nodejs.cmd" : "pulumi-resource-pulumi-nodejs";

const DOWNLOAD_MS = 10 * 60_000;

/**
 * @typedef {object} Place
 * @property {string} version
 * @property {string} folder $PULUMI_HOME/versions/VERSION
 * @property {string} bin
 */

/**
 * @typedef {Place & { temporary: string }} Unfinished Where the CLI is put together; `temporary` is for the tools' files.
 */

/**
 * @typedef {object} Options
 * @property {string} root The clone.
 * @property {string} node
 * @property {NodeJS.ProcessEnv} env
 */

/**
 * @param {Options} options
 * @returns {Promise<Place>} where the CLI is; it runs
 */
export async function ensurePulumiCli(options) {
  const place = await placeOf(options);
  if ((await inspect(place.bin, place.version, options.env)).complete) return place;

  try {
    await mkdir(path.dirname(place.folder), { recursive: true });
  } catch (error) {
    throw new SetupError(
      `The folder for the Pulumi CLI, ${path.dirname(place.folder)}, can't be made: ${messageOf(error)}. ` +
        "PULUMI_HOME can name another one.",
    );
  }
  await withLock(`${place.folder}.lock`, "installing the Pulumi CLI", async (lock) => {
    const found = await inspect(place.bin, place.version, options.env);
    if (!found.complete) await install(place, found, options, lock);
  });
  return place;
}

/**
 * @param {Options} options
 * @returns {Promise<Place>}
 */
async function placeOf({ root, env }) {
  const { devDependencies } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8"));
  const version = devDependencies.pulumi;
  const home = path.resolve(env.PULUMI_HOME || path.join(env.HOME || homedir(), ".pulumi"));
  const folder = path.join(home, "versions", version);
  return { version, folder, bin: path.join(folder, "bin") };
}

/**
 * @typedef {object} Found
 * @property {boolean} cli
 * @property {boolean} host
 * @property {boolean} launcher
 * @property {boolean} complete
 * @property {string} problem What is wrong with it; empty if nothing is.
 */

/**
 * @param {string} bin
 * @param {string} version
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Found>}
 */
async function inspect(bin, version, env) {
  if (!(await isThere(bin))) {
    return { cli: false, host: false, launcher: false, complete: false, problem: "there is none" };
  }
  const [cli, host, launcher] = await Promise.all([
    problemOfCli(path.join(bin, PROGRAM), version, env),
    problemOfHost(path.join(bin, HOST), env),
    problemOfLauncher(path.join(bin, LAUNCHER)),
  ]);
  const problem = [cli, host, launcher].filter(Boolean).join("; ");
  return { cli: !cli, host: !host, launcher: !launcher, complete: !problem, problem };
}

/**
 * @param {string} file
 * @param {string} version
 * @param {NodeJS.ProcessEnv} env
 */
async function problemOfCli(file, version, env) {
  const quiet = { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const { code, stdout, error } = await runInBackground(file, ["version"], { env: quiet, timeoutMs: 60_000 });
  if (error?.code === "ENOENT") return `${PROGRAM} is missing`;
  if (code !== 0) return `${PROGRAM} doesn't run`;
  return stdout.trim() === `v${version}` ? "" : `${PROGRAM} says it is ${stdout.trim()}`;
}

/**
 * @param {string} file
 * @param {NodeJS.ProcessEnv} env
 */
async function problemOfHost(file, env) {
  // Asked for help it answers and ends, with an exit code that depends on the version.
  const { code, error } = await runInBackground(file, ["-help"], { env, timeoutMs: 60_000 });
  if (error?.code === "ENOENT") return `${HOST} is missing`;
  return code === 0 || code === 2 ? "" : `${HOST} doesn't run`;
}

/** @param {string} file */
async function problemOfLauncher(file) {
  if (!(await isThere(file))) return `${LAUNCHER} is missing`;
  const runnable = await access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
  return runnable && (await stat(file)).size > 0 ? "" : `${LAUNCHER} doesn't run`;
}

/**
 * Tries each way in turn. All of it is put together in a folder beside the real one and then renamed, so an install that
 * was cut short never looks like a finished one.
 *
 * @param {Place} place
 * @param {Found} found
 * @param {Options} options
 * @param {import("./lock.mjs").Lock} lock
 */
async function install(place, found, options, lock) {
  if (found.cli && found.host) {
    await putLauncher(place.bin, options);
    return;
  }
  const partial = partialOf(place);
  const clear = beforeExit(() => rmSync(partial.folder, { recursive: true, force: true, maxRetries: 3 }));
  say(
    found.problem === "there is none"
      ? `The Pulumi CLI ${place.version} is not installed yet. It goes into ${place.bin}`
      : `The Pulumi CLI in ${place.bin} is not usable (${found.problem}). It gets installed anew.`,
  );

  /** @type {{ way: string, problem: string }[]} */
  const tried = [{ way: "The CLI that is already there", problem: found.problem }];
  const ways = [
    { way: "Pulumi's own download", attempt: () => download(partial, options, lock) },
    { way: "Building it with Go", attempt: () => build(place, partial, found, options, lock) },
  ];
  try {
    for (const { way, attempt } of ways) {
      await rm(partial.folder, { recursive: true, force: true });
      await mkdir(partial.bin, { recursive: true });
      await mkdir(partial.temporary);
      try {
        await attempt();
        const { problem } = await inspect(partial.bin, place.version, options.env);
        if (problem) throw new Error(problem);
        await rm(partial.temporary, { recursive: true, force: true });
        await moveIn(partial.folder, place.folder);
        say(`The Pulumi CLI ${place.version} is installed.`);
        return;
      } catch (error) {
        const problem = messageOf(error);
        tried.push({ way, problem });
        say(`${way}: no. ${problem.split("\n")[0]}`);
      }
    }
  } finally {
    clear();
  }
  throw new SetupError(explain(place, tried));
}

/**
 * @param {Place} place
 * @returns {Unfinished}
 */
function partialOf({ version, folder }) {
  const partial = `${folder}.partial`;
  return { version, folder: partial, bin: path.join(partial, "bin"), temporary: path.join(partial, "temporary") };
}

/**
 * @param {Unfinished} partial
 * @param {Options} options
 * @param {import("./lock.mjs").Lock} lock
 */
async function download(partial, { root, node, env }, lock) {
  const step = startStep(`Downloading the Pulumi CLI ${partial.version} from Pulumi`, { usually: "half a minute" });
  const script = fileURLToPath(new URL("pulumi-download.mjs", import.meta.url));
  const launcher = path.join(root, "node_modules", "pulumi");
  // NODE_USE_ENV_PROXY: heed HTTPS_PROXY.
  const { code, output, error } = await runInBackground(node, [script, launcher, partial.version, partial.folder], {
    env: { ...env, TMPDIR: partial.temporary, NODE_USE_ENV_PROXY: "1" },
    timeoutMs: DOWNLOAD_MS,
    onStart: lock.addChild,
  });
  step.stop();
  if (code !== 0) {
    const said = output.trim().split(/\r?\n/).slice(-8).join("\n");
    throw new Error(error?.message ?? (said || `it ended with exit code ${code}`));
  }
}

/**
 * @param {Place} place
 * @param {Unfinished} partial
 * @param {Found} found
 * @param {Options} options
 * @param {import("./lock.mjs").Lock} lock
 */
async function build(place, partial, found, options, lock) {
  const setup = fileURLToPath(new URL(".", import.meta.url));
  const common = { setup, env: { ...options.env, GOTMPDIR: partial.temporary }, onStart: lock.addChild };
  if (found.host) await copyFile(path.join(place.bin, HOST), path.join(partial.bin, HOST));
  else await buildWithGo(LANGUAGE_HOST, path.join(partial.bin, HOST), common);
  if (found.cli) await copyFile(path.join(place.bin, PROGRAM), path.join(partial.bin, PROGRAM));
  else await buildWithGo(CLI, path.join(partial.bin, PROGRAM), { ...common, version: place.version });
  await putLauncher(partial.bin, options);
}

/**
 * The script comes with the SDK. The CLI takes it only from its own folder, and only if it may be run.
 *
 * @param {string} bin
 * @param {Options} options
 */
async function putLauncher(bin, { root }) {
  const temporary = path.join(bin, `.${LAUNCHER}.partial`);
  await copyFile(path.join(root, "node_modules", "@pulumi", "pulumi", LAUNCHER), temporary);
  await chmod(temporary, 0o755);
  await rename(temporary, path.join(bin, LAUNCHER));
}

/**
 * @param {string} from
 * @param {string} to
 */
async function moveIn(from, to) {
  const old = `${to}.replaced`;
  await rm(old, { recursive: true, force: true });
  if (await isThere(to)) await rename(to, old);
  await rename(from, to);
  await rm(old, { recursive: true, force: true });
}

/**
 * @param {Place} place
 * @param {{ way: string, problem: string }[]} tried
 */
function explain({ version, bin }, tried) {
  const lines = tried.map(({ way, problem }, n) => `  ${n + 1}. ${way}: ${problem.replaceAll("\n", "\n     ")}`);
  return [
    `The Pulumi CLI ${version} is needed, and it could not be installed into`,
    `${bin}.`,
    "",
    "What was tried:",
    ...lines,
    "",
    "Any one of these helps; then run the same command again:",
    "  - let this machine reach https://get.pulumi.com and https://github.com",
    "  - install Go 1.26 or newer (https://go.dev/dl); building the CLI then takes about 5 minutes, once",
    `  - put the files of the download at https://github.com/pulumi/pulumi/releases/tag/v${version} into that folder by hand`,
    `  - set PULUMI_HOME to a folder that has a whole versions/${version}/bin`,
  ].join("\n");
}

/** @param {string} file */
async function isThere(file) {
  return stat(file).then(
    () => true,
    () => false,
  );
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
