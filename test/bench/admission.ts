import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { send } from '../support/https-client.ts';
import { admissionReview, REVIEWS } from './admission-reviews.ts';
import type { Answer, Answers, Question } from './admission-server.ts';
import type { Row } from './row.ts';

/** Bundled as the program is; `npm run bench` says where. */
const SERVER = process.env['KARMORPH_BENCH_SERVER'] ?? '';
const WARM_UP = 3_000;
const ROUND = 2_000;
const ROUNDS = 5;
const CONNECTIONS = 8;

type Mix = Parameters<typeof admissionReview>[1];

/** CPU time for a review, of the whole server process, against that of a handler that does no more than it must. */
export async function admissionCpu(members: number, mix: Mix): Promise<Row> {
  const [ours, theirs] = await Promise.all([Side.start('ours', members, mix), Side.start('bare', 0, mix)]);
  try {
    await theirs.tell({ answers: await ours.answers() });
    for (const side of [ours, theirs]) await side.ask(WARM_UP);
    const [a, b]: [number[], number[]] = [[], []];
    // In turns, so that noise hits both.
    for (let round = 0; round < ROUNDS; round++) {
      a.push(await ours.microseconds(ROUND));
      b.push(await theirs.microseconds(ROUND));
    }
    const [best, other] = [Math.min(...a), Math.min(...b)];
    return {
      name: `an admission review, ${mix}, ${String(members)} members, against a bare node:https handler`,
      ...{ ours: best, theirs: other, unit: 'microseconds of CPU', ratio: best / other, goal: 'at most 1.3' },
    };
  } finally {
    ours.stop();
    theirs.stop();
  }
}

/** How long callers wait, at a rate that does not depend on how fast they are answered. */
export async function admissionLatency(members: number): Promise<Row> {
  const [rate, seconds] = [500, 20];
  const side = await Side.start('ours', members, 'fresh');
  try {
    await side.ask(WARM_UP);
    const times: number[] = [];
    const pending: Promise<void>[] = [];
    const begin = performance.now();
    for (let sent = 0; sent < rate * seconds; sent++) {
      const due = begin + (sent * 1000) / rate;
      if (due > performance.now() + 1) await delay(due - performance.now());
      // Counted from when it was due: a client that is late counts as waiting.
      pending.push(side.one().then(() => void times.push(performance.now() - due)));
    }
    await Promise.all(pending);
    times.sort((a, b) => a - b);
    return {
      name: `p99 of admission reviews at ${String(rate)} a second, ${String(members)} members`,
      ...{ ours: times[Math.floor(times.length * 0.99)] ?? 0, unit: 'milliseconds', goal: 'below 10' },
    };
  } finally {
    side.stop();
  }
}

/** A server process, and connections to it. */
class Side {
  readonly #child: ChildProcess;
  readonly #server: { readonly port: number; readonly ca: string };
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

  readonly #mix: Mix;
  #sent = 0;

  static async start(side: 'ours' | 'bare', members: number, mix: Mix): Promise<Side> {
    const child = fork(SERVER, [side, String(members)], { stdio: ['ignore', 'inherit', 'pipe', 'ipc'] });
    child.stderr?.resume();
    const [answer] = (await once(child, 'message')) as [Answer];
    if (!('port' in answer)) throw new Error('the server has not said where it is');
    return new Side(child, answer, mix);
  }

  private constructor(child: ChildProcess, server: { readonly port: number; readonly ca: string }, mix: Mix) {
    this.#mix = mix;
    this.#child = child;
    this.#server = server;
  }

  async one(): Promise<unknown> {
    const body = admissionReview(this.#sent++, this.#mix);
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const answer = await send(this.#server, '/admission/validate', { body, headers, agent: this.#agent });
    if (answer.status !== 200) throw new Error(`${String(answer.status)}: ${answer.text}`);
    return answer.json;
  }

  async ask(count: number): Promise<void> {
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < count) {
        next++;
        await this.one();
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  }

  /** By the end of the uid, what each review is answered. */
  async answers(): Promise<Answers> {
    const all = await Promise.all(Array.from({ length: REVIEWS }, () => this.one()));
    return Object.fromEntries(
      (all as { response: { uid: string } }[]).map((answer) => [answer.response.uid.slice(-1), answer]),
    );
  }

  async microseconds(count: number): Promise<number> {
    const before = await this.tell({ ask: 'usage' });
    await this.ask(count);
    return ((await this.tell({ ask: 'usage' })) - before) / count;
  }

  async tell(question: Question): Promise<number> {
    const answered = once(this.#child, 'message');
    this.#child.send(question);
    const [answer] = (await answered) as [Answer];
    return 'usage' in answer ? answer.usage : 0;
  }

  stop(): void {
    this.#agent.destroy();
    this.#child.kill();
  }
}
