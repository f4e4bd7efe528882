import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { beforeEach, expect, test, vi } from "vitest";
import { isStale, withLock } from "../../setup/lock.mjs";
import { temporaryPlace } from "../helpers/place.ts";

beforeEach(() => {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});

const deadPid = spawnSync("true").pid;
const here = { host: hostname(), token: "t", children: [] };

test("work under one lock never overlaps", async () => {
  const { folder } = temporaryPlace();
  let inside = 0;
  const work = async () => {
    inside++;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(inside).toBe(1);
    inside--;
  };
  await Promise.all(Array.from({ length: 5 }, () => withLock(path.join(folder, "lock"), "working", work)));
  expect(readdirSync(folder)).not.toContain("lock");
});

test("a lock is released when the work fails", async () => {
  const { folder } = temporaryPlace();
  const lock = path.join(folder, "lock");
  await expect(withLock(lock, "working", () => Promise.reject(new Error("no luck")))).rejects.toThrow("no luck");
  expect(existsSync(lock)).toBe(false);
});

test("the lock of a process that was killed doesn't stand in the way", async () => {
  const { folder, write } = temporaryPlace();
  write("lock/holder.json", JSON.stringify({ ...here, pid: deadPid }));
  await expect(withLock(path.join(folder, "lock"), "working", async () => "done")).resolves.toBe("done");
  expect(readdirSync(folder).filter((name) => name.startsWith("lock"))).toEqual([]);
});

test("several waiters clear a stale lock without losing a fresh one", async () => {
  const { folder, write } = temporaryPlace();
  write("lock/holder.json", JSON.stringify({ ...here, pid: deadPid }));
  let inside = 0;
  const work = async () => {
    expect(++inside).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    inside--;
  };
  await Promise.all(Array.from({ length: 8 }, () => withLock(path.join(folder, "lock"), "working", work)));
});

test.each([
  ["its process runs", { ...here, pid: process.pid }, 0, false],
  ["its process is gone", { ...here, pid: deadPid }, 0, true],
  ["its process is gone, but what it started runs on", { ...here, pid: deadPid, children: [process.pid] }, 0, false],
  ["its process id was given to another program long ago", { ...here, pid: process.pid }, 11 * 60_000, true],
  ["it is another machine's, and that is at work", { ...here, pid: deadPid, host: "elsewhere" }, 30_000, false],
  ["it is another machine's, and that has gone silent", { ...here, pid: deadPid, host: "elsewhere" }, 3 * 60_000, true],
  ["its holder is about to write its name", undefined, 100, false],
  ["its holder died before it wrote its name", undefined, 11_000, true],
])("whether a lock is stale when %s", (_when, holder, silentMs, answer) => {
  expect(isStale({ holder, silentMs })).toBe(answer);
});
