import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { WALL_CLOCK } from "../../../provider/api/clock";

describe("the clock on the wall", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("calls back once, and not too early", () => {
    const callback = vi.fn();
    WALL_CLOCK.after(1500.5, callback);
    vi.advanceTimersByTime(1500);
    expect(callback).not.toHaveBeenCalled();
    vi.advanceTimersByTime(10_000);
    expect(callback).toHaveBeenCalledOnce();
  });

  test("keeps nothing waiting that was called off", () => {
    const callOff = WALL_CLOCK.after(1500, vi.fn());
    expect(vi.getTimerCount()).toBe(1);
    callOff();
    expect(vi.getTimerCount()).toBe(0);
  });
});
