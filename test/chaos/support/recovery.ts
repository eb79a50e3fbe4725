import { setTimeout as delay } from 'node:timers/promises';

const PAUSE_MS = 20;
const LIMIT_MS = 30_000;

const measured: (readonly [what: string, milliseconds: number])[] = [];

/** Asks until it is so, and remembers how long that took. Throws with the last failure when it takes half a minute. */
export async function recovery(what: string, isBack: () => Promise<boolean>): Promise<number> {
  const begin = performance.now();
  while (!(await isBack())) {
    if (performance.now() - begin > LIMIT_MS) throw new Error(`${what}: not within ${LIMIT_MS / 1000} s`);
    await delay(PAUSE_MS);
  }
  return note(what, performance.now() - begin);
}

/** Remembers how long something took. */
export function note(what: string, milliseconds: number): number {
  measured.push([what, milliseconds]);
  return milliseconds;
}

/** Tells what was measured; docs/failure.md has it. */
export function printMeasured(): void {
  for (const [what, milliseconds] of measured) {
    process.stdout.write(`    ${(milliseconds / 1000).toFixed(2).padStart(7)} s  ${what}\n`);
  }
}
