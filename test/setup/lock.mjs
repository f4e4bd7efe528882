// @ts-check
// A lock between processes: a folder, because making one either succeeds or fails, and never half. It says who holds
// it, so that the lock of a process that was killed doesn't stand in the way for ever.

import { randomUUID } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import { beforeExit, isRunning } from "./processes.mjs";
import { startStep } from "./progress.mjs";

const LOOK_MS = 250;
const HEARTBEAT_MS = 5000;
/** A holder writes its name right after it made the folder; one that hasn't after this time died in between. */
const NAMELESS_MS = 10_000;
/** Beyond this time without a heartbeat the holder is gone, whatever its process id says: ids are used again. */
const SILENT_MS = 10 * 60_000;
/** On another machine only the heartbeat can be seen. */
const SILENT_ELSEWHERE_MS = 2 * 60_000;

/**
 * @typedef {object} Holder Who holds a lock.
 * @property {number} pid
 * @property {string} host
 * @property {string} token
 * @property {number[]} children Programs it started for this work, which may outlive it.
 */

/**
 * @typedef {object} Lock
 * @property {(pid: number) => void} addChild The lock counts as held while this program runs, even if the holder dies.
 */

/**
 * Does `work` while no other process does work under the same lock.
 *
 * @template T
 * @param {string} folder The lock itself. Its parent has to exist.
 * @param {string} waitingFor What the others are doing, for the line the user sees meanwhile.
 * @param {(lock: Lock) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(folder, waitingFor, work) {
  /** @type {Holder} */
  const holder = { pid: process.pid, host: hostname(), token: randomUUID(), children: [] };
  const name = path.join(folder, "holder.json");

  /** @type {import("./progress.mjs").Step | undefined} */
  let waiting;
  while (!(await take(folder, holder))) {
    if (await clearIfStale(folder)) continue;
    waiting ??= startStep(`Waiting for another process that is ${waitingFor}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  waiting?.stop();

  const release = beforeExit(() => {
    if (tokenIn(name) === holder.token) rmSync(folder, { recursive: true, force: true });
  });
  const heartbeat = setInterval(() => void utimes(name, new Date(), new Date()).catch(() => {}), HEARTBEAT_MS);
  heartbeat.unref();
  try {
    return await work({
      addChild: (pid) => {
        holder.children.push(pid);
        // Renamed in, because a waiter that reads half a file would take the lock for a nameless one.
        writeFileSync(`${name}.new`, JSON.stringify(holder));
        renameSync(`${name}.new`, name);
      },
    });
  } finally {
    clearInterval(heartbeat);
    release();
  }
}

/**
 * @param {string} folder
 * @param {Holder} holder
 * @returns {Promise<boolean>} whether the lock is ours now
 */
async function take(folder, holder) {
  try {
    await mkdir(folder);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
  await writeFile(path.join(folder, "holder.json"), JSON.stringify(holder));
  return true;
}

/** @param {string} name */
function tokenIn(name) {
  try {
    return JSON.parse(readFileSync(name, "utf8")).token;
  } catch {
    return undefined; // another process took the lock for stale and cleared it
  }
}

/**
 * @param {string} folder
 * @returns {Promise<boolean>} whether a lock that nobody holds any more was taken away
 */
async function clearIfStale(folder) {
  const seen = await look(folder);
  if (!seen) return true; // released since
  if (!isStale(seen)) return false;
  // Renaming decides which of several waiters clears it. The one that was slow may have got hold of a fresh lock: it
  // puts that back.
  const aside = `${folder}.stale-${randomUUID()}`;
  try {
    await rename(folder, aside);
  } catch {
    return true;
  }
  const moved = await look(aside);
  if (moved?.holder && moved.holder.token !== seen.holder?.token) {
    await rename(aside, folder).catch(() => {});
    return false;
  }
  await rm(aside, { recursive: true, force: true });
  return true;
}

/**
 * @param {string} folder
 * @returns {Promise<{ holder: Holder | undefined, silentMs: number } | undefined>} undefined if there is no lock
 */
async function look(folder) {
  const name = path.join(folder, "holder.json");
  try {
    const holder = /** @type {Holder} */ (JSON.parse(await readFile(name, "utf8")));
    return { holder, silentMs: Date.now() - (await stat(name)).mtimeMs };
  } catch {
    const made = await stat(folder).catch(() => undefined);
    return made && { holder: undefined, silentMs: Date.now() - made.mtimeMs };
  }
}

/**
 * @param {{ holder: Holder | undefined, silentMs: number }} seen
 * @returns {boolean}
 */
export function isStale({ holder, silentMs }) {
  if (!holder) return silentMs > NAMELESS_MS;
  if (holder.host !== hostname()) return silentMs > SILENT_ELSEWHERE_MS;
  if (silentMs > SILENT_MS) return true;
  return ![holder.pid, ...holder.children].some(isRunning);
}
