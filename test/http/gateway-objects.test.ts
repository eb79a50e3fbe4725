import { expect } from 'chai';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { PRESERVED_ANNOTATION } from '../../src/engine/preserve.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { FakeMember } from '../support/fake-member.ts';
import { GatewayHarness } from '../support/gateway-harness.ts';
import { serveWidgets, V1, V2, widget, WIDGET_RULES, WIDGETS_V1, WIDGETS_V2 } from '../support/widgets.ts';

const HOME = `/members/m1${WIDGETS_V2}`;

describe('gateway: objects in a version that the member does not serve', () => {
  let member: FakeMember;
  let gateway: GatewayHarness;

  beforeEach(async () => {
    member = serveWidgets(await FakeMember.start(), ['v1']);
    gateway = await GatewayHarness.start({
      members: { m1: member.endpoint },
      rules: WIDGET_RULES,
      wanted: [`${V2}/Widget`],
    });
  });

  afterEach(async () => {
    await gateway.stop();
    await member.stop();
    member.verify();
  });

  it('creates: the body is converted down, the answer up', async () => {
    const managedFields = [{ manager: 'test', apiVersion: V1 }];
    member.on(`POST ${WIDGETS_V1}`, {
      status: 201,
      headers: { warning: [`299 - "${V1} Widget is deprecated in v9+"`, '299 - "another"'] },
      json: widget(V1, { colour: 'red' }, { uid: 'u', managedFields }),
    });

    const answer = await gateway.send('POST', `${HOME}?fieldManager=karmada`, {
      body: widget(V2, { color: 'red' }, { managedFields: [{ manager: 'x', apiVersion: V2 }] }),
    });

    expect(answer.status).to.equal(201);
    expect(answer.json).to.deep.equal(widget(V2, { color: 'red' }, { uid: 'u' }));
    expect(answer.headers).to.deep.include({ 'content-type': 'application/json', warning: '299 - "another"' });
    const [seen] = member.seen(`POST ${WIDGETS_V1}`);
    expect(seen?.url).to.equal(`${WIDGETS_V1}?fieldManager=karmada`);
    expect(JSON.parse(String(seen?.body))).to.deep.equal(widget(V1, { colour: 'red' }));
    expect(gateway.metrics).to.deep.equal([`request converted Widget ${V2} ${V1}`]);
  });

  it('keeps what the member cannot hold, gives it back, and says so in log and metrics', async () => {
    member.on(`POST ${WIDGETS_V1}`, ({ body }, response) =>
      response.writeHead(201, { 'content-type': 'application/json' }).end(body),
    );
    const sent = widget(V2, { color: 'red', tint: 'secret-tint' });

    const created = await gateway.send('POST', HOME, { body: sent });

    expect(created.json).to.deep.equal(sent);
    const stored = JSON.parse(String(member.seen(`POST ${WIDGETS_V1}`)[0]?.body)) as ReturnType<typeof widget>;
    expect(stored.spec).to.deep.equal({ colour: 'red' });
    expect(stored.metadata).to.have.property('annotations').that.has.all.keys(PRESERVED_ANNOTATION);
    expect(gateway.metrics).to.include(`losses 1 Widget ${V2} ${V1}`);
    const line = gateway.logs.find((log) => log.includes('gateway_write_with_losses')) ?? '';
    expect(line).to.include('spec.tint').and.not.include('secret-tint');

    member.on(`GET ${WIDGETS_V1}/w`, { json: stored });
    expect((await gateway.send('GET', `${HOME}/w`)).json).to.deep.equal(sent);

    member.on(`GET ${WIDGETS_V1}`, {
      json: { kind: 'WidgetList', apiVersion: V1, metadata: { resourceVersion: '7', continue: 'c' }, items: [stored] },
    });
    expect((await gateway.send('GET', `${HOME}?limit=1`)).json).to.deep.equal({
      kind: 'WidgetList',
      apiVersion: V2,
      metadata: { resourceVersion: '7', continue: 'c' },
      items: [sent],
    });
    expect(member.seen(`GET ${WIDGETS_V1}`)[0]?.url).to.equal(`${WIDGETS_V1}?limit=1`);
  });

  it('names owners in a version that the member serves, and gives them back in the one that clients know', async () => {
    const owned = (apiVersion: string): JsonObject => ({
      ownerReferences: [{ apiVersion, kind: 'Widget', name: 'o', uid: 'u' }],
    });
    member.on(`POST ${WIDGETS_V1}`, ({ body }, response) =>
      response.writeHead(201, { 'content-type': 'application/json' }).end(body),
    );
    const sent = widget(V2, { color: 'red' }, owned(V2));
    const answer = await gateway.send('POST', HOME, { body: sent });
    const stored = JSON.parse(String(member.seen(`POST ${WIDGETS_V1}`)[0]?.body)) as JsonObject;
    expect(stored).to.deep.equal(widget(V1, { colour: 'red' }, owned(V1)));
    expect(answer.json).to.deep.equal(sent);

    member.on(`GET ${WIDGETS_V1}`, { json: { kind: 'WidgetList', apiVersion: V1, metadata: {}, items: [stored] } });
    expect((await gateway.send('GET', HOME)).json.items).to.deep.equal([sent]);
  });

  it('gives list items without a type as they were: without one', async () => {
    const { metadata, spec } = widget(V1, { colour: 'red' });
    member.on(`GET ${WIDGETS_V1}`, {
      json: {
        kind: 'WidgetList',
        apiVersion: V1,
        metadata: {},
        items: [{ metadata: metadata ?? null, spec: spec ?? null }],
      },
    });
    const { json } = await gateway.send('GET', HOME);
    expect(json.items).to.deep.equal([{ metadata, spec: { color: 'red' } }]);
  });

  it('replaces, and writes once more when the member drops what it does not know', async () => {
    member.on(`PUT ${WIDGETS_V1}/w`, ({ body }, response) => {
      const object = JSON.parse(String(body)) as { spec: Record<string, unknown>; metadata: object };
      const stored = {
        ...object,
        spec: { colour: object.spec.colour },
        metadata: { ...object.metadata, resourceVersion: '8' },
      };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(stored));
    });
    const sent = widget(V2, { color: 'red', shape: 'round' }, { resourceVersion: '7' });

    const answer = await gateway.send('PUT', `${HOME}/w?fieldManager=karmada&pretty=true`, { body: sent });

    expect(answer.json).to.deep.equal(widget(V2, { color: 'red', shape: 'round' }, { resourceVersion: '8' }));
    const [, second] = member.seen(`PUT ${WIDGETS_V1}/w`);
    expect(second?.url).to.equal(`${WIDGETS_V1}/w?fieldManager=karmada`);
    expect(JSON.parse(String(second?.body))).to.have.nested.property('metadata.resourceVersion', '8');
    expect(gateway.metrics).to.include(`follow-up true Widget ${V2} ${V1}`);
  });

  it('asks beforehand what a member makes of an object, once it has needed a second write for the kind', async () => {
    member.on(`PUT ${WIDGETS_V1}/w`, ({ body }, response) => {
      const object = JSON.parse(String(body)) as { spec: Record<string, unknown> };
      const stored = { ...object, spec: { colour: object.spec.colour } };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(stored));
    });
    const put = (shape: string) => gateway.send('PUT', `${HOME}/w`, { body: widget(V2, { color: 'red', shape }) });
    await put('round');
    const before = member.seen(`PUT ${WIDGETS_V1}/w`).length;

    const answer = await put('square');

    expect(answer.json.spec).to.deep.equal({ color: 'red', shape: 'square' });
    const [rehearsal, write, ...more] = member.seen(`PUT ${WIDGETS_V1}/w`).slice(before);
    expect(rehearsal?.url).to.equal(`${WIDGETS_V1}/w?dryRun=All`);
    expect(write?.url).to.equal(`${WIDGETS_V1}/w`);
    expect(String(write?.body)).to.include('square');
    expect(more).to.deep.equal([]);
  });

  it('writes all the same when the member refuses the dry run', async () => {
    member.on(`PUT ${WIDGETS_V1}/w`, ({ body, url }, response) => {
      if (url.includes('dryRun')) {
        response.writeHead(400, { 'content-type': 'application/json' }).end('{"kind":"Status","apiVersion":"v1"}');
        return;
      }
      const object = JSON.parse(String(body)) as { spec: Record<string, unknown> };
      const stored = { ...object, spec: { colour: object.spec.colour } };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(stored));
    });
    for (const shape of ['round', 'square']) {
      const answer = await gateway.send('PUT', `${HOME}/w`, { body: widget(V2, { color: 'red', shape }) });
      expect(answer.json.spec).to.deep.equal({ color: 'red', shape });
    }
  });

  it('answers with the first write when the second one fails', async () => {
    const stored = widget(V1, { colour: 'red' }, { resourceVersion: '8' });
    member.next(`PUT ${WIDGETS_V1}/w`, { json: stored });
    member.next(`PUT ${WIDGETS_V1}/w`, { status: 409, json: { kind: 'Status', apiVersion: 'v1', code: 409 } });
    const answer = await gateway.send('PUT', `${HOME}/w`, { body: widget(V2, { color: 'red', shape: 'round' }) });
    expect(answer.status).to.equal(200);
    expect(answer.json.spec).to.deep.equal({ color: 'red' });
    expect(gateway.metrics).to.include(`follow-up false Widget ${V2} ${V1}`);
  });

  it('answers with the first write when the connection breaks during the second one', async () => {
    member.next(`PUT ${WIDGETS_V1}/w`, { json: widget(V1, { colour: 'red' }) });
    member.next(`PUT ${WIDGETS_V1}/w`, (_, response) => response.destroy());
    const answer = await gateway.send('PUT', `${HOME}/w`, { body: widget(V2, { color: 'red', shape: 'round' }) });
    expect(answer.json.spec).to.deep.equal({ color: 'red' });
  });

  it('gives the request to the member up when the client goes away', async () => {
    const received = new Promise<ServerResponse>((resolve) =>
      member.on(`GET ${WIDGETS_V1}/w`, (_, response) => resolve(response)),
    );
    const outgoing = gateway.request('GET', `${HOME}/w`);
    outgoing.on('error', () => undefined).end();
    const gone = once(await received, 'close');
    outgoing.destroy();
    await gone;
    expect(await gateway.counted(1)).to.deep.equal([`request aborted Widget ${V2} ${V1}`]);
  });

  it('never writes a second time in a dry run', async () => {
    member.on(`POST ${WIDGETS_V1}`, { status: 201, json: widget(V1, { colour: 'red' }) });
    await gateway.send('POST', `${HOME}?dryRun=All`, { body: widget(V2, { color: 'red', shape: 'round' }) });
    expect(member.seen(`POST ${WIDGETS_V1}`)).to.have.length(1);
  });

  it('fills in the apiVersion and kind that a body may leave out', async () => {
    member.on(`POST ${WIDGETS_V1}`, { status: 201, json: widget(V1, { colour: 'red' }) });
    await gateway.send('POST', HOME, { body: { metadata: { name: 'w' }, spec: { color: 'red' } } });
    expect(JSON.parse(String(member.seen(`POST ${WIDGETS_V1}`)[0]?.body))).to.deep.equal({
      apiVersion: V1,
      kind: 'Widget',
      metadata: { name: 'w' },
      spec: { colour: 'red' },
    });
  });

  it('deletes, and renames the options', async () => {
    member.on(`DELETE ${WIDGETS_V1}/w`, { json: widget(V1, { colour: 'red' }, { deletionTimestamp: 'now' }) });
    const body = { kind: 'DeleteOptions', apiVersion: V2, propagationPolicy: 'Background' };
    const answer = await gateway.send('DELETE', `${HOME}/w`, { body });
    expect(answer.json).to.deep.equal(widget(V2, { color: 'red' }, { deletionTimestamp: 'now' }));
    expect(JSON.parse(String(member.seen(`DELETE ${WIDGETS_V1}/w`)[0]?.body))).to.deep.equal({
      ...body,
      apiVersion: V1,
    });
  });

  it('refuses options for a deletion that are not JSON', async () => {
    const headers = { 'content-type': 'application/vnd.kubernetes.protobuf' };
    const answer = await gateway.send('DELETE', `${HOME}/w`, { headers, body: Buffer.from('k8s') });
    expect(answer.status).to.equal(415);
  });

  it('deletes a collection', async () => {
    member.on(`DELETE ${WIDGETS_V1}`, {
      json: { kind: 'WidgetList', apiVersion: V1, metadata: {}, items: [widget(V1, { colour: 'red' })] },
    });
    const { json } = await gateway.send('DELETE', `${HOME}?labelSelector=a%3Db`);
    expect(json.items).to.deep.equal([widget(V2, { color: 'red' })]);
    expect(member.seen(`DELETE ${WIDGETS_V1}`)[0]?.url).to.equal(`${WIDGETS_V1}?labelSelector=a%3Db`);
  });

  it('passes errors of the member on as they are', async () => {
    const status = {
      kind: 'Status',
      apiVersion: 'v1',
      message: 'widgets "w" not found',
      details: { name: 'w', group: 'example.com', kind: 'widgets' },
      code: 404,
    };
    member.on(`GET ${WIDGETS_V1}/w`, { status: 404, json: status });
    const answer = await gateway.send('GET', `${HOME}/w`);
    expect(answer.status).to.equal(404);
    expect(answer.json).to.deep.equal(status);
  });

  it('converts the objects of a Table, and takes the annotation off bare metadata', async () => {
    const partial = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' };
    const annotations = { [PRESERVED_ANNOTATION]: '{}', mine: 'stays' };
    member.on(`GET ${WIDGETS_V1}`, {
      json: {
        kind: 'Table',
        apiVersion: 'meta.k8s.io/v1',
        rows: [
          { cells: ['w'], object: widget(V1, { colour: 'red' }) },
          { cells: ['x'], object: { ...partial, metadata: { name: 'x', annotations } } },
        ],
      },
    });
    const table = 'application/json;as=Table;v=v1;g=meta.k8s.io';
    const { json } = await gateway.send('GET', HOME, {
      headers: { accept: `application/vnd.kubernetes.protobuf, ${table}, application/json`, 'accept-encoding': 'gzip' },
    });
    expect(json.rows).to.deep.equal([
      { cells: ['w'], object: widget(V2, { color: 'red' }) },
      { cells: ['x'], object: { ...partial, metadata: { name: 'x', annotations: { mine: 'stays' } } } },
    ]);
    const [seen] = member.seen(`GET ${WIDGETS_V1}`);
    expect(seen?.headers.accept).to.equal(`${table}, application/json`);
    expect(seen?.headers).not.to.have.property('accept-encoding');
  });

  it('passes scale and unknown subresources through, on the path of the served version', async () => {
    const scale = { kind: 'Scale', apiVersion: 'autoscaling/v1', metadata: { name: 'w' }, spec: { replicas: 2 } };
    member.on(`PUT ${WIDGETS_V1}/w/scale`, {
      headers: { warning: [`299 - "${V1} Widget is deprecated in v9+"`, '299 - "another"'] },
      json: scale,
    });
    const answer = await gateway.send('PUT', `${HOME}/w/scale`, { body: scale });
    expect(answer.json).to.deep.equal(scale);
    expect(answer.headers).to.have.property('warning', '299 - "another"');
  });

  it('leaves what was preserved with the spec alone when the status is written', async () => {
    const annotations = { [PRESERVED_ANNOTATION]: '{"apiVersion":"example.com/v2","parts":[]}' };
    member.on(`GET ${WIDGETS_V1}/w/status`, {
      json: widget(V1, { colour: 'red' }, { annotations, resourceVersion: '7' }),
    });
    member.on(`PUT ${WIDGETS_V1}/w/status`, ({ body }, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(body),
    );
    const sent = { ...widget(V2, { color: 'red', tint: 'dark' }), status: { ready: true } };
    const answer = await gateway.send('PUT', `${HOME}/w/status`, { body: sent });
    expect(answer.status).to.equal(200);
    const [seen] = member.seen(`PUT ${WIDGETS_V1}/w/status`);
    expect(JSON.parse(String(seen?.body))).to.deep.equal({
      ...widget(V1, { colour: 'red' }, { resourceVersion: '7', annotations }),
      status: { ready: true },
    });
  });

  it('sends the caller and nothing of its own, and logs no credentials', async () => {
    member.on(`GET ${WIDGETS_V1}/w`, { json: widget(V1, {}) });
    await gateway.send('GET', `${HOME}/w`, {
      headers: {
        authorization: 'Bearer very-secret',
        'impersonate-user': 'jane',
        'impersonate-group': ['a', 'b'],
        'impersonate-extra-scopes': 'view',
      },
    });
    for (const { rawHeaders, headers } of member.requests) {
      expect(headers).to.include({ authorization: 'Bearer very-secret', 'impersonate-user': 'jane' });
      expect(headers['impersonate-extra-scopes']).to.equal('view');
      expect(rawHeaders.filter((_, i) => rawHeaders[i - 1] === 'impersonate-group')).to.deep.equal(['a', 'b']);
      const names = Object.keys(headers).filter((name) => !/^(authorization|impersonate-.*)$/.test(name));
      expect(names.sort()).to.deep.equal(['accept', 'connection', 'host']);
      expect(`https://${headers.host ?? ''}`).to.equal(member.endpoint.url);
    }
    expect(gateway.logs.join('')).not.to.include('very-secret');
  });

  it('keeps integers that a double cannot hold', async () => {
    member.on(`GET ${WIDGETS_V1}/w`, {
      body: `{"kind":"Widget","apiVersion":"${V1}","spec":{"colour":"red","big":9007199254740993}}`,
    });
    const { body } = await gateway.send('GET', `${HOME}/w`);
    expect(String(body)).to.equal(
      `{"kind":"Widget","apiVersion":"${V2}","spec":{"big":9007199254740993,"color":"red"}}`,
    );
  });
});
