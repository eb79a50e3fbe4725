import type { ServerResponse } from 'node:http';
import { request } from 'node:https';
import type { ProxyKind } from './bare-proxy.ts';
import {
  ingresses,
  oldIngress,
  peakMebibytes,
  processorMs,
  SECRET,
  withBareProxy,
  withProxies,
  type Side,
} from './proxies.ts';
import { send } from '../support/https-client.ts';
import type { Row } from './row.ts';

const WARM_UP = 2000;
const ROUND = 2000;
const ROUNDS = 4;
const NEW = 'networking.k8s.io/v1';
const OLD = 'networking.k8s.io/v1beta1';

/** Processor time of the gateway for a request that it passes on, against that of nginx. */
export function gatewayThroughput(): Promise<Row> {
  return withProxies(async ({ gateway, nginx }) => {
    const [ours, theirs] = await inTurns([gateway, SECRET], [nginx, SECRET]);
    return {
      name: 'requests of a kilobyte that pass through, against nginx',
      ...{ ours: 1000 / ours, theirs: 1000 / theirs, unit: 'requests per second and core', ratio: theirs / ours },
      goal: 'at least 0.8',
    };
  });
}

/** The same against the least that a proxy in Node.js can do: what Node.js itself costs. */
export function gatewayFloor(kind: ProxyKind): Promise<Row> {
  return withProxies((proxies) =>
    withBareProxy(kind, proxies, async (bare) => {
      const [ours, theirs] = await inTurns([proxies.gateway, SECRET], [bare, SECRET]);
      return {
        name: `the same against a bare proxy of node:https${kind === 'undici' ? ' and undici' : ''}`,
        ...{ ours: 1000 / ours, theirs: 1000 / theirs, unit: 'requests per second and core', ratio: theirs / ours },
        goal: 'none: what Node.js itself takes',
      };
    }),
  );
}

/** The same for an Ingress of 10 kB that is converted, against the same that passes through. */
export function gatewayConversion(): Promise<Row> {
  return withProxies(async ({ gateway }) => {
    const paths = [`${ingresses(NEW)}/shop-0`, `${ingresses(OLD)}/shop-0`] as const;
    const [ours, theirs] = await inTurns([gateway, paths[0]], [gateway, paths[1]]);
    return {
      name: 'an Ingress of 10 kB that is converted, against the same that passes through',
      ...{ ours, theirs, unit: 'milliseconds of CPU', ratio: ours / theirs, goal: 'none' },
    };
  });
}

/** What the gateway adds to the time that one caller waits, in the middle. */
export function gatewayLatency(): Promise<Row> {
  return withProxies(async ({ direct, gateway }) => {
    const times = { direct: [] as number[], gateway: [] as number[] };
    for (let i = 0; i < WARM_UP; i++) await get(i % 2 === 0 ? direct : gateway, SECRET);
    for (let i = 0; i < ROUND; i++) {
      times.direct.push(await timed(direct));
      times.gateway.push(await timed(gateway));
    }
    const [theirs, through] = [middle(times.direct), middle(times.gateway)];
    return {
      name: 'time that the gateway adds to a request that passes through, the middle of 2,000',
      ...{ ours: through - theirs, unit: 'milliseconds', goal: 'below 0.5' },
    };
  });
}

/** Requests a second that eight callers are answered through the gateway, against the member directly. */
export function gatewayDirect(): Promise<Row> {
  return withProxies(async ({ direct, gateway }) => {
    const sides = [
      { side: gateway, best: 0 },
      { side: direct, best: 0 },
    ];
    for (const { side } of sides) await many(side, SECRET, WARM_UP);
    for (let round = 0; round < ROUNDS; round++) {
      for (const entry of sides) {
        const begin = performance.now();
        await many(entry.side, SECRET, ROUND);
        entry.best = Math.max(entry.best, (1000 * ROUND) / (performance.now() - begin));
      }
    }
    const [ours = NaN, theirs = NaN] = sides.map(({ best }) => best);
    return {
      name: 'requests of a kilobyte of eight callers, against the member directly',
      ...{ ours, theirs, unit: 'requests per second', ratio: ours / theirs, goal: 'none' },
    };
  });
}

/** A list of Ingresses of 10 kB that is converted, against the same that passes through. */
export function gatewayList(count: number): Promise<Row> {
  return withProxies(async (proxies) => {
    const megabytes = serveList(proxies.member, count);
    const { gateway } = proxies;
    const cost = async (version: string): Promise<number> => {
      const before = processorMs(gateway.pid ?? 0);
      await drain(gateway, ingresses(version));
      return (processorMs(gateway.pid ?? 0) - before) / 1000;
    };
    await cost(NEW);
    const [ours, theirs] = [await cost(NEW), await cost(OLD)];
    return {
      name: `a list of ${String(count)} Ingresses of 10 kB that is converted, against the same that passes through`,
      ...{ ours: megabytes / ours, theirs: megabytes / theirs, unit: 'MB per second and core', ratio: theirs / ours },
      goal: 'at least 0.5',
    };
  });
}

/** The most memory that the gateway has had after such a list, against one of a tenth. */
export function gatewayListMemory(count: number): Promise<Row> {
  return withProxies(async ({ member, gateway }) => {
    const peak = async (items: number): Promise<number> => {
      serveList(member, items);
      for (let i = 0; i < 3; i++) await drain(gateway, ingresses(NEW));
      return peakMebibytes(gateway.pid ?? 0);
    };
    const theirs = await peak(count / 10);
    const ours = await peak(count);
    return {
      name: `memory for a converted list of ${String(count)} Ingresses, against one of a tenth`,
      ...{ ours, theirs, unit: 'MiB at most', ratio: ours / theirs, goal: 'independent of the size' },
    };
  });
}

/** Written item by item, as an API server that has them in its cache does. */
function serveList(member: Parameters<Parameters<typeof withProxies>[0]>[0]['member'], count: number): number {
  const items = Array.from({ length: 100 }, (_, index) =>
    oldIngress(index).replace(`"apiVersion":"${OLD}","kind":"Ingress",`, ''),
  );
  const head = `{"kind":"IngressList","apiVersion":"${OLD}","metadata":{"resourceVersion":"1"},"items":[`;
  member.on(`GET ${ingresses(OLD)}`, (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write(head);
    writeItems(response, items, count);
  });
  return (items.reduce((sum, text) => sum + text.length, 0) * count) / items.length / 1e6;
}

function writeItems(response: ServerResponse, items: readonly string[], count: number): void {
  let index = 0;
  const write = (): void => {
    let isReady = true;
    while (isReady && index < count)
      isReady = response.write(`${index === 0 ? '' : ','}${items[index++ % items.length] ?? ''}`);
    if (index < count) response.once('drain', write);
    else response.end(']}');
  };
  write();
}

/** Milliseconds of processor time for a request, of two sides in turns, so that noise hits both. */
async function inTurns(...sides: readonly (readonly [Side, string])[]): Promise<readonly [number, number]> {
  for (const [side, path] of sides) await many(side, path, WARM_UP);
  const best = sides.map(() => Infinity);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, [side, path]] of sides.entries()) {
      const before = processorMs(side.pid ?? 0);
      await many(side, path, ROUND);
      best[index] = Math.min(best[index] ?? Infinity, (processorMs(side.pid ?? 0) - before) / ROUND);
    }
  }
  return [best[0] ?? NaN, best[1] ?? NaN];
}

async function many(side: Side, path: string, count: number): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next++ < count) await get(side, path);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

async function get(side: Side, path: string): Promise<void> {
  const headers = { authorization: 'Bearer bench' };
  const { status, text } = await send(side, side.prefix + path, { agent: side.agent, headers });
  if (status !== 200) throw new Error(`${String(status)}: ${text.slice(0, 300)}`);
}

async function timed(side: Side): Promise<number> {
  const begin = performance.now();
  await get(side, SECRET);
  return performance.now() - begin;
}

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** Reads an answer and forgets it. */
function drain({ port, ca, agent, prefix }: Side, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      ca,
      agent,
      path: prefix + path,
      headers: { authorization: 'Bearer bench' },
    };
    request(options, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`status ${String(answer.statusCode)}`));
      answer.resume().once('end', resolve).once('error', reject);
    })
      .once('error', reject)
      .end();
  });
}
