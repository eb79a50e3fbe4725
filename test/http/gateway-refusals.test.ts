import { expect } from 'chai';
import net from 'node:net';
import { once } from 'node:events';
import type { JsonObject } from '../../src/json/json.ts';
import { FakeMember } from '../support/fake-member.ts';
import { GatewayHarness, type SentRequest } from '../support/gateway-harness.ts';
import { serveWidgets, V1, V2, widget, WIDGET_RULES, WIDGETS_V1, WIDGETS_V2 } from '../support/widgets.ts';

const HOME = `/members/m1${WIDGETS_V2}`;

describe('gateway: what it refuses, and what it says', () => {
  let member: FakeMember;
  let gateway: GatewayHarness;

  beforeEach(async () => {
    member = serveWidgets(await FakeMember.start(), ['v1']);
    gateway = await GatewayHarness.start({
      members: { m1: member.endpoint, direct: undefined },
      rules: WIDGET_RULES,
      wanted: [`${V2}/Widget`],
      limits: { requestBytes: 5000, answerBytes: 5000, headersMs: 500 },
    });
  });

  afterEach(async () => {
    await gateway.stop();
    await member.stop();
    member.verify();
  });

  const codeOf = ({ details }: JsonObject): unknown =>
    ((details as JsonObject | undefined)?.causes as JsonObject[] | undefined)?.[0]?.reason;

  const targets = [
    { name: 'an unknown member', path: '/members/nobody/api', status: 404, code: 'MEMBER_UNKNOWN' },
    { name: 'a member without an endpoint', path: '/members/direct/api', status: 404, code: 'MEMBER_UNKNOWN' },
    { name: 'a name that is no DNS name', path: '/members/M1/api', status: 400, code: 'REQUEST_PATH' },
    { name: 'a path outside of the prefix', path: '/healthz', status: 400, code: 'REQUEST_PATH' },
    { name: 'dot segments', path: '/members/m1/api/../../m2/api', status: 400, code: 'REQUEST_PATH' },
    { name: 'encoded dot segments', path: '/members/m1/api/%2e%2E/x', status: 400, code: 'REQUEST_PATH' },
    { name: 'dot segments behind encoded slashes', path: '/members/m1/a%2f..%2fb', status: 400, code: 'REQUEST_PATH' },
    { name: 'an encoded backslash', path: '/members/m1/api%5Cx', status: 400, code: 'REQUEST_PATH' },
    { name: 'a backslash', path: '/members/m1/api\\..\\x', status: 400, code: 'REQUEST_PATH' },
    { name: 'wrong percent-encoding', path: '/members/m1/%zz', status: 400, code: 'REQUEST_PATH' },
    { name: 'an absolute URL', path: 'https://elsewhere/members/m1/api', status: 400, code: 'REQUEST_PATH' },
  ];
  for (const { name, path, status, code } of targets) {
    it(`refuses ${name} with ${status}`, async () => {
      const answer = await gateway.send('GET', path);
      expect(answer.status).to.equal(status);
      expect(answer.json).to.include({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code: status });
      expect(codeOf(answer.json)).to.equal(code);
      expect(member.requests).to.deep.equal([]);
    });
  }

  it('answers 503 before the members are known', async () => {
    gateway.setup.ready = false;
    const answer = await gateway.send('GET', '/members/m1/api');
    expect(answer.status).to.equal(503);
    expect(answer.headers['retry-after']).to.equal('1');
    expect(codeOf(answer.json)).to.equal('INVENTORY_NOT_READY');
  });

  const bodies: { name: string; request: SentRequest; status: number; says: string }[] = [
    { name: 'text that is not JSON', request: json('{'), status: 400, says: 'not valid JSON' },
    { name: 'a list', request: json('[]'), status: 400, says: 'no apiVersion or no kind' },
    { name: 'a key __proto__', request: json('{"__proto__":{}}'), status: 400, says: '__proto__' },
    {
      name: 'deep nesting',
      request: json(`${'['.repeat(1000)}${']'.repeat(1000)}`),
      status: 400,
      says: 'nests deeper',
    },
    { name: 'a large body', request: json(' '.repeat(5001)), status: 413, says: 'larger than 5000 bytes' },
    {
      name: 'an object of another version',
      request: { body: widget(V1, {}) },
      status: 400,
      says: 'the object in the body is example.com/v1 Widget, but the path is for example.com/v2 Widget',
    },
    {
      name: 'a field of the wrong type',
      request: { body: widget(V2, 'no object' as unknown as JsonObject) },
      status: 422,
      says: 'Widget "w" cannot be converted from example.com/v2 to example.com/v1 by rule widgets.example.com: spec',
    },
    {
      name: 'protobuf',
      request: { headers: { 'content-type': 'application/vnd.kubernetes.protobuf' }, body: Buffer.from('k8s\0') },
      status: 415,
      says: 'not application/vnd.kubernetes.protobuf: send application/json',
    },
    {
      name: 'YAML',
      request: { headers: { 'content-type': 'application/yaml' }, body: Buffer.from('a: b') },
      status: 415,
      says: 'send application/json',
    },
    {
      name: 'a compressed body',
      request: { headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' }, body: Buffer.from('x') },
      status: 415,
      says: 'not gzip',
    },
  ];
  for (const { name, request, status, says } of bodies) {
    it(`refuses ${name} with ${status}`, async () => {
      const answer = await gateway.send('POST', HOME, request);
      expect(answer.status, String(answer.body)).to.equal(status);
      expect(answer.json.message).to.include(says);
      expect(member.seen(`POST ${WIDGETS_V1}`)).to.deep.equal([]);
      expect(gateway.metrics).to.deep.equal([`request refused Widget ${V2} ${V1}`]);
    });
  }

  it('reads a large body to its end, so that the connection can be used again', async () => {
    const large = json(' '.repeat(8 * 1024 * 1024));
    expect((await gateway.send('POST', HOME, large)).status).to.equal(413);
    await member.stop();
    expect((await gateway.send('POST', '/members/m1/api/v1/pods', large)).status).to.equal(503);
    expect((await gateway.send('GET', '/members/nobody')).status).to.equal(404);
  });

  const answers = [
    { name: 'a large answer', body: `"${'x'.repeat(6000)}"`, type: 'application/json', says: 'larger than 5000 bytes' },
    { name: 'an answer that is not JSON', body: '{', type: 'application/json', says: 'not valid JSON' },
    { name: 'an answer of another type', body: 'k8s', type: 'application/protobuf', says: 'application/protobuf, not' },
    {
      name: 'an object that cannot be converted',
      body: JSON.stringify(widget(V1, 'text' as unknown as JsonObject)),
      type: 'application/json',
      says: 'spec must be an object',
    },
  ];
  for (const { name, body, type, says } of answers) {
    it(`answers 502 for ${name} of the member`, async () => {
      member.on(`GET ${WIDGETS_V1}/w`, { headers: { 'content-type': type }, body });
      const answer = await gateway.send('GET', `${HOME}/w`);
      expect(answer.status).to.equal(502);
      expect(answer.json.message).to.include(says);
    });
  }

  it('answers 503 for an answer that breaks off', async () => {
    member.on(`GET ${WIDGETS_V1}/w`, (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{', () => response.destroy());
    });
    expect((await gateway.send('GET', `${HOME}/w`)).status).to.equal(503);
  });

  it('answers 503 when the member does not begin to answer in time', async () => {
    member.on(`GET ${WIDGETS_V1}/w`, () => undefined);
    const answer = await gateway.send('GET', `${HOME}/w`);
    expect(answer.status).to.equal(503);
    expect(codeOf(answer.json)).to.equal('MEMBER_TIMEOUT');
    expect(answer.headers['retry-after']).to.equal('1');
  });

  it('answers 503 when the member is down, without its address', async () => {
    await member.stop();
    for (const path of [`${HOME}/w`, '/members/m1/api/v1/pods', '/members/m1/apis']) {
      const answer = await gateway.send('GET', path);
      expect(answer.status).to.equal(503);
      expect(answer.json).to.include({ reason: 'ServiceUnavailable' });
      expect(codeOf(answer.json)).to.equal('MEMBER_UNREACHABLE');
      expect(answer.json.message).to.include('ECONNREFUSED').and.not.include('127.0.0.1');
      expect(answer.headers['retry-after']).to.equal('1');
    }
    expect(gateway.metrics[0]).to.equal('request member_unavailable');
  });

  it('logs a member that is down once in ten seconds, with a count and without a stack', async () => {
    await member.stop();
    const ask = () => gateway.send('GET', '/members/m1/api/v1/pods');
    const lines = () =>
      gateway.logs.map((line) => JSON.parse(line) as JsonObject).filter(({ event }) => event === 'gateway_failure');
    for (let i = 0; i < 3; i++) await ask();
    gateway.now += 9_999;
    await ask();
    expect(lines().map(({ count }) => count)).to.deep.equal([1]);
    gateway.now += 1;
    await ask();
    expect(lines().map(({ count }) => count)).to.deep.equal([1, 4]);
    expect(lines()[1]).to.deep.include({ level: 'warn', member: 'm1', code: 'MEMBER_UNREACHABLE' });
    expect(lines()[1]?.cause).to.match(/^connect ECONNREFUSED 127\.0\.0\.1:\d+$/);
    expect(gateway.logs.join('')).not.to.match(/"stack"|\\n +at /);
  });

  it('answers 502 when the member cannot prove who it is', async () => {
    const impostor = await FakeMember.untrusted();
    gateway.setup.members = { m1: impostor.endpoint };
    const answer = await gateway.send('GET', '/members/m1/api/v1/pods');
    expect(answer.status).to.equal(502);
    expect(codeOf(answer.json)).to.equal('MEMBER_UNTRUSTED');
    expect(answer.headers).not.to.have.property('retry-after');
    expect(answer.json.details).not.to.have.property('retryAfterSeconds');
    expect(impostor.requests).to.deep.equal([]);
    await impostor.stop();
  });

  it('answers 503 when the connection to the member is not made in time', async () => {
    const silent = net.createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as net.AddressInfo;
    await gateway.stop();
    gateway = await GatewayHarness.start({
      ...gateway.setup,
      members: { m1: { url: `https://127.0.0.1:${port}`, caBundle: member.endpoint.caBundle } },
      limits: { connectMs: 50 },
    });
    const answer = await gateway.send('GET', '/members/m1/api/v1/pods');
    expect(codeOf(answer.json)).to.equal('MEMBER_TIMEOUT');
    silent.close();
  });
});

function json(text: string): SentRequest {
  return { headers: { 'content-type': 'application/json' }, body: Buffer.from(text) };
}
