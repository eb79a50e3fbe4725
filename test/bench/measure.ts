/** Rounds before the clock starts, so that the compiler has done its work. */
const WARM_UP = 3;
/** The best of several runs: on a shared machine, noise only ever adds time. */
const RUNS = 7;
/** Two sides take turns this often, so that both see the same machine. */
const TURNS = 60;

/** Milliseconds of processor time that one call takes, with what the runtime does on other threads for it. */
export function millisecondsOf(action: () => void): number {
  for (let i = 0; i < WARM_UP; i++) action();
  let best = Infinity;
  for (let run = 0; run < RUNS; run++) best = Math.min(best, timed(action));
  return best;
}

/** The same for two actions that take turns. */
export function millisecondsOfBoth(one: () => void, other: () => void): readonly [number, number] {
  const best: [number, number] = [Infinity, Infinity];
  for (let turn = 0; turn < TURNS; turn++) {
    best[0] = Math.min(best[0], timed(one));
    best[1] = Math.min(best[1], timed(other));
  }
  return best;
}

function timed(action: () => void): number {
  const start = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
