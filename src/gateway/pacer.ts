import { setImmediate as nextTurn } from 'node:timers/promises';

/** Called between pieces of long work: undefined to go on at once, else a promise to wait for. */
export type Pacer = () => Promise<void> | undefined;

/** A turn of the event loop must not take longer, or requests of the gateway wait. */
const SLICE_MS = 5;

/** Lets everybody else have a turn after every few milliseconds of work. Rejects with the signal's reason once it is aborted. */
export function createPacer(signal: AbortSignal): Pacer {
  let begin = performance.now();
  return () => {
    if (performance.now() - begin < SLICE_MS) return undefined;
    return nextTurn().then(() => {
      signal.throwIfAborted();
      begin = performance.now();
    });
  };
}
