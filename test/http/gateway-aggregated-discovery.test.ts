import { expect } from 'chai';
import type { JsonObject } from '../../src/json/json.ts';
import { DISCOVERY_ACCEPT } from '../../src/kubernetes/discovery-accept.ts';
import { FakeMember } from '../support/fake-member.ts';
import { GatewayHarness, type GatewayAnswer } from '../support/gateway-harness.ts';
import { serveWidgets, V1, V2, WIDGET_RULES } from '../support/widgets.ts';

const TYPE = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
const OTHER = 'metrics.example.com/v1';

describe('gateway: aggregated discovery of a member that does not know it', () => {
  let member: FakeMember;
  let gateway: GatewayHarness;

  beforeEach(async () => {
    member = await FakeMember.start();
    gateway = await GatewayHarness.start({
      members: { m1: member.endpoint },
      rules: WIDGET_RULES,
      wanted: [`${V2}/Widget`],
    });
    serveWidgets(member, ['v1']);
    member.on('GET /apis', { json: groups([V1, OTHER]) });
    member.on('GET /api', { json: { kind: 'APIVersions', versions: ['v1'] } });
    member.on('GET /api/v1', { json: list('v1', 'pods', 'Pod') });
    member.on(`GET /apis/${OTHER}`, { json: list(OTHER, 'gauges', 'Gauge') });
  });

  afterEach(async () => {
    await gateway.stop();
    await member.stop();
    member.verify();
  });

  const ask = (path: string, headers: Record<string, string> = {}): Promise<GatewayAnswer> =>
    gateway.send('GET', `/members/m1${path}`, { headers: { accept: DISCOVERY_ACCEPT, ...headers } });

  it('has all that the member serves, and the added versions', async () => {
    const core = await ask('/api');
    expect(core.headers).to.include({ 'content-type': TYPE, vary: 'Accept', 'cache-control': 'public' });
    expect(resources(core.json)).to.deep.equal({ 'v1 Current': ['pods'] });
    const answer = await ask('/apis');
    expect(answer.headers['content-type']).to.equal(TYPE);
    expect(resources(answer.json)).to.deep.equal({
      'example.com/v1 Current': ['widgets'],
      'example.com/v2 Current': ['widgets'],
      'metrics.example.com/v1 Current': ['gauges'],
    });
  });

  it('costs the member each list once within the time to live', async () => {
    for (let time = 0; time < 3; time++) await Promise.all([ask('/api'), ask('/apis')]);
    for (const path of ['/api/v1', `/apis/${V1}`, `/apis/${OTHER}`]) {
      expect(member.seen(`GET ${path}`), path).to.have.length(1);
    }
    gateway.now += 10_000;
    await ask('/apis');
    expect(member.seen(`GET /apis/${OTHER}`)).to.have.length(2);
  });

  it('has an entity tag, by which clients need not be sent it again', async () => {
    const { headers } = await ask('/apis');
    const again = await ask('/apis', { 'if-none-match': headers.etag ?? '' });
    expect([again.status, again.body.length]).to.deep.equal([304, 0]);
    expect(again.headers).to.include({ etag: headers.etag, vary: 'Accept' });
  });

  it('is the form that the client prefers', async () => {
    const beta = await ask('/apis', { accept: TYPE.replace('v2', 'v2beta1') });
    expect(beta.json).to.include({ kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2beta1' });
    for (const accept of ['application/json', `application/json,${TYPE}`]) {
      expect((await ask('/apis', { accept })).json, accept).to.include({ kind: 'APIGroupList' });
      expect((await ask('/api', { accept })).json, accept).to.include({ kind: 'APIVersions' });
    }
  });

  it('is asked of the member in the form that it knows', async () => {
    await ask('/api', { accept: TYPE });
    expect(member.seen('GET /api').at(-1)?.headers.accept).to.equal(`${TYPE}, application/json`);
  });

  it('says that a version is stale which the member cannot tell, with what it told before', async () => {
    member.next(`GET /apis/${OTHER}`, { status: 503, json: {} });
    expect(resources((await ask('/apis')).json)).to.deep.include({ [`${OTHER} Stale`]: [] });
    gateway.now += 10_000;
    expect(resources((await ask('/apis')).json)).to.deep.include({ [`${OTHER} Current`]: ['gauges'] });
    gateway.now += 10_000;
    member.next(`GET /apis/${OTHER}`, { status: 503, json: {} });
    member.next(`GET /apis/${V1}`, { status: 503, json: {} });
    expect(resources((await ask('/apis')).json)).to.deep.equal({
      'example.com/v1 Stale': ['widgets'],
      'example.com/v2 Current': ['widgets'],
      'metrics.example.com/v1 Stale': ['gauges'],
    });
  });

  it('has a group that the member has just begun to serve', async () => {
    await ask('/apis');
    gateway.now += 1_000;
    member.on('GET /apis', { json: groups([V1, OTHER, 'new.example.com/v1']) });
    member.on('GET /apis/new.example.com/v1', { json: list('new.example.com/v1', 'things', 'Thing') });
    expect(resources((await ask('/apis')).json)).to.deep.include({ 'new.example.com/v1 Current': ['things'] });
  });

  it('is not for a caller whom the member refuses', async () => {
    await ask('/apis');
    member.on('GET /apis', { status: 401, json: { kind: 'Status', code: 401 } });
    expect((await ask('/apis', { authorization: 'Bearer stranger' })).status).to.equal(401);
  });

  it('is made where nothing is added as well', async () => {
    gateway.setup.wanted = [];
    expect(resources((await ask('/apis')).json)).to.deep.equal({
      'example.com/v1 Current': ['widgets'],
      'metrics.example.com/v1 Current': ['gauges'],
    });
  });
});

function groups(apiVersions: readonly string[]): JsonObject {
  const entries = apiVersions.map((groupVersion) => {
    const [name, version] = groupVersion.split('/') as [string, string];
    return { name, versions: [{ groupVersion, version }], preferredVersion: { groupVersion, version } };
  });
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: entries };
}

function list(groupVersion: string, name: string, kind: string): JsonObject {
  const entry = { name, singularName: '', namespaced: true, kind, verbs: ['get', 'list'] };
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources: [entry] };
}

interface Version {
  readonly version: string;
  readonly freshness: string;
  readonly resources: readonly { readonly resource: string }[];
}

/** The resources by version and freshness. */
function resources(document: JsonObject): Record<string, readonly string[]> {
  const items = document.items as unknown as { metadata: { name?: string }; versions: readonly Version[] }[];
  const entries = items.flatMap(({ metadata: { name }, versions }) =>
    versions.map(({ version, freshness, resources: found }) => [
      `${name === undefined ? '' : `${name}/`}${version} ${freshness}`,
      found.map(({ resource }) => resource),
    ]),
  );
  return Object.fromEntries(entries) as Record<string, readonly string[]>;
}
