import { expect } from 'chai';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createInterface } from 'node:readline';
import type { Json, JsonObject } from '../../src/json/json.ts';
import { FakeMember } from '../support/fake-member.ts';
import { GatewayHarness } from '../support/gateway-harness.ts';
import { serveWidgets, V1, V2, widget, WIDGET_RULES, WIDGETS_V1, WIDGETS_V2 } from '../support/widgets.ts';

const WATCH = `/members/m1${WIDGETS_V2}?watch=true`;

/** The events of a watch, one at a time. */
function eventsOf(answer: IncomingMessage): () => Promise<Json> {
  const lines = createInterface({ input: answer, crlfDelay: Infinity })[Symbol.asyncIterator]();
  return async () => JSON.parse(((await lines.next()) as { value: string }).value) as Json;
}

describe('gateway: watch', () => {
  let member: FakeMember;
  let gateway: GatewayHarness;
  /** The member's side of the watch. */
  let watch: Promise<ServerResponse>;

  beforeEach(async () => {
    member = serveWidgets(await FakeMember.start(), ['v1']);
    gateway = await GatewayHarness.start({
      members: { m1: member.endpoint },
      rules: WIDGET_RULES,
      wanted: [`${V2}/Widget`],
      limits: { eventBytes: 2000 },
    });
    watch = new Promise((resolve) => {
      member.stream(`GET ${WIDGETS_V1}`, (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json', warning: `299 - "${V1} Widget is deprecated"` });
        response.flushHeaders();
        resolve(response);
      });
    });
  });

  afterEach(async () => {
    await gateway.stop();
    await member.stop();
    member.verify();
  });

  const event = (type: string, object: JsonObject): string => `${JSON.stringify({ type, object })}\n`;

  it('sends headers before the first event, and each event as soon as it is there', async () => {
    const answer = await gateway.open('GET', WATCH);
    expect(answer.statusCode).to.equal(200);
    expect(answer.headers).not.to.have.any.keys('warning', 'content-length');
    const next = eventsOf(answer);
    const upstream = await watch;
    upstream.write(event('ADDED', widget(V1, { colour: 'red' })));
    expect(await next()).to.deep.equal({ type: 'ADDED', object: widget(V2, { color: 'red' }) });
    upstream.write(event('DELETED', widget(V1, { colour: 'blue' })));
    expect(await next()).to.deep.equal({ type: 'DELETED', object: widget(V2, { color: 'blue' }) });
    expect(member.seen(`GET ${WIDGETS_V1}`)[0]?.url).to.equal(`${WIDGETS_V1}?watch=true`);
    upstream.end();
    await once(answer, 'end');
  });

  it('puts events together from chunks that cut through characters', async () => {
    const next = eventsOf(await gateway.open('GET', WATCH));
    const upstream = await watch;
    const text = Buffer.from(event('MODIFIED', widget(V1, { colour: 'ž€🎨' })));
    for (const byte of text) {
      // One byte in each TLS record, so that they arrive as chunks of their own, or in whatever groups the network makes.
      if (!upstream.write(Buffer.of(byte))) await once(upstream, 'drain');
    }
    expect(await next()).to.deep.equal({ type: 'MODIFIED', object: widget(V2, { color: 'ž€🎨' }) });
  });

  it('renames bookmarks, and leaves error events as they are', async () => {
    const next = eventsOf(await gateway.open('GET', WATCH));
    const upstream = await watch;
    const bookmark = {
      kind: 'Widget',
      metadata: { resourceVersion: '9', annotations: { 'k8s.io/initial-events-end': 'true' } },
    };
    upstream.write(event('BOOKMARK', { apiVersion: V1, ...bookmark }));
    expect(await next()).to.deep.equal({ type: 'BOOKMARK', object: { apiVersion: V2, ...bookmark } });
    const status = { kind: 'Status', apiVersion: 'v1', code: 410, reason: 'Expired' };
    upstream.write(event('ERROR', status));
    expect(await next()).to.deep.equal({ type: 'ERROR', object: status });
  });

  it('ends with an error event when an event cannot be converted', async () => {
    const answer = await gateway.open('GET', WATCH);
    const next = eventsOf(answer);
    const upstream = await watch;
    const gone = once(upstream, 'close');
    upstream.write('{"type":"ADDED","object":\n');
    const { type, object } = (await next()) as { type: string; object: JsonObject };
    expect(type).to.equal('ERROR');
    expect(object).to.include({ kind: 'Status', code: 502 });
    await gone;
  });

  it('ends with an error event when an event is larger than the limit', async () => {
    const next = eventsOf(await gateway.open('GET', WATCH));
    (await watch).write(event('ADDED', widget(V1, { colour: 'x'.repeat(3000) })));
    const { object } = (await next()) as { object: JsonObject };
    expect(object.message).to.include('larger than 2000 bytes');
  });

  it('ends when the member breaks off, without passing on half an event', async () => {
    const answer = await gateway.open('GET', WATCH);
    const upstream = await watch;
    upstream.write('{"type":"ADDED"');
    upstream.end();
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks)).to.have.length(0);
  });

  it('ends the watch at the member when the client goes away', async () => {
    const answer = await gateway.open('GET', WATCH);
    const gone = once(await watch, 'close');
    answer.destroy();
    await gone;
  });

  it('stops reading from the member while the client does not read', async () => {
    const answer = await gateway.open('GET', WATCH);
    const upstream = await watch;
    const line = event('ADDED', widget(V1, { colour: 'x'.repeat(1500) }));
    let written = 0;
    // 64 MiB would be far more than all socket buffers on the way hold together.
    while (written < 64 * 1024 * 1024 && upstream.write(line)) written += line.length;
    expect(upstream.writableNeedDrain).to.equal(true);
    answer.resume();
    await once(upstream, 'drain');
  });

  it('understands the old form of a watch path', async () => {
    const old = '/apis/example.com/v1/watch/namespaces/shop/widgets';
    member.stream(`GET ${old}`, (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(event('ADDED', widget(V1, { colour: 'red' })));
    });
    const next = eventsOf(await gateway.open('GET', '/members/m1/apis/example.com/v2/watch/namespaces/shop/widgets'));
    expect(await next()).to.deep.equal({ type: 'ADDED', object: widget(V2, { color: 'red' }) });
  });

  it('passes on the answer of a member that refuses the watch', async () => {
    const status = {
      kind: 'Status',
      apiVersion: 'v1',
      code: 422,
      message: 'sendInitialEvents is forbidden',
      details: {},
    };
    member.stream(`GET ${WIDGETS_V1}`, (_, response) =>
      response.writeHead(422, { 'content-type': 'application/json' }).end(JSON.stringify(status)),
    );
    const answer = await gateway.send('GET', `${WATCH}&sendInitialEvents=true`);
    expect(answer.status).to.equal(422);
    expect(answer.json).to.deep.equal(status);
  });
});
