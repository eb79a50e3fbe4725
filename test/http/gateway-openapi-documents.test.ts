import { expect } from 'chai';
import { objectAt, type JsonObject } from '../../src/json/json.ts';
import { definitionsInProtobuf } from '../../src/schema/openapi-protobuf.ts';
import { FakeMember } from '../support/fake-member.ts';
import { GatewayHarness, type GatewayAnswer } from '../support/gateway-harness.ts';
import { rulesFrom } from '../support/rules.ts';

const RULES = rulesFrom(`
apiVersion: karmorph.io/v1alpha1
kind: ConversionRule
metadata: { name: ingresses.networking.k8s.io }
spec:
  kind: Ingress
  hub: networking.k8s.io/v1
  spokes: [{ apiVersions: [networking.k8s.io/v1beta1], lens: [] }]
`);
const PROTOBUF = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
const INGRESS = 'io.karmorph.io.k8s.api.networking.v1.Ingress';
const OWN: JsonObject = { swagger: '2.0', paths: {}, definitions: { 'example.Own': { type: 'object' } } };

describe('gateway: the OpenAPI document of a member', () => {
  let member: FakeMember;
  let gateway: GatewayHarness;

  beforeEach(async () => {
    member = await FakeMember.start();
    gateway = await GatewayHarness.start({
      members: { m1: member.endpoint },
      rules: RULES,
      wanted: ['networking.k8s.io/v1/Ingress'],
    });
    const entry = {
      name: 'ingresses',
      singularName: 'ingress',
      namespaced: true,
      kind: 'Ingress',
      verbs: ['get', 'list', 'patch'],
    };
    const versions = [{ groupVersion: 'networking.k8s.io/v1beta1', version: 'v1beta1' }];
    member.on('GET /version', { json: { gitVersion: 'v1.18.0' } });
    member.on('GET /apis', { json: { kind: 'APIGroupList', groups: [{ name: 'networking.k8s.io', versions }] } });
    member.on('GET /apis/networking.k8s.io/v1beta1', {
      json: { kind: 'APIResourceList', groupVersion: 'networking.k8s.io/v1beta1', resources: [entry] },
    });
  });

  afterEach(async () => {
    await gateway.stop();
    await member.stop();
    member.verify();
  });

  const ask = (headers: Record<string, string> = {}): Promise<GatewayAnswer> =>
    gateway.send('GET', '/members/m1/openapi/v2', { headers: { 'accept-encoding': 'gzip', ...headers } });

  for (const type of ['application/json', 'text/plain; charset=utf-8']) {
    it(`has the definitions of the added versions, when it is ${type}`, async () => {
      member.on('GET /openapi/v2', { headers: { 'content-type': type }, json: OWN });
      const { json, headers } = await ask({ accept: 'application/json' });
      expect(headers['content-type']).to.equal(type);
      const definitions = objectAt(json, 'definitions');
      expect(definitions).to.have.property('example.Own');
      expect(definitions?.[INGRESS]).to.deep.include({
        'x-kubernetes-group-version-kind': [{ group: 'networking.k8s.io', version: 'v1', kind: 'Ingress' }],
      });
      const references = JSON.stringify(json).matchAll(/"#\/definitions\/([^"]+)"/g);
      expect(definitions).to.include.keys([...references].map(([, name]) => name));
      expect(member.seen('GET /openapi/v2').at(-1)?.headers['accept-encoding']).to.equal('identity');
    });
  }

  for (const type of [PROTOBUF, PROTOBUF.replace('@', '.'), 'application/octet-stream']) {
    it(`has them appended when it is ${type}`, async () => {
      const own = definitionsInProtobuf(new Map([['example.Own', { type: 'object' }]]));
      member.on('GET /openapi/v2', { headers: { 'content-type': type }, body: own });
      const { body } = await ask({ accept: PROTOBUF });
      expect(body.subarray(0, own.length)).to.deep.equal(own);
      expect(body.subarray(own.length).toString()).to.include(INGRESS);
    });
  }

  it('need not be sent again to a client that has it, of which the member decides', async () => {
    member.on('GET /openapi/v2', ({ headers }, response) => {
      const isKnown = headers['if-none-match'] === '"A"';
      response.writeHead(isKnown ? 304 : 200, { 'content-type': 'application/json', etag: '"A"' });
      response.end(isKnown ? '' : JSON.stringify(OWN));
    });
    const { headers } = await ask();
    expect(headers.etag).to.match(/^"A\.[0-9A-F]{32}"$/);
    const again = await ask({ 'if-none-match': headers.etag ?? '' });
    expect([again.status, again.headers.etag]).to.deep.equal([304, headers.etag]);
    const other = await ask({ 'if-none-match': '"A"' });
    expect(other.status, 'the member’s own document is another one').to.equal(200);
  });

  it('passes untouched when nothing is added, compressed, or an error', async () => {
    const document = { headers: { 'content-encoding': 'gzip' }, body: Buffer.from('{"definitions":{}}') };
    member.next('GET /openapi/v2', document);
    expect((await ask()).body).to.deep.equal(document.body);
    member.next('GET /openapi/v2', { status: 403, json: { kind: 'Status', definitions: {} } });
    expect((await ask()).json).to.deep.equal({ kind: 'Status', definitions: {} });
    gateway.setup.wanted = [];
    member.next('GET /openapi/v2', { json: OWN });
    expect((await ask()).json).to.deep.equal(OWN);
    expect(member.seen('GET /openapi/v2').at(-1)?.headers['accept-encoding']).to.equal('gzip');
  });

  describe('in version 3', () => {
    const INDEX = '/openapi/v3';
    const DOCUMENT = '/openapi/v3/apis/networking.k8s.io/v1';
    const get = (path: string): Promise<GatewayAnswer> => gateway.send('GET', `/members/m1${path}`);

    it('is listed for an added version, at an address that changes with what is added', async () => {
      const paths = {
        version: { serverRelativeURL: '/openapi/v3/version?hash=AB' },
        'apis/networking.k8s.io/v1': { serverRelativeURL: `${DOCUMENT}?hash=CD` },
      };
      const urlOf = ({ json }: GatewayAnswer): unknown =>
        objectAt(objectAt(json, 'paths'), 'apis/networking.k8s.io/v1')?.serverRelativeURL;
      const body = Buffer.from(JSON.stringify({ paths }));
      member.next(`GET ${INDEX}`, { headers: { 'content-type': 'text/plain; charset=utf-8' }, body });
      const changed = await get(INDEX);
      expect(changed.json).to.have.deep.nested.property('paths.version', paths.version);
      expect(urlOf(changed)).to.match(/v1\?hash=CD\.[0-9A-F]{32}$/);
      member.next(`GET ${INDEX}`, { json: { paths: { version: paths.version } } });
      expect(urlOf(await get(INDEX))).to.match(/v1\?hash=[0-9A-F]{32}$/);
    });

    it('is made where the member has none', async () => {
      member.on(`GET ${DOCUMENT}`, {
        status: 404,
        headers: { 'content-type': 'text/plain' },
        body: Buffer.from('404'),
      });
      const { status, headers, json } = await get(`${DOCUMENT}?hash=AB`);
      expect([status, headers['content-type']]).to.deep.equal([200, 'application/json']);
      expect(member.seen(`GET ${DOCUMENT}`).at(-1)?.url).to.equal(DOCUMENT);
      expect(json.openapi).to.equal('3.0.0');
      const schemas = objectAt(objectAt(json, 'components'), 'schemas');
      const references = JSON.stringify(json).matchAll(/"#\/components\/schemas\/([^"]+)"/g);
      expect(schemas).to.include.keys([...references].map(([, name]) => name));
      expect(schemas?.[INGRESS]).to.have.deep.property('x-kubernetes-group-version-kind', [
        { group: 'networking.k8s.io', version: 'v1', kind: 'Ingress' },
      ]);
      expect(objectAt(json, 'paths')).to.have.keys(
        '/apis/networking.k8s.io/v1/ingresses',
        '/apis/networking.k8s.io/v1/namespaces/{namespace}/ingresses',
        '/apis/networking.k8s.io/v1/namespaces/{namespace}/ingresses/{name}',
      );
      const [patch] = Object.entries(objectAt(json, 'paths') ?? {}).flatMap(([path, item]) =>
        path.endsWith('{name}') ? [objectAt(item as JsonObject, 'patch')] : [],
      );
      expect(patch?.parameters).to.deep.include({ name: 'fieldValidation', in: 'query', schema: { type: 'string' } });
      expect(patch)
        .to.have.nested.property('requestBody.content')
        .with.any.keys('application/strategic-merge-patch+json');
    });

    it("keeps what the member's own says of other kinds", async () => {
      const own = { openapi: '3.0.0', info: { title: 'm1', version: '1' }, paths: { '/own': {} } };
      const json = { ...own, components: { schemas: { Own: { type: 'object' } }, securitySchemes: { token: {} } } };
      member.on(`GET ${DOCUMENT}`, { headers: { etag: '"A"', 'cache-control': 'public, immutable' }, json });
      const answer = await get(DOCUMENT);
      expect(answer.json).to.deep.include({ info: own.info });
      expect(answer.json).to.have.deep.nested.property('components.securitySchemes', { token: {} });
      expect(objectAt(objectAt(answer.json, 'components'), 'schemas')).to.include.keys('Own', INGRESS);
      expect(answer.json.paths).to.include.keys('/own', '/apis/networking.k8s.io/v1/ingresses');
      expect(answer.headers).not.to.have.any.keys('etag', 'cache-control');
    });

    it("is the member's own where nothing is added, and where it has none or refuses", async () => {
      member.on('GET /openapi/v3/apis/apps/v1', { json: { paths: { '/apps': {} } } });
      expect((await get('/openapi/v3/apis/apps/v1')).json).to.deep.equal({ paths: { '/apps': {} } });
      member.on(`GET ${INDEX}`, { status: 404, json: { kind: 'Status', code: 404 } });
      expect((await get(INDEX)).status).to.equal(404);
      member.on(`GET ${DOCUMENT}`, { status: 403, json: { kind: 'Status', code: 403 } });
      expect((await get(DOCUMENT)).status).to.equal(403);
    });
  });
});
