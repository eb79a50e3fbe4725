import { expect } from 'chai';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { objectsAt, type JsonObject } from '../../src/json/json.ts';
import { FakeMember } from '../support/fake-member.ts';
import { GatewayHarness } from '../support/gateway-harness.ts';
import { serveWidgets, V1, V2, widget, WIDGET_RULES, WIDGETS_V1, WIDGETS_V2 } from '../support/widgets.ts';

const LIST = `/members/m1${WIDGETS_V2}`;
const HEAD = `{"kind":"WidgetList","apiVersion":"${V1}","metadata":{"resourceVersion":"7"},"items":[`;
const padding = 'x'.repeat(1000);
const item = (index: number, spec: JsonObject = { colour: 'red' }): string =>
  JSON.stringify(widget(V1, spec, { name: `w${String(index)}`, padding }));

/** What the gateway cannot convert: a field cannot be in a number. */
const BAD = JSON.stringify({ ...widget(V1, {}), spec: 7 });

describe('gateway: lists in a version that the member does not serve', () => {
  let member: FakeMember;
  let gateway: GatewayHarness;

  beforeEach(async () => {
    member = serveWidgets(await FakeMember.start(), ['v1']);
    gateway = await GatewayHarness.start({
      members: { m1: member.endpoint },
      rules: WIDGET_RULES,
      wanted: [`${V2}/Widget`],
      limits: { eventBytes: 100_000, answerBytes: 200_000 },
    });
  });

  afterEach(async () => {
    await gateway.stop();
    await member.stop();
    member.verify();
  });

  /** Answers a list with what `write` writes. */
  function answers(write: (response: ServerResponse) => unknown): void {
    member.on(`GET ${WIDGETS_V1}`, (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      write(response);
    });
  }

  it('converts each item of a list that is larger than any answer may be, in its order', async () => {
    const count = 3000;
    answers((response) => response.end(`${HEAD}${Array.from({ length: count }, (_, i) => item(i)).join(',')}]}\n`));
    const { status, json, headers } = await gateway.send('GET', LIST);
    expect([status, headers['content-type']]).to.deep.equal([200, 'application/json']);
    expect(json).to.deep.include({ kind: 'WidgetList', apiVersion: V2, metadata: { resourceVersion: '7' } });
    const items = json.items as JsonObject[];
    expect(items).to.have.length(count);
    expect(items[2999]).to.deep.equal(widget(V2, { color: 'red' }, { name: 'w2999', padding }));
    expect(gateway.metrics).to.include(`request converted Widget ${V2} ${V1}`);
  });

  it('sends the first items while the member is still sending', async () => {
    let response: ServerResponse | undefined;
    answers((opened) => {
      response = opened;
      opened.write(`${HEAD}${Array.from({ length: 1500 }, (_, i) => item(i)).join(',')}`);
    });
    const answer = await gateway.open('GET', LIST);
    const [first] = (await once(answer, 'data')) as [Buffer];
    expect(first.toString()).to.match(/^\{"kind":"WidgetList","apiVersion":"example\.com\/v2"/);
    response?.end(']}');
    answer.resume();
    await once(answer, 'end');
  });

  it('does not read on at the member while the client does not read', async () => {
    // Far more than all socket buffers on the way hold together.
    const [total, text] = [60_000, item(0)];
    let written = 0;
    answers((response) => {
      response.write(HEAD);
      const write = (): void => {
        let isReady = true;
        while (isReady && written < total) isReady = response.write(`${written++ === 0 ? '' : ','}${text}`);
        if (written < total) response.once('drain', write);
        else response.end(']}');
      };
      write();
    });
    const answer = await gateway.open('GET', LIST);
    for (let before = -1; before !== written;) {
      before = written;
      await delay(100);
    }
    expect(written).to.be.lessThan(total);
    answer.resume();
    await once(answer, 'end');
    expect(written).to.equal(total);
  });

  const whole: readonly { name: string; text: string; want: object }[] = [
    { name: 'an empty list', text: `${HEAD}]}`, want: { kind: 'WidgetList', apiVersion: V2, items: [] } },
    {
      name: 'what comes after the items',
      text: `{"apiVersion":"${V1}","kind":"WidgetList","items":[${item(1)}],"metadata":{"continue":"c"}}`,
      want: { apiVersion: V2, metadata: { continue: 'c' } },
    },
    {
      name: 'a Table',
      text: `{"kind":"Table","apiVersion":"meta.k8s.io/v1","columnDefinitions":[],"rows":[{"cells":[],"object":${item(1)}}]}`,
      want: { kind: 'Table', apiVersion: 'meta.k8s.io/v1' },
    },
    {
      name: 'a list of something else',
      text: '{"kind":"List","apiVersion":"v1","items":[{"a":1}]}',
      want: { items: [{ a: 1 }] },
    },
    {
      name: 'no list at all',
      text: '{"kind":"Status","apiVersion":"v1","status":"Success"}',
      want: { status: 'Success' },
    },
  ];
  for (const { name, text, want } of whole) {
    it(`gives ${name}`, async () => {
      answers((response) => response.end(text));
      const { status, json } = await gateway.send('GET', LIST);
      expect(status).to.equal(200);
      expect(json).to.deep.include(want);
    });
  }

  const refused: readonly { name: string; text: string; want: RegExp }[] = [
    { name: 'a list whose items are no JSON', text: `${HEAD}{"a":],{}]}`, want: /MEMBER_ANSWER_INVALID|not JSON|JSON/ },
    { name: 'a list that ends in the middle', text: `${HEAD}${item(1)},`, want: /JSON/ },
    {
      name: 'a list that says twice what it is',
      text: `${HEAD}],"apiVersion":"v9"}`,
      want: /apiVersion after its elements/,
    },
    { name: 'an item that is too large', text: `${HEAD}{"a":"${'x'.repeat(200_000)}"}]}`, want: /100000|larger|large/ },
    { name: 'an object that is too large', text: `{"a":"${'x'.repeat(300_000)}"}`, want: /200000|larger|large/ },
    { name: 'an item with a key that is not allowed', text: `${HEAD}{"__proto__":{}}]}`, want: /__proto__/ },
  ];
  for (const { name, text, want } of refused) {
    it(`refuses ${name}, with a Status as long as nothing has been sent`, async () => {
      answers((response) => response.end(text));
      const { status, json } = await gateway.send('GET', LIST);
      expect(status, JSON.stringify(json)).to.be.greaterThan(499);
      expect(json.kind).to.equal('Status');
      expect(json.message).to.match(want);
    });
  }

  it('breaks the connection where the client has a part of the list already', async () => {
    const many = Array.from({ length: 1500 }, (_, i) => item(i)).join(',');
    answers((response) => response.end(`${HEAD}${many},{"a":]}`));
    const answer = await gateway.open('GET', LIST);
    expect(answer.statusCode).to.equal(200);
    answer.resume();
    const [error] = (await once(answer, 'error')) as [Error];
    expect(error.message).to.equal('aborted');
    expect(gateway.logs.some((line) => line.includes('MEMBER_ANSWER_INVALID'))).to.equal(true);
  });

  it('shows an item that cannot be converted by its metadata, also when the headers are gone', async () => {
    const many = Array.from({ length: 1500 }, (_, i) => item(i)).join(',');
    for (const text of [`${BAD},${many}`, `${many},${BAD}`]) {
      answers((response) => response.end(`${HEAD}${text}]}`));
      const { status, json, headers } = await gateway.send('GET', LIST);
      expect([status, objectsAt(json, 'items').length]).to.deep.equal([200, 1501]);
      expect(JSON.stringify(json)).to.include('karmorph.io/unconvertible');
      expect(headers.warning === undefined).to.equal(text.startsWith(many));
    }
    expect((await gateway.counted(4)).filter((line) => line.startsWith('unconverted 1'))).to.have.length(2);
  });

  it('breaks the connection when the member breaks off', async () => {
    const many = Array.from({ length: 1500 }, (_, i) => item(i)).join(',');
    answers((response) => response.write(`${HEAD}${many}`, () => response.destroy()));
    const answer = await gateway.open('GET', LIST);
    answer.resume();
    const [error] = (await once(answer, 'error')) as [Error];
    expect(error.message).to.equal('aborted');
  });

  it('ends the request at the member when the client goes away', async () => {
    let closed: Promise<unknown> | undefined;
    answers((response) => {
      closed = once(response, 'close');
      response.write(`${HEAD}${Array.from({ length: 1500 }, (_, i) => item(i)).join(',')}`);
    });
    const answer = await gateway.open('GET', LIST);
    answer.destroy();
    await closed;
    expect(await gateway.counted(1)).to.deep.equal([`request aborted Widget ${V2} ${V1}`]);
  });
});
