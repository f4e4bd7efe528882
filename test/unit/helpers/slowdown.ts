const SMALL = 2_000;
const LARGE = 100_000;

/** How many times as long a work takes for each part of a large task as for each of a small one: 1 where it is fair, 50 where its time grows with the square. */
export function slowdown(work: (size: number) => unknown): number {
  const small = fastest(3, () => work(SMALL));
  const large = fastest(2, () => work(LARGE));
  // Of what takes less than a millisecond, a clock says nothing.
  return large / LARGE / (Math.max(1, small) / SMALL);
}

/** Of a few times, in milliseconds, the shortest: whatever else the machine does only makes them longer. */
export function fastest(tries: number, work: () => unknown): number {
  const times = Array.from({ length: tries }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return Math.min(...times);
}

/** Far above what a busy machine makes of 1, and far below 50. */
export const FAIR = 10;
