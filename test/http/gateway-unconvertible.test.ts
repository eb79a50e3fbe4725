import { expect } from 'chai';
import { objectsAt, type JsonObject } from '../../src/json/json.ts';
import { FakeMember } from '../support/fake-member.ts';
import { GatewayHarness } from '../support/gateway-harness.ts';
import { serveWidgets, V1, V2, widget, WIDGET_RULES, WIDGETS_V1, WIDGETS_V2 } from '../support/widgets.ts';

const HOME = `/members/m1${WIDGETS_V2}`;
const ANNOTATION = 'karmorph.io/unconvertible';

describe('gateway: an object of the member that cannot be converted', () => {
  let member: FakeMember;
  let gateway: GatewayHarness;
  const broken = widget(V1, 'text' as unknown as JsonObject, { name: 'bad', resourceVersion: '7' });
  const whole = widget(V1, { colour: 'red' });

  beforeEach(async () => {
    member = await FakeMember.start();
    gateway = await GatewayHarness.start({
      members: { m1: member.endpoint },
      rules: WIDGET_RULES,
      wanted: [`${V2}/Widget`],
    });
    serveWidgets(member, ['v1']);
    member.on(`GET ${WIDGETS_V1}`, { json: { kind: 'WidgetList', apiVersion: V1, items: [broken, whole] } });
  });

  afterEach(async () => {
    await gateway.stop();
    await member.stop();
    member.verify();
  });

  it('is in lists by its metadata, with the reason, a warning, a line in the log and a count', async () => {
    const { status, json, headers } = await gateway.send('GET', HOME);
    expect(status).to.equal(200);
    const [bare, other] = objectsAt(json, 'items');
    expect(other).to.deep.equal(widget(V2, { color: 'red' }));
    const reason = 'spec must be an object, but is a string';
    const metadata = { name: 'bad', namespace: 'shop', resourceVersion: '7', annotations: { [ANNOTATION]: reason } };
    expect(bare).to.deep.equal({ apiVersion: V2, kind: 'Widget', metadata });
    expect(headers.warning).to.equal(
      `299 - "objects that cannot be converted are shown by their metadata alone: ${reason}"`,
    );
    expect(gateway.logs.join('')).to.include('MEMBER_ANSWER_PARTIAL').and.to.include(reason);
    expect(await gateway.counted(2)).to.include(`unconverted 1 Widget ${V2} ${V1}`);
  });

  it('is an error when it is asked for', async () => {
    member.on(`GET ${WIDGETS_V1}/bad`, { json: broken });
    expect((await gateway.send('GET', `${HOME}/bad`)).status).to.equal(502);
  });

  it('cannot be emptied by writing back what the list showed', async () => {
    const [bare = {}] = objectsAt((await gateway.send('GET', HOME)).json, 'items');
    for (const body of [bare, { ...bare, status: {} }]) {
      const answer = await gateway.send('PUT', `${HOME}/bad`, { body });
      expect(answer.status).to.equal(422);
      expect(answer.json.message).to.include('writing it would empty the object');
    }
    expect(member.seen(`PUT ${WIDGETS_V1}/bad`)).to.have.length(0);
  });

  it('is mended by whoever writes the whole object, with the annotations that the list showed', async () => {
    member.on(`PUT ${WIDGETS_V1}/bad`, ({ body }, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    });
    const metadata = { name: 'bad', annotations: { [ANNOTATION]: 'x', own: 'y' } };
    const answer = await gateway.send('PUT', `${HOME}/bad`, { body: widget(V2, { color: 'blue' }, metadata) });
    const mended = { name: 'bad', annotations: { own: 'y' } };
    expect(answer.json).to.deep.equal(widget(V2, { color: 'blue' }, mended));
    const [written] = member.seen(`PUT ${WIDGETS_V1}/bad`);
    expect(JSON.parse(String(written?.body))).to.deep.equal(widget(V1, { colour: 'blue' }, mended));
  });

  it('does not end a watch', async () => {
    const events = [
      { type: 'ADDED', object: broken },
      { type: 'DELETED', object: broken },
      { type: 'ADDED', object: whole },
    ];
    member.next(`GET ${WIDGETS_V1}`, { body: events.map((event) => `${JSON.stringify(event)}\n`).join('') });
    const { body } = await gateway.send('GET', `${HOME}?watch=true`);
    const seen = String(body).trim().split('\n');
    const types = seen.map((line) => (JSON.parse(line) as { type: string }).type);
    expect(types).to.deep.equal(['ADDED', 'DELETED', 'ADDED']);
    expect(seen[0]).to.include(ANNOTATION).and.to.include(V2);
    expect(seen[2]).to.include('"color":"red"');
    expect(await gateway.counted(3)).to.include(`unconverted 1 Widget ${V2} ${V1}`);
  });
});
