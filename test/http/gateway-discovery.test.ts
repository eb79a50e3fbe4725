import { expect } from 'chai';
import type { ServerResponse } from 'node:http';
import { DISCOVERY_ACCEPT } from '../../src/kubernetes/discovery-accept.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { FakeMember } from '../support/fake-member.ts';
import { GatewayHarness } from '../support/gateway-harness.ts';
import { serveWidgets, V1, V2, WIDGET_RULES, widgetEntries } from '../support/widgets.ts';

/** What the gateway makes of the entries of v1: the hash of the storage version is left out. */
const ENTRIES = widgetEntries().map((entry) =>
  Object.fromEntries(Object.entries(entry).filter(([key]) => key !== 'storageVersionHash')),
);
const GROUP_V1 = { groupVersion: V1, version: 'v1' };
const GROUP_V2 = { groupVersion: V2, version: 'v2' };

describe('gateway: discovery', () => {
  let member: FakeMember;
  let gateway: GatewayHarness;

  beforeEach(async () => {
    member = await FakeMember.start();
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

  it('adds a version to the legacy documents of a member', async () => {
    serveWidgets(member, ['v1']);
    const groups = await gateway.send('GET', '/members/m1/apis');
    expect(groups.json.groups).to.deep.equal([
      { name: 'example.com', versions: [GROUP_V1, GROUP_V2], preferredVersion: GROUP_V1 },
    ]);
    member.on('GET /apis/example.com', {
      json: {
        kind: 'APIGroup',
        apiVersion: 'v1',
        name: 'example.com',
        versions: [GROUP_V1],
        preferredVersion: GROUP_V1,
      },
    });
    const group = await gateway.send('GET', '/members/m1/apis/example.com');
    expect(group.json).to.deep.include({ versions: [GROUP_V1, GROUP_V2], preferredVersion: GROUP_V1 });
    member.on('GET /apis/example.com/v2', { status: 404, headers: { 'content-type': 'text/plain' }, body: '404' });
    const resources = await gateway.send('GET', '/members/m1/apis/example.com/v2');
    expect(resources.status).to.equal(200);
    expect(resources.headers['content-type']).to.equal('application/json');
    expect(resources.json).to.deep.equal({
      kind: 'APIResourceList',
      apiVersion: 'v1',
      groupVersion: V2,
      resources: ENTRIES,
    });
    expect(gateway.observed).to.have.length(1);
    expect(gateway.observed[0]?.[1]).to.deep.include({ kubernetesVersion: '1.21', served: new Set([`${V1}/Widget`]) });
  });

  it('adds to the resources of a version that the member serves without the kind', async () => {
    serveWidgets(member, ['v1']);
    const other = { name: 'gadgets', kind: 'Gadget', namespaced: true, verbs: ['get'], unknownField: 1 };
    const groups = [{ name: 'example.com', versions: [GROUP_V2, GROUP_V1], preferredVersion: GROUP_V2 }];
    member.on('GET /apis', { json: { kind: 'APIGroupList', apiVersion: 'v1', groups } });
    member.on('GET /apis/example.com/v2', { json: { kind: 'APIResourceList', groupVersion: V2, resources: [other] } });
    const { json } = await gateway.send('GET', '/members/m1/apis/example.com/v2');
    expect(json.resources).to.deep.equal([other, ...ENTRIES]);
    const list = await gateway.send('GET', '/members/m1/apis');
    expect(list.json.groups).to.deep.equal(groups);
  });

  it('makes the document of a group that the member does not have', async () => {
    gateway.setup.wanted = ['other.com/v1/Widget'];
    const [family] = WIDGET_RULES.families;
    const moved = { ...family!, versions: [...family!.versions, 'other.com/v1'] };
    gateway.setup.rules = {
      families: [moved],
      familyOf: (apiVersion, kind) => (moved.versions.includes(apiVersion) && kind === 'Widget' ? moved : undefined),
    };
    serveWidgets(member, ['v1']);
    member.on('GET /apis/other.com', { status: 404, json: { kind: 'Status', code: 404 } });
    const version = { groupVersion: 'other.com/v1', version: 'v1' };
    const group = { name: 'other.com', versions: [version], preferredVersion: version };
    const answer = await gateway.send('GET', '/members/m1/apis/other.com');
    expect(answer.json).to.deep.equal({ kind: 'APIGroup', apiVersion: 'v1', ...group });
    const { json } = await gateway.send('GET', '/members/m1/apis');
    expect((json.groups as JsonObject[]).at(-1)).to.deep.equal(group);
  });

  for (const version of ['v2', 'v2beta1']) {
    it(`adds a version to the aggregated document (${version}), with an entity tag of its own`, async () => {
      serveAggregated(member, version);
      const headers = { accept: DISCOVERY_ACCEPT };
      const answer = await gateway.send('GET', '/members/m1/apis', { headers });
      const type = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
      expect(answer.headers).to.include({ 'content-type': type, vary: 'Accept' });
      const [group] = answer.json.items as JsonObject[];
      const versions = group?.versions as JsonObject[];
      expect(versions.map(({ version: name }) => name)).to.deep.equal(['v1', 'v2']);
      expect(versions[1]).to.deep.equal({
        version: 'v2',
        resources: [
          {
            resource: 'widgets',
            responseKind: { group: 'example.com', version: 'v2', kind: 'Widget' },
            scope: 'Namespaced',
            singularResource: 'widget',
            verbs: ['get'],
            shortNames: ['wd'],
            subresources: [
              {
                subresource: 'status',
                responseKind: { group: 'example.com', version: 'v2', kind: 'Widget' },
                verbs: ['get'],
              },
              {
                subresource: 'scale',
                responseKind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
                verbs: ['get'],
              },
            ],
          },
        ],
        freshness: 'Current',
      });
      const tag = answer.headers.etag ?? '';
      expect(tag).to.match(/^"[0-9A-F]{128}"$/);
      const again = await gateway.send('GET', '/members/m1/apis', { headers: { ...headers, 'if-none-match': tag } });
      expect(again.status).to.equal(304);
      expect(again.body).to.have.length(0);
      const stale = await gateway.send('GET', '/members/m1/apis', { headers: { ...headers, 'if-none-match': '"M"' } });
      expect(stale.status).to.equal(200);
    });
  }

  it('passes documents that nothing is added to through untouched', async () => {
    serveWidgets(member, ['v1', 'v2']);
    const bytes = '{ "kind":"APIGroupList",  "groups": [] }';
    for (const path of ['/apis', '/api', '/apis/apps', '/apis/example.com/v1', '/openapi/v2', '/version']) {
      await gateway.send('GET', '/members/m1/apis/example.com/v2');
      member.on(`GET ${path}`, { headers: { etag: '"M"' }, body: bytes });
      const answer = await gateway.send('GET', `/members/m1${path}`, { headers: { 'accept-encoding': 'gzip' } });
      expect(String(answer.body), path).to.equal(bytes);
      expect(answer.headers.etag, path).to.equal('"M"');
      expect(member.seen(`GET ${path}`).at(-1)?.headers['accept-encoding'], path).to.equal('gzip');
    }
  });

  it('asks the member once for many requests, and again when the time to live is over', async () => {
    serveWidgets(member, ['v1']).on('GET /apis/example.com/v1/namespaces/a/widgets', { json: {} });
    const request = (): Promise<unknown> => gateway.send('GET', '/members/m1/apis/example.com/v2/namespaces/a/widgets');
    await Promise.all([request(), request(), request()]);
    await request();
    expect(member.seen('GET /apis')).to.have.length(1);
    gateway.now += 10_000;
    await request();
    expect(member.seen('GET /apis')).to.have.length(2);
  });

  it('goes on with what it knew when the member does not tell any more', async () => {
    serveWidgets(member, ['v1']);
    await gateway.send('GET', '/members/m1/apis');
    gateway.now += 10_000;
    member.next('GET /apis', { status: 500, json: {} });
    const path = '/apis/example.com/v1/namespaces/a/widgets';
    member.on(`GET ${path}`, { json: { kind: 'WidgetList', apiVersion: V1, items: [] } });
    const answer = await gateway.send('GET', '/members/m1/apis/example.com/v2/namespaces/a/widgets');
    expect(answer.json.apiVersion).to.equal(V2);
  });

  it('adds nothing to a version whose resources the member cannot tell', async () => {
    serveWidgets(member, ['v1', 'v2']);
    member.on('GET /apis/example.com/v2', { status: 503, json: { kind: 'Status', code: 503 } });
    const path = '/apis/example.com/v2/namespaces/a/widgets';
    member.on(`GET ${path}`, { status: 503, json: { kind: 'Status', code: 503 } });
    expect((await gateway.send('GET', `/members/m1${path}`)).status).to.equal(503);
  });

  const refusals = [
    { discovery: 401, objects: 401, answered: 401 },
    { discovery: 403, objects: 403, answered: 403 },
    { discovery: 403, objects: 404, answered: 403 },
    { discovery: 500, objects: 404, answered: 503 },
    { discovery: 500, objects: 200, answered: 200 },
  ];
  for (const { discovery, objects, answered } of refusals) {
    it(`answers ${answered} when the member answers its discovery with ${discovery} and the request with ${objects}`, async () => {
      serveWidgets(member, ['v1']).on('GET /apis', { status: discovery, json: { kind: 'Status', code: discovery } });
      const path = '/apis/example.com/v2/namespaces/a/widgets';
      member.on(`GET ${path}`, { status: objects, json: { kind: 'Status', code: objects } });
      expect((await gateway.send('GET', `/members/m1${path}`)).status).to.equal(answered);
    });
  }

  it('does not pass a document on that lacks what would be added to it', async () => {
    serveAggregated(member, 'v2');
    member.on('GET /api', { status: 500, json: { kind: 'Status', code: 500 } });
    expect((await gateway.send('GET', '/members/m1/apis')).status).to.equal(503);
  });

  it('does not wait for ever for a document that the member does not end', async () => {
    serveWidgets(member, ['v1']);
    const begun: ServerResponse[] = [];
    member.stream('GET /apis', (_, response) => {
      begun.push(response.writeHead(200, { 'content-type': 'application/json' }));
      response.write('{"kind":');
    });
    const slow = await GatewayHarness.start({ ...gateway.setup, limits: { discoveryMs: 100 } });
    const answer = await slow.send('GET', '/members/m1/apis');
    await slow.stop();
    expect(answer.status).to.equal(503);
    expect(answer.body.toString()).to.include('MEMBER_TIMEOUT');
    expect(begun).to.have.length(1);
  });

  it('tells of a document that breaks off', async () => {
    serveWidgets(member, ['v1']);
    member.stream('GET /apis', (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
      response.destroy();
    });
    const answer = await gateway.send('GET', '/members/m1/apis');
    expect(answer.status).to.equal(503);
    expect(gateway.logs.join('')).not.to.include('gateway_bug');
  });

  it('does not let a caller whom the member refuses fail others', async () => {
    serveWidgets(member, ['v1']);
    member.on('GET /apis', ({ headers }, response) => {
      const known = headers.authorization === 'Bearer caller';
      response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ kind: 'APIGroupList', groups: [{ name: 'example.com', versions: [GROUP_V1] }] }));
    });
    const stranger = { headers: { authorization: 'Bearer stranger' } };
    const [first, second] = await Promise.all([
      gateway.send('GET', '/members/m1/apis', stranger),
      gateway.send('GET', '/members/m1/apis'),
    ]);
    expect(first.status).to.equal(401);
    expect(second.status).to.equal(200);
  });
});

function serveAggregated(member: FakeMember, version: string): void {
  const kind = (group: string, name: string): JsonObject => ({ group, version: group === '' ? '' : 'v1', kind: name });
  const widgets = {
    resource: 'widgets',
    responseKind: kind('', 'Widget'),
    scope: 'Namespaced',
    singularResource: 'widget',
    verbs: ['get'],
    shortNames: ['wd'],
    subresources: [
      { subresource: 'status', responseKind: kind('example.com', 'Widget'), verbs: ['get'] },
      { subresource: 'scale', responseKind: kind('autoscaling', 'Scale'), verbs: ['get'] },
    ],
  };
  const document = (items: readonly JsonObject[]): Parameters<FakeMember['on']>[1] => ({
    headers: {
      'content-type': `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
      etag: '"M"',
      vary: 'Accept',
    },
    json: { kind: 'APIGroupDiscoveryList', apiVersion: `apidiscovery.k8s.io/${version}`, metadata: {}, items },
  });
  const versions = [{ version: 'v1', resources: [widgets], freshness: 'Current' }];
  member.on('GET /apis', document([{ metadata: { name: 'example.com' }, versions }]));
  member.on('GET /api', document([{ metadata: {}, versions: [{ version: 'v1', resources: [] }] }]));
  member.on('GET /version', { json: { gitVersion: 'v1.34.4' } });
}
