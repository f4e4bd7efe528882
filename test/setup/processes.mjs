// @ts-check
// Starts programs. None gets a process group of its own, so Ctrl-C reaches whatever runs.

import { spawn } from "node:child_process";
import { constants } from "node:os";

const windows = process.platform === "win32";

/** What runs now. @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();
/** The exit code of a set-up that got a signal. @type {number | undefined} */
let interrupted;

/**
 * @typedef {object} Outcome How a program ended.
 * @property {string} problem What went wrong, in a few words; empty where it ended with exit code 0.
 * @property {boolean} isLate Whether it took longer than it may.
 * @property {string} stdout
 * @property {string} output stdout and stderr together, in the order they came.
 */

/**
 * Runs a program, and gathers what it prints.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, shell?: boolean, timeoutMs?: number,
 *   onLine?: (line: string) => void }} [options]
 * @returns {Promise<Outcome>}
 */
export function run(command, args, { timeoutMs, onLine, ...options } = {}) {
  /** @type {Promise<Outcome>} */
  const outcome = new Promise((resolve) => {
    const signal = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
    const child = spawn(command, args, {
      ...options,
      ...(signal && { signal, killSignal: "SIGKILL" }),
      windowsHide: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.add(child);
    let stdout = "";
    let output = "";
    let unfinished = "";
    const take = (/** @type {string} */ text) => {
      output += text;
      const lines = (unfinished + text).split(/\r?\n/);
      unfinished = lines.pop() ?? "";
      for (const line of lines) onLine?.(line);
    };
    child.stdout.setEncoding("utf8").on("data", (text) => {
      stdout += text;
      take(text);
    });
    child.stderr.setEncoding("utf8").on("data", take);

    const finish = (/** @type {string} */ problem) => {
      running.delete(child);
      if (interrupted === undefined) resolve({ problem, isLate: signal?.aborted === true, stdout, output });
      else if (running.size === 0) process.exit(interrupted);
    };
    child.on("error", (/** @type {NodeJS.ErrnoException} */ error) => {
      // What the program started may hold these open.
      child.stdout.destroy();
      child.stderr.destroy();
      if (signal?.aborted) finish(`it took longer than ${(timeoutMs ?? 0) / 1000} s`);
      else finish(error.code === "ENOENT" ? `there is no \`${command}\` on PATH` : error.message);
    });
    child.on("exit", () => interrupted !== undefined && finish(""));
    child.on("close", (code, by) => finish(code === 0 ? "" : `it ended with ${by ?? `exit code ${code}`}`));
  });
  // A program for another machine can't even be started.
  return outcome.catch(({ message }) => ({ problem: message, isLate: false, stdout: "", output: "" }));
}

/**
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, timeoutMs?: number }} options
 */
export function runNpm(args, options) {
  if (!windows) return run("npm", args, options);
  // npm is a .cmd there, which only a shell can start, and which takes a space for an end.
  const quoted = args.map((arg) => (arg.includes(" ") ? `"${arg}"` : arg));
  return run("npm", quoted, { ...options, shell: true });
}

/**
 * Runs a command with the user's terminal, and answers its exit code: 128 plus the signal's number if a signal ended it.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>}
 */
export function runInForeground(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: "inherit" });
    running.add(child);
    child.on("error", reject);
    child.on("close", (code, by) => {
      running.delete(child);
      resolve(code ?? (by ? 128 + constants.signals[by] : 1));
    });
  });
}

/** From here on a signal goes to what is running, and this process ends after it. */
export function passSignalsOn() {
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, () => {
      interrupted = 128 + constants.signals[signal];
      if (running.size === 0) process.exit(interrupted);
      // On a terminal Ctrl-C has reached them already, and Pulumi takes a second one as an order to drop everything.
      const alreadyThere = signal === "SIGINT" && (process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY);
      if (!alreadyThere) for (const child of running) child.kill(signal);
    });
  }
}
