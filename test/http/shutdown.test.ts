import { once } from 'node:events';
import { Agent, request, type RequestOptions } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect } from 'chai';
import type { Inventory } from '../../src/inventory/inventory.ts';
import { FakeMember } from '../support/fake-member.ts';
import { inventoryOf } from '../support/fleet.ts';
import { send } from '../support/https-client.ts';
import { ServiceUnderTest } from '../support/service.ts';

const PODS = '/api/v1/pods';

describe('the server stops in order', () => {
  let service: ServiceUnderTest;
  let member: FakeMember;
  before(async () => {
    service = await ServiceUnderTest.create();
  });
  beforeEach(async () => {
    member = await FakeMember.start();
  });
  afterEach(async () => {
    await service.stopAll();
    await member.stop();
  });

  /** Opens a request and gives the answer when it begins. */
  async function open(port: number, options: RequestOptions): Promise<IncomingMessage> {
    const outgoing = request({ host: '127.0.0.1', port, ca: service.ca, path: `/members/m1${PODS}`, ...options }).end();
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    return answer;
  }

  function fleet(): Inventory {
    const { endpoint } = member;
    const empty = inventoryOf([]);
    const m1 = { name: 'm1', endpoint, capabilities: empty.controlPlane() };
    return { ...empty, member: (name) => (name === 'm1' ? m1 : undefined) };
  }

  it('asks clients to connect anew as soon as it drains, those included that wait for an answer', async () => {
    const waiting = new Promise<ServerResponse>((resolve) => {
      member.stream(`GET ${PODS}`, (_, response) => resolve(response));
    });
    const started = await service.start(fleet());
    const { port } = started;
    const agent = new Agent({ keepAlive: true });
    expect((await send({ port, ca: service.ca }, '/livez', { agent })).headers.connection).to.equal('keep-alive');
    const answer = open(port, { agent: new Agent({ keepAlive: true }) });
    const upstream = await waiting;
    const stopped = started.stop({ drainMs: 200, graceMs: 2000 });
    expect((await send({ port, ca: service.ca }, '/livez', { agent })).headers.connection).to.equal('close');
    upstream.end('{}');
    expect((await answer).headers.connection).to.equal('close');
    (await answer).resume();
    await stopped;
  });

  it('ends a watch in order, and answers what comes on its connection then', async () => {
    member.stream(`GET ${PODS}`, (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
    });
    const started = await service.start(fleet());
    const { port } = started;
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const watch = await open(port, { agent, path: `/members/m1${PODS}?watch=1` });
    const stopped = started.stop({ drainMs: 0, graceMs: 60_000 });
    await once(watch.resume(), 'end');
    const again = await open(port, { agent, path: `/members/m1${PODS}?watch=1` });
    expect(again.headers.connection).to.equal('close');
    await once(again.resume(), 'end');
    await stopped;
  });

  it('waits for an answer that is under way', async () => {
    const waiting = new Promise<ServerResponse>((resolve) => {
      member.stream(`GET ${PODS}`, (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': 2 }).flushHeaders();
        resolve(response);
      });
    });
    const started = await service.start(fleet());
    const answer = await open(started.port, { agent: new Agent({ keepAlive: true }) });
    const stopped = started.stop({ drainMs: 0, graceMs: 60_000 });
    (await waiting).end('{}');
    await once(answer.resume(), 'end');
    expect(answer.complete).to.equal(true);
    await stopped;
  });
});
