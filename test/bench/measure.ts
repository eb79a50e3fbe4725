import { performance } from 'node:perf_hooks';

/** Rounds before the clock starts, so that the compiler has done its work. */
const WARM_UP = 3;
/** The best of several runs: on a shared machine, noise only ever adds time. */
const RUNS = 5;

/** Milliseconds that one call takes. */
export function millisecondsOf(action: () => void, rounds = 1): number {
  for (let i = 0; i < WARM_UP; i++) action();
  let best = Infinity;
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    for (let i = 0; i < rounds; i++) action();
    best = Math.min(best, (performance.now() - start) / rounds);
  }
  return best;
}
