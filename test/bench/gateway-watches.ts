import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, request } from 'node:https';
import { ingresses, oldIngress, processorMs, residentMebibytesOf, withProxies, type Side } from './proxies.ts';
import type { FakeMember } from '../support/fake-member.ts';
import type { Row } from './row.ts';

const NEW = 'networking.k8s.io/v1';
const OLD = 'networking.k8s.io/v1beta1';
const MEBIBYTE = 1024;

/** Memory of the gateway for each of many watches that are converted, with 20 of them to each member. */
export function gatewayWatches(members: number): Promise<Row> {
  return withProxies(async ({ member, gateway }) => {
    const watches = serveWatches(member);
    const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
    const open = async (prefix: string): Promise<void> => {
      await Promise.all(Array.from({ length: 20 }, () => watch({ ...gateway, agent, prefix }, NEW)));
    };
    await open('/members/old-0');
    const [before, count] = [residentMebibytesOf(gateway.pid ?? 0), watches.length];
    for (let i = 1; i < members; i++) await open(`/members/old-${String(i)}`);
    const ours = residentMebibytesOf(gateway.pid ?? 0);
    agent.destroy();
    const each = ((ours - before) * MEBIBYTE) / (watches.length - count);
    return {
      name: `memory with 20 watches to each of ${String(members)} members, ${each.toFixed(0)} KiB each, against those of one`,
      ...{ ours, theirs: before, unit: 'MiB resident', goal: 'none' },
    };
  }, members);
}

const EVENTS = 1000;
const ROUNDS = 4;

/** Processor time of the gateway for an event with an Ingress of 10 kB, converted against passed on. */
export function gatewayWatchEvent(): Promise<Row> {
  return withProxies(async ({ member, gateway }) => {
    const watches = serveWatches(member);
    const event = `{"type":"MODIFIED","object":${oldIngress(0)}}\n`;
    const sides: { answer: IncomingMessage; sender: ServerResponse | undefined; best: number }[] = [];
    for (const version of [NEW, OLD]) {
      const answer = await watch(gateway, version);
      sides.push({ answer, sender: watches.at(-1), best: Infinity });
    }
    for (let round = 0; round < ROUNDS; round++) {
      for (const side of sides) {
        const begin = processorMs(gateway.pid ?? 0);
        for (let i = 0; i < EVENTS; i++) side.sender?.write(event);
        await lines(side.answer, EVENTS);
        side.best = Math.min(side.best, (1000 * (processorMs(gateway.pid ?? 0) - begin)) / EVENTS);
      }
    }
    const [ours = NaN, theirs = NaN] = sides.map(({ best }) => best);
    return {
      name: 'an event of a watch with an Ingress of 10 kB that is converted, against the same that passes through',
      ...{ ours, theirs, unit: 'microseconds of CPU', ratio: ours / theirs, goal: 'none' },
    };
  });
}

/** The watches that the member has open, oldest first. */
function serveWatches(member: FakeMember): readonly ServerResponse[] {
  const watches: ServerResponse[] = [];
  member.on(`GET ${ingresses(OLD)}`, (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
    watches.push(response);
  });
  return watches;
}

async function watch({ port, ca, agent, prefix }: Side, version: string): Promise<IncomingMessage> {
  const path = `${prefix}${ingresses(version)}?watch=true`;
  const outgoing = request({ host: '127.0.0.1', port, ca, agent, path, headers: { authorization: 'Bearer bench' } });
  const [answer] = (await once(outgoing.end(), 'response')) as [IncomingMessage];
  if (answer.statusCode !== 200) throw new Error(`status ${String(answer.statusCode)}`);
  // What ends it is the end of the benchmark.
  return answer.on('error', () => undefined).resume();
}

/** Waits for so many lines. */
function lines(answer: IncomingMessage, count: number): Promise<void> {
  return new Promise((resolve) => {
    let left = count;
    const look = (chunk: Buffer): void => {
      for (const byte of chunk) if (byte === 0x0a) left--;
      if (left > 0) return;
      answer.off('data', look);
      answer.resume();
      resolve();
    };
    answer.on('data', look);
  });
}
