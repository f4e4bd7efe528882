import { AsyncLocalStorage } from "node:async_hooks";

/** What may end the work at hand before its time: heeded wherever something is sent or waited for. */
export interface Bounds {
  /** Its reason is the error that ends the work. */
  readonly signal: AbortSignal;
  /** All tries of one request together, in milliseconds, in the place of what the settings say. */
  readonly total?: number | undefined;
}

const current = new AsyncLocalStorage<Bounds | undefined>();

/** Runs work within bounds, or, where there are none, without those of who asks for it: others may wait for the same. */
export function bounded<Result>(bounds: Bounds | undefined, work: () => Promise<Result>): Promise<Result> {
  return current.run(bounds, work);
}

export function currentBounds(): Bounds | undefined {
  return current.getStore();
}

/** What others ask for, as long as the work at hand goes on. */
export function whileBounded<Result>(asked: Promise<Result>): Promise<Result> {
  const signal = currentBounds()?.signal;
  return signal ? Promise.race([asked, whenAborted(signal)]) : asked;
}

const aborted = new WeakMap<AbortSignal, Promise<never>>();

/** One promise for each signal: of many who wait, none leaves a listener behind. */
function whenAborted(signal: AbortSignal): Promise<never> {
  const known = aborted.get(signal);
  if (known) return known;
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined);
  if (signal.aborted) reject(signal.reason);
  else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  aborted.set(signal, promise);
  return promise;
}
