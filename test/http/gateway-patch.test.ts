import { expect } from 'chai';
import { PRESERVED_ANNOTATION } from '../../src/engine/preserve.ts';
import type { Json, JsonObject } from '../../src/json/json.ts';
import { FakeMember, type SeenRequest } from '../support/fake-member.ts';
import { GatewayHarness } from '../support/gateway-harness.ts';
import { serveWidgets, V1, V2, widget, WIDGET_RULES, WIDGETS_V1, WIDGETS_V2 } from '../support/widgets.ts';

const OBJECT = `/members/m1${WIDGETS_V2}/w`;
const JSON_PATCH = 'application/json-patch+json';
const MERGE_PATCH = 'application/merge-patch+json';
const CONFLICT = { status: 409, json: { kind: 'Status', apiVersion: 'v1', reason: 'Conflict', code: 409 } };

describe('gateway: patch', () => {
  let member: FakeMember;
  let gateway: GatewayHarness;

  beforeEach(async () => {
    member = serveWidgets(await FakeMember.start(), ['v1']);
    gateway = await GatewayHarness.start({
      members: { m1: member.endpoint },
      rules: WIDGET_RULES,
      wanted: [`${V2}/Widget`],
      limits: { requestBytes: 20_000 },
    });
    let version = 7;
    member.on(`GET ${WIDGETS_V1}/w`, (_, response) => {
      const object = widget(V1, { colour: 'red', parts: ['a', 'b'] }, { resourceVersion: String(version++) });
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(object));
    });
    member.on(`PUT ${WIDGETS_V1}/w`, ({ body }, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(body),
    );
  });

  afterEach(async () => {
    await gateway.stop();
    await member.stop();
    member.verify();
  });

  const patch = (type: string, body: Json, query = ''): ReturnType<GatewayHarness['send']> =>
    gateway.send('PATCH', OBJECT + query, { headers: { 'content-type': type }, body });

  const written = (): JsonObject[] =>
    member.seen(`PUT ${WIDGETS_V1}/w`).map(({ body }: SeenRequest) => JSON.parse(String(body)) as JsonObject);

  it('applies a JSON patch to the object that the client sees', async () => {
    const answer = await patch(
      JSON_PATCH,
      [
        { op: 'test', path: '/spec/color', value: 'red' },
        { op: 'replace', path: '/spec/color', value: 'blue' },
        { op: 'add', path: '/spec/parts/1', value: 'ab' },
      ],
      '?fieldManager=m&dryRun=All&fieldValidation=Strict&pretty=true',
    );
    expect(answer.status).to.equal(200);
    const spec = { parts: ['a', 'ab', 'b'] };
    expect(answer.json).to.deep.equal(widget(V2, { ...spec, color: 'blue' }, { resourceVersion: '7' }));
    expect(written()).to.deep.equal([widget(V1, { ...spec, colour: 'blue' }, { resourceVersion: '7' })]);
    const [seen] = member.seen(`PUT ${WIDGETS_V1}/w`);
    expect(seen?.url).to.equal(`${WIDGETS_V1}/w?fieldManager=m&dryRun=All&fieldValidation=Strict&pretty=true`);
    expect(seen?.headers['content-type']).to.equal('application/json');
  });

  it('applies a merge patch: null removes, objects merge, lists are replaced', async () => {
    const answer = await patch(MERGE_PATCH, { metadata: { labels: { a: 'b' } }, spec: { color: null, parts: [] } });
    expect(answer.json).to.deep.equal(widget(V2, { parts: [] }, { resourceVersion: '7', labels: { a: 'b' } }));
  });

  it('keeps values of the patch that the member cannot hold', async () => {
    const answer = await patch(MERGE_PATCH, { spec: { tint: 'dark' } });
    expect(answer.json.spec).to.deep.equal({ color: 'red', parts: ['a', 'b'], tint: 'dark' });
    expect(written()[0]?.metadata).to.have.property('annotations').that.has.all.keys(PRESERVED_ANNOTATION);
  });

  it('tries again when the object was changed in between', async () => {
    member.next(`PUT ${WIDGETS_V1}/w`, CONFLICT).next(`PUT ${WIDGETS_V1}/w`, CONFLICT);
    const answer = await patch(MERGE_PATCH, { spec: { color: 'blue' } });
    expect(answer.status).to.equal(200);
    expect(written().map(({ metadata }) => (metadata as JsonObject).resourceVersion)).to.deep.equal(['7', '8', '9']);
  });

  it('gives up after five conflicts', async () => {
    member.on(`PUT ${WIDGETS_V1}/w`, CONFLICT);
    expect((await patch(MERGE_PATCH, { spec: { color: 'blue' } })).status).to.equal(409);
    expect(written()).to.have.length(5);
  });

  it('leaves a conflict to a client that names the resourceVersion itself', async () => {
    member.on(`PUT ${WIDGETS_V1}/w`, CONFLICT);
    const answer = await patch(MERGE_PATCH, { metadata: { resourceVersion: '3' }, spec: { color: 'blue' } });
    expect(answer.status).to.equal(409);
    expect(written()).to.have.length(1);
    expect(written()[0]).to.have.nested.property('metadata.resourceVersion', '3');
  });

  it('passes on that there is nothing to patch', async () => {
    const status = { kind: 'Status', apiVersion: 'v1', code: 404, details: { name: 'w' } };
    member.on(`GET ${WIDGETS_V1}/w`, { status: 404, json: status });
    const answer = await patch(MERGE_PATCH, { spec: {} });
    expect(answer.status).to.equal(404);
    expect(answer.json).to.deep.equal(status);
  });

  it('patches the status without touching what was preserved with the spec', async () => {
    const annotations = { [PRESERVED_ANNOTATION]: '{"apiVersion":"example.com/v2","parts":[]}' };
    const object = widget(V1, { colour: 'red' }, { annotations, resourceVersion: '7' });
    member.on(`GET ${WIDGETS_V1}/w/status`, { json: object });
    member.on(`PUT ${WIDGETS_V1}/w/status`, ({ body }, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(body),
    );
    const answer = await gateway.send('PATCH', `${OBJECT}/status`, {
      headers: { 'content-type': MERGE_PATCH },
      body: { status: { ready: true } },
    });
    expect(answer.json).to.deep.equal({
      ...widget(V2, { color: 'red' }, { resourceVersion: '7' }),
      status: { ready: true },
    });
    const [seen] = member.seen(`PUT ${WIDGETS_V1}/w/status`);
    expect(JSON.parse(String(seen?.body))).to.deep.equal({ ...object, status: { ready: true } });
  });

  const refused: { name: string; type: string; body: Json | Buffer; status: number; says: string }[] = [
    {
      name: 'a strategic merge patch of a custom resource, as API servers do',
      type: 'application/strategic-merge-patch+json',
      body: {},
      status: 415,
      says: 'send application/json-patch+json or application/merge-patch+json',
    },
    {
      name: 'server-side apply',
      type: 'application/apply-patch+yaml',
      body: Buffer.from('a: b'),
      status: 415,
      says: 'cannot be done for application/apply-patch+yaml',
    },
    {
      name: 'a JSON patch whose test fails',
      type: JSON_PATCH,
      body: [{ op: 'test', path: '/spec/color', value: 'green' }],
      status: 422,
      says: 'operation 0',
    },
    {
      name: 'a JSON patch of a path that is not there',
      type: JSON_PATCH,
      body: [
        { op: 'add', path: '/spec/a', value: 1 },
        { op: 'remove', path: '/spec/colour' },
      ],
      status: 422,
      says: 'operation 1',
    },
    { name: 'a JSON patch that is no list', type: JSON_PATCH, body: {}, status: 400, says: 'list of operations' },
    { name: 'a merge patch that is no object', type: MERGE_PATCH, body: [], status: 400, says: 'is an object' },
    {
      name: 'a patch that is not JSON',
      type: MERGE_PATCH,
      body: Buffer.from('{'),
      status: 400,
      says: 'not valid JSON',
    },
    {
      name: 'a key __proto__',
      type: MERGE_PATCH,
      body: Buffer.from('{"spec":{"__proto__":{"a":1}}}'),
      status: 400,
      says: '__proto__',
    },
    {
      name: 'a path through __proto__',
      type: JSON_PATCH,
      body: [{ op: 'add', path: '/__proto__/polluted', value: 1 }],
      status: 422,
      says: 'operation 0',
    },
    {
      name: 'copies that would fill the memory',
      type: JSON_PATCH,
      body: Array.from({ length: 40 }, () => ({ op: 'copy', from: '/spec', path: '/spec/again' })),
      status: 413,
      says: 'larger than 20000 bytes',
    },
    {
      name: 'a change of the apiVersion',
      type: MERGE_PATCH,
      body: { apiVersion: V1 },
      status: 400,
      says: 'but the path is for example.com/v2 Widget',
    },
  ];
  for (const { name, type, body, status, says } of refused) {
    it(`refuses ${name} with ${status}`, async () => {
      const answer = await gateway.send('PATCH', OBJECT, { headers: { 'content-type': type }, body });
      expect(answer.status, String(answer.body)).to.equal(status);
      expect(answer.json).to.include({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code: status });
      expect(answer.json.message).to.include(says);
      expect(written()).to.deep.equal([]);
      expect({}).not.to.have.property('polluted');
    });
  }
});
