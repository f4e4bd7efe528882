import { whileBounded } from "./bounds";

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

/** @throws what ends the work at hand */
export function sleep(clock: Clock, milliseconds: number): Promise<void> {
  let stop = () => {};
  const slept = new Promise<void>((resolve) => {
    stop = clock.after(milliseconds, resolve);
  });
  return whileBounded(slept).catch((ended: unknown) => {
    stop();
    throw ended;
  });
}
