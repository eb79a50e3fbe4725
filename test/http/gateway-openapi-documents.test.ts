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
    const entry = { name: 'ingresses', singularName: 'ingress', namespaced: true, kind: 'Ingress', verbs: ['get'] };
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
});
