import { expect } from 'chai';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JsonObject } from '../../src/json/json.ts';
import { FakeMember } from '../support/fake-member.ts';
import { GatewayHarness } from '../support/gateway-harness.ts';
import { serveWidgets, V1, V2, widget, WIDGET_RULES, WIDGETS_V1, WIDGETS_V2 } from '../support/widgets.ts';

const PODS = '/api/v1/pods';
const EVENT = JSON.stringify({ type: 'ADDED', object: widget(V1, { colour: 'red' }) });

describe('gateway: watches that the member does not end', () => {
  let member: FakeMember;
  let gateway: GatewayHarness;
  let ended: Promise<unknown>;

  beforeEach(async () => {
    member = serveWidgets(await FakeMember.start(), ['v1']);
    gateway = await GatewayHarness.start({
      members: { m1: member.endpoint },
      rules: WIDGET_RULES,
      wanted: [`${V2}/Widget`],
      limits: { headersMs: 100, watchMs: 60_000, watchGraceMs: 50 },
    });
    const hang = (response: ServerResponse): void => {
      ended = once(response, 'close');
      response.writeHead(200, { 'content-type': 'application/json' });
      // A whole event, and the beginning of one that never comes.
      response.write(`${EVENT}\n`);
      setTimeout(() => response.write('{"type":"ADDED"'), 10);
    };
    for (const path of [WIDGETS_V1, PODS]) member.stream(`GET ${path}`, (_, response) => hang(response));
  });

  afterEach(async () => {
    await gateway.stop();
    await member.stop();
    member.verify();
  });

  const kinds = [
    { name: 'converted', path: WIDGETS_V2, first: { type: 'ADDED', object: widget(V2, { color: 'red' }) } },
    { name: 'passed on', path: PODS, first: JSON.parse(EVENT) as JsonObject },
  ];
  for (const { name, path, first } of kinds) {
    it(`ends one that is ${name} in order when the time that its client asked for is over`, async () => {
      const answer = await gateway.open('GET', `/members/m1${path}?watch=1&timeoutSeconds=0.1`);
      expect(firstOf(await read(answer))).to.deep.equal(first);
      expect(answer.complete).to.equal(true);
      await ended;
    });

    it(`ends one that is ${name} in order when the gateway stops, and begins no such watch after that`, async () => {
      const answer = await gateway.open('GET', `/members/m1${path}?watch=1`);
      const [begun] = (await once(answer, 'data')) as [Buffer];
      gateway.gateway.endWatches();
      expect(firstOf(begun.toString() + (await read(answer)))).to.deep.equal(first);
      expect(answer.complete).to.equal(true);
      await ended;
      const second = await gateway.send('GET', `/members/m1${path}?watch=1`);
      expect(second.status).to.equal(429);
      expect(second.headers['retry-after']).to.equal('1');
    });

    it(`answers 503 for one that is ${name} when the member does not begin it`, async () => {
      member.stream(`GET ${path === PODS ? PODS : WIDGETS_V1}`, () => undefined);
      const answer = await gateway.send('GET', `/members/m1${path}?watch=1`);
      expect(answer.status).to.equal(503);
      expect(answer.headers['retry-after']).to.equal('1');
    });
  }
});

async function read(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function firstOf(text: string): unknown {
  return JSON.parse(text.split('\n', 1)[0] ?? '');
}
