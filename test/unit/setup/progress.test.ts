import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { elapsed, startStep } from "../../setup/progress.mjs";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function stream(isTTY: boolean) {
  const written: string[] = [];
  const write = (text: string) => written.push(text);
  return { written, stream: { isTTY, columns: 80, write } as unknown as NodeJS.WriteStream };
}

test("a log gets a line every 15 seconds", () => {
  const { written, stream: log } = stream(false);
  const step = startStep("Building it", { usually: "5 minutes", stream: log });
  vi.advanceTimersByTime(14_000);
  step.detail("12 of about 400 packages compiled");
  vi.advanceTimersByTime(17_000);
  step.done("Built.");
  vi.advanceTimersByTime(60_000);
  expect(written).toEqual([
    "Building it (usually 5 minutes) ...\n",
    "  still at it: 15 s, 12 of about 400 packages compiled\n",
    "  still at it: 30 s, 12 of about 400 packages compiled\n",
    "Built. (31 s)\n",
  ]);
});

test("a terminal gets one line that moves and then goes away", () => {
  vi.stubEnv("TERM", "xterm");
  onTestFinished(() => void vi.unstubAllEnvs());
  const { written, stream: terminal } = stream(true);
  const step = startStep("Building it", { stream: terminal });
  vi.advanceTimersByTime(1000);
  step.done("Built.");
  expect(new Set(written.slice(1, 5)).size).toBe(4);
  expect(written.every((text) => text.length < 100)).toBe(true);
  expect(written.slice(-2)).toEqual(["\r\x1b[K", "Built. (1 s)\n"]);
});

test.each([
  [400, "0 s"],
  [59_400, "59 s"],
  [65_000, "1 min 05 s"],
])("%d ms read as %s", (ms, text) => {
  expect(elapsed(ms)).toBe(text);
});
