import { performance } from 'node:perf_hooks';
import { send } from '../support/https-client.ts';
import { askForConversion } from './review-client.ts';
import type { Row } from './row.ts';
import { withServer, type ServerProcess } from './server-process.ts';
import { largeReview } from './workloads.ts';

/** Requests until the compiler has done its work, and requests that are measured. */
const [WARM_UP, SINGLES] = [500, 2000];
/** Large reviews; the middle one counts. */
const RUNS = 5;
const LARGEST = 10_000;

/** KEP-95 wants a webhook to convert one object within 50 ms, 99 times of 100. */
export function oneObject(): Promise<Row> {
  const body = largeReview(1);
  const name = '/convert, one object of 10 kB, 99th percentile';
  return measured({ name, goal: 50, share: 0.99, runs: SINGLES }, (server) => timed(server, body, 1));
}

/** KEP-95 wants 1,500 objects of 10 kB within 1 s, and 10,000 within 6 s. */
export function largeReviews(count: number, goal: number): Promise<Row> {
  const body = largeReview(count);
  const name = `/convert, ${count.toLocaleString('en')} objects of 10 kB`;
  return measured({ name, goal, share: 0.5, runs: RUNS }, (server) => timed(server, body, count));
}

/** How long others wait at worst while the largest review is under way, from its first byte to the last one of its answer. */
export function stall(): Promise<Row> {
  const body = largeReview(LARGEST);
  const name = '/readyz while 10,000 objects are converted, the longest';
  return measured({ name, goal: 100, share: 0.5, runs: RUNS }, (server) => worstBeside(server, body));
}

interface Measurement {
  readonly name: string;
  /** Milliseconds. */
  readonly goal: number;
  /** Of all runs, the one that counts: 0.5 is the middle one. */
  readonly share: number;
  readonly runs: number;
}

function measured(
  { name, goal, share, runs }: Measurement,
  run: (server: ServerProcess) => Promise<number>,
): Promise<Row> {
  return withServer(async (server) => {
    const one = largeReview(1);
    for (let i = 0; i < WARM_UP; i++) await timed(server, one, 1);
    const times: number[] = [];
    for (let i = 0; i < runs; i++) times.push(await run(server));
    const sorted = times.sort((a, b) => a - b);
    const ours = sorted[Math.ceil(runs * share) - 1] ?? NaN;
    return { name, ours, unit: 'milliseconds', goal: `at most ${String(goal)}` };
  });
}

async function timed(server: ServerProcess, body: Buffer, count: number): Promise<number> {
  const answer = await askForConversion(server, body);
  answer.expect(count);
  return answer.milliseconds;
}

async function worstBeside(server: ServerProcess, body: Buffer): Promise<number> {
  const state = { finished: false };
  const large = askForConversion(server, body).finally(() => (state.finished = true));
  let worst = 0;
  while (!state.finished) {
    const begin = performance.now();
    const { status } = await send(server, '/readyz', { agent: server.agent });
    if (status !== 200) throw new Error(`/readyz answered ${String(status)}`);
    worst = Math.max(worst, performance.now() - begin);
  }
  (await large).expect(LARGEST);
  return worst;
}
