import { expect } from 'chai';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createInterface } from 'node:readline';
import type { Json, JsonObject } from '../../src/json/json.ts';
import { FakeMember } from '../support/fake-member.ts';
import { GatewayHarness } from '../support/gateway-harness.ts';
import { serveWidgets, V1, V2, widget, WIDGET_RULES, WIDGETS_V1, WIDGETS_V2 } from '../support/widgets.ts';

const ASKED = 'watch=true&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan';
const WATCH = `/members/m1${WIDGETS_V2}?${ASKED}&labelSelector=a%3Db&timeoutSeconds=9`;

const widgets = (...more: readonly JsonObject[]): JsonObject => ({
  ...{ kind: 'WidgetList', apiVersion: V1, metadata: { resourceVersion: '7' } },
  items: [{ metadata: { name: 'a' }, spec: { colour: 'red' } }, ...more],
});

describe('gateway: a watch that begins with what there is', () => {
  let member: FakeMember;
  let gateway: GatewayHarness;
  /** What the member answers to a list. */
  let list: { status: number; body: Json };
  /** The member's side of the watch that follows. */
  let watch: Promise<ServerResponse>;

  beforeEach(async () => {
    member = serveWidgets(await FakeMember.start(), ['v1']);
    gateway = await GatewayHarness.start({
      members: { m1: member.endpoint },
      rules: WIDGET_RULES,
      wanted: [`${V2}/Widget`],
      limits: { eventBytes: 2000 },
    });
    list = { status: 200, body: widgets() };
    watch = new Promise((resolve) => {
      member.stream(`GET ${WIDGETS_V1}`, ({ url = '' }, response) => {
        const isRefused = url.includes('sendInitialEvents');
        const { status, body } = isRefused ? { status: 422, body: { kind: 'Status', code: 422 } } : list;
        const isWatch = url.includes('watch=true') && !isRefused;
        response.writeHead(isWatch ? 200 : status, { 'content-type': 'application/json' });
        if (isWatch) resolve(response);
        else response.end(JSON.stringify(body));
      });
    });
  });

  afterEach(async () => {
    await gateway.stop();
    await member.stop();
    member.verify();
  });

  const eventsIn = async (answer: IncomingMessage, count: number): Promise<Json[]> => {
    const lines = createInterface({ input: answer, crlfDelay: Infinity })[Symbol.asyncIterator]();
    const events: Json[] = [];
    for (let index = 0; index < count; index++) {
      events.push(JSON.parse(((await lines.next()) as { value: string }).value) as Json);
    }
    return events;
  };
  const asked = (): string[] => member.seen(`GET ${WIDGETS_V1}`).map(({ url }) => url.slice(WIDGETS_V1.length));
  const END = {
    type: 'BOOKMARK',
    object: {
      ...{ kind: 'Widget', apiVersion: V2 },
      metadata: {
        ...{ resourceVersion: '7', creationTimestamp: null },
        annotations: { 'k8s.io/initial-events-end': 'true' },
      },
    },
  };

  it('ends at the member too when the gateway ends it and nothing happens there', async () => {
    await gateway.stop();
    gateway = await GatewayHarness.start({
      members: { m1: member.endpoint },
      rules: WIDGET_RULES,
      wanted: [`${V2}/Widget`],
      limits: { watchMs: 0, watchGraceMs: 200 },
    });
    const answer = await gateway.open('GET', WATCH.replace('&timeoutSeconds=9', ''));
    const closed = watch.then((upstream) => {
      upstream.flushHeaders();
      return once(upstream, 'close');
    });
    answer.resume();
    await once(answer, 'end');
    await closed;
  });

  it('is a list and a watch for a member that has no such thing', async () => {
    list.body = widgets(widget(V1, { colour: 'blue' }));
    const answer = await gateway.open('GET', WATCH);
    expect(answer.statusCode).to.equal(200);
    const upstream = await watch;
    upstream.write(`${JSON.stringify({ type: 'DELETED', object: widget(V1, { colour: 'red' }) })}\n`);
    expect(await eventsIn(answer, 4)).to.deep.equal([
      { type: 'ADDED', object: { kind: 'Widget', apiVersion: V2, metadata: { name: 'a' }, spec: { color: 'red' } } },
      { type: 'ADDED', object: widget(V2, { color: 'blue' }) },
      END,
      { type: 'DELETED', object: widget(V2, { color: 'red' }) },
    ]);
    const [, listed, watched] = asked();
    expect(listed).to.equal('?labelSelector=a%3Db');
    expect(watched).to.equal(
      '?watch=true&allowWatchBookmarks=true&labelSelector=a%3Db&timeoutSeconds=9&resourceVersion=7',
    );
    upstream.end();
  });

  it('says so when nothing is there', async () => {
    list.body = { ...widgets(), items: [] };
    expect(await eventsIn(await gateway.open('GET', WATCH), 1)).to.deep.equal([END]);
    (await watch).end();
  });

  it('ends the watch at the member when the client goes away', async () => {
    const answer = await gateway.open('GET', WATCH);
    const upstream = await watch;
    answer.destroy();
    await once(upstream, 'close');
  });

  const wrong: { name: string; body: Json; says: string }[] = [
    {
      name: 'an object that is too large',
      body: widgets(widget(V1, { colour: 'x'.repeat(3000) })),
      says: 'larger than',
    },
    { name: 'a list that does not say what it is', body: { items: [] }, says: 'it is no list' },
  ];
  for (const { name, body, says } of wrong) {
    it(`ends with an error for ${name}`, async () => {
      list.body = body;
      const events = await eventsIn(await gateway.open('GET', WATCH), 'metadata' in (body as object) ? 2 : 1);
      expect(events.at(-1)).to.have.property('type', 'ERROR');
      expect(JSON.stringify(events.at(-1))).to.include(says);
    });
  }

  const refused: { name: string; path?: string; headers?: Record<string, string>; list?: typeof list; asks: number }[] =
    [
      { name: 'that asks for no bookmarks', path: WATCH.replace('allowWatchBookmarks', 'no'), asks: 1 },
      { name: 'that asks for a table', headers: { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' }, asks: 1 },
      { name: 'where the member does not list', list: { status: 403, body: { kind: 'Status' } }, asks: 2 },
    ];
  for (const { name, path = WATCH, headers = {}, list: answered, asks } of refused) {
    it(`is refused as the member refuses it: one ${name}`, async () => {
      list = answered ?? list;
      const answer = await gateway.send('GET', path, { headers });
      expect(answer.status).to.equal(422);
      expect(asked()).to.have.length(asks);
    });
  }
});
