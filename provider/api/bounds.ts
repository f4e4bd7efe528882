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

/** What is waited for, as long as the work at hand goes on. */
export function whileBounded<Result>(asked: Promise<Result>): Promise<Result> {
  const signal = currentBounds()?.signal;
  return signal ? unlessAborted(asked, signal) : asked;
}

/** What a promise comes to, or the reason of a signal that ends the wait before. */
export function unlessAborted<Result>(asked: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    asked.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/**
 * Has a signal abort a controller, too: `AbortSignal.any` would stay in memory for as long as anybody listens.
 * @returns what ends that
 */
export function abortedWith(controller: AbortController, signal: AbortSignal | undefined): () => void {
  const abort = () => controller.abort(signal?.reason);
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort);
  return () => signal?.removeEventListener("abort", abort);
}
