/** The time, as everything here sees it that waits or gives up: so that a test can have a time of its own. */
export interface Clock {
  /** Milliseconds since 1970. They never go back, also where somebody sets the machine's clock. */
  now(): number;
  /** Calls back after so many milliseconds, once. What it answers calls it off. */
  after(milliseconds: number, callback: () => void): () => void;
}

export const WALL_CLOCK: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, Math.ceil(milliseconds));
    return () => clearTimeout(timer);
  },
};

export function sleep(clock: Clock, milliseconds: number): Promise<void> {
  return new Promise((resolve) => void clock.after(milliseconds, resolve));
}
