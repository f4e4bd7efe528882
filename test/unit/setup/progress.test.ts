import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { step } from "../../setup/progress.mjs";

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const told = () => vi.mocked(process.stderr.write).mock.calls.map(([text]) => text);
const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("what takes long is told every 15 seconds, with what it is doing", async () => {
  const building = step("Building it", async (detail) => {
    await after(14_000);
    detail("12 of about 400 packages compiled");
    await after(51_000);
  });
  await vi.advanceTimersByTimeAsync(200_000);
  await building;
  expect(told()).toEqual([
    "Building it ...\n",
    ...["15 s", "30 s", "45 s", "1 min 0 s"].map(
      (time) => `  still at it: ${time}, 12 of about 400 packages compiled\n`,
    ),
    "  done in 1 min 5 s\n",
  ]);
});

test("what failed is not called done", async () => {
  await expect(step("Building it", () => Promise.reject(new Error("no luck")))).rejects.toThrow("no luck");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(told()).toEqual(["Building it ...\n"]);
});
