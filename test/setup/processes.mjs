// @ts-check
// Starts programs and ends them again: nothing that the set-up starts outlives it.

import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { constants } from "node:os";

const windows = process.platform === "win32";

/** Process ids of programs that run in the background, each at the head of a process group of its own. @type {Set<number>} */
const background = new Set();
/** The same for programs that would leave the machine broken if they were ended. @type {Set<number>} */
const uninterruptible = new Set();
/** The command that has the terminal, if one runs. @type {import("node:child_process").ChildProcess | undefined} */
let foreground;
/** @type {Set<() => void>} */
const cleanups = new Set();
let interrupted = false;

/**
 * @typedef {object} Outcome How a background program ended.
 * @property {number | null} code
 * @property {NodeJS.Signals | null} signal
 * @property {string} stdout
 * @property {string} output stdout and stderr together, in the order they came.
 * @property {NodeJS.ErrnoException | undefined} error Why it could not be started, or that it took too long.
 */

/**
 * Runs a program in the background and gathers its output. It gets a process group of its own, so that it can be ended
 * together with everything it started.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, mustEnd?: boolean, shell?: boolean,
 *   onLine?: (line: string) => void, onStart?: (pid: number) => void }} [options] `mustEnd`: a signal waits for it
 * @returns {Promise<Outcome>}
 */
export function runInBackground(command, args, { cwd, env, timeoutMs, mustEnd, shell, onLine, onStart } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env,
      shell: shell ?? false,
      detached: !windows,
      windowsHide: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const { pid } = child;
    let stdout = "";
    let output = "";
    let unfinished = "";
    /** @type {NodeJS.ErrnoException | undefined} */
    let error;
    /** @type {NodeJS.Timeout | undefined} */
    let timer;

    const running = mustEnd ? uninterruptible : background;
    if (pid !== undefined) {
      running.add(pid);
      onStart?.(pid);
      if (timeoutMs !== undefined) {
        timer = setTimeout(() => {
          error = new Error(`gave up after ${Math.round(timeoutMs / 1000)} s`);
          endGroup(pid, "SIGKILL");
        }, timeoutMs);
      }
    }
    const take = (/** @type {string} */ text) => {
      output += text;
      if (!onLine) return;
      const lines = (unfinished + text).split(/\r?\n/);
      unfinished = lines.pop() ?? "";
      for (const line of lines) onLine(line);
    };
    child.stdout.setEncoding("utf8").on("data", (text) => {
      stdout += text;
      take(text);
    });
    child.stderr.setEncoding("utf8").on("data", take);

    const finish = (/** @type {number | null} */ code, /** @type {NodeJS.Signals | null} */ signal) => {
      clearTimeout(timer);
      if (pid !== undefined) running.delete(pid);
      // After an interrupt the signal handler ends this process. Going on would report a failure that is none.
      if (!interrupted) resolve({ code, signal, stdout, output, error });
    };
    child.on("error", (problem) => {
      error = problem;
      if (pid === undefined) finish(null, null);
    });
    child.on("close", finish);
  });
}

/**
 * Runs a command with the user's terminal and answers its exit code, 128 plus the signal's number if a signal ended it.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>}
 */
export function runInForeground(command, args, { cwd, env } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: "inherit" });
    foreground = child;
    child.on("error", reject);
    child.on("close", (code, signal) => {
      foreground = undefined;
      resolve(code ?? exitCodeOf(signal));
    });
  });
}

/**
 * @param {() => void} cleanup Runs once when this process ends, however it ends short of SIGKILL.
 * @returns {() => void} Runs it now instead.
 */
export function beforeExit(cleanup) {
  cleanups.add(cleanup);
  return () => {
    if (cleanups.delete(cleanup)) cleanup();
  };
}

/** From here on a signal ends what is running, cleans up, and then ends this process. */
export function handleSignals() {
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, () => void onSignal(signal));
  }
  process.on("exit", () => {
    for (const pid of background) endGroup(pid, "SIGKILL");
    for (const cleanup of cleanups) {
      try {
        cleanup();
      } catch {
        // the next run clears what is left
      }
    }
  });
}

/** @param {NodeJS.Signals} signal */
async function onSignal(signal) {
  if (foreground) {
    // On a terminal Ctrl-C has reached the command already. A second SIGINT would tell Pulumi to drop what it is doing.
    const alreadyThere = signal === "SIGINT" && (process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY);
    if (!alreadyThere) foreground.kill(signal);
    return; // its exit code becomes ours
  }
  if (interrupted) return;
  interrupted = true;
  const groups = [...background];
  // As Ctrl-C would: Go then removes its temporary files, which it doesn't do for SIGTERM.
  for (const pid of groups) endGroup(pid, "SIGINT");
  for (let waited = 0; background.size > 0 && waited < 3000; waited += 50) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  for (const pid of groups) endGroup(pid, "SIGKILL");
  while (uninterruptible.size > 0) await new Promise((resolve) => setTimeout(resolve, 50));
  process.exit(exitCodeOf(signal));
}

/**
 * @param {number} pid
 * @returns {boolean}
 */
export function isRunning(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
  // On Linux a program that has ended keeps its id until its parent has asked for its exit code. In a container whose
  // first process never asks, that is for ever.
  const stat = readFileIfThere(`/proc/${pid}/stat`);
  return stat.charAt(stat.lastIndexOf(")") + 2) !== "Z";
}

/** @param {string} file */
function readFileIfThere(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
function endGroup(pid, signal) {
  if (windows) {
    spawnSync("taskkill", ["/pid", String(pid), "/T", "/F"], { stdio: "ignore" });
    return;
  }
  try {
    process.kill(-pid, signal);
  } catch {
    // it has ended by itself
  }
}

/** @param {NodeJS.Signals | null} signal */
function exitCodeOf(signal) {
  return signal ? 128 + constants.signals[signal] : 1;
}
