import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createAuthority, type CertifiedKey } from '../../certs/authority.ts';
import { issueCertificate } from '../../certs/issue.ts';
import type { Json, JsonObject } from '../../src/json/json.ts';
import { FakeMember } from '../support/fake-member.ts';
import { send, type HttpRequest } from '../support/https-client.ts';
import { membersAt } from '../support/member-fleet.ts';
import { openRaw } from '../support/raw-client.ts';
import { ServiceUnderTest } from '../support/service.ts';

const PODS = '/api/v1/pods';
const SECRET = 'caller-secret-4711';
const HEADERS = { authorization: `Bearer ${SECRET}`, 'impersonate-user': SECRET };
const DAY_MS = 24 * 3600 * 1000;

describe('the gateway leads to members, and nowhere else', () => {
  let service: ServiceUnderTest;
  let m1: FakeMember;
  let m2: FakeMember;
  let server: { port: number; ca: string };
  before(async () => {
    service = await ServiceUnderTest.create();
  });
  beforeEach(async () => {
    m1 = (await FakeMember.start()).on(`GET ${PODS}`, { json: {} });
    m2 = await FakeMember.start();
    const { port } = await service.start(membersAt({ m1: m1.endpoint, m2: m2.endpoint }));
    server = { port, ca: service.ca };
  });
  afterEach(async () => {
    await service.stopAll();
    await Promise.all([m1.stop(), m2.stop()]);
  });

  const elsewhere = (): string => new URL(m2.endpoint.url).host;
  const lines: readonly { name: string; line: () => string; status: number }[] = [
    { name: 'an absolute URL', line: () => `GET https://${elsewhere()}${PODS} HTTP/1.1`, status: 404 },
    { name: 'an absolute URL with its own path', line: () => `GET http://x/members/m1${PODS} HTTP/1.1`, status: 404 },
    { name: 'a URL without a scheme', line: () => `GET //${elsewhere()}${PODS} HTTP/1.1`, status: 404 },
    { name: 'a member that is an address', line: () => `GET /members/${elsewhere()}${PODS} HTTP/1.1`, status: 400 },
    { name: 'a member with a user', line: () => `GET /members/m1@m2${PODS} HTTP/1.1`, status: 400 },
    { name: 'an encoded slash after the member', line: () => 'GET /members/m1%2f..%2fm2/api HTTP/1.1', status: 400 },
    { name: 'dots that are encoded', line: () => `GET /members/m1/%2e%2e/m2${PODS} HTTP/1.1`, status: 400 },
    { name: 'dots before the member', line: () => `GET /members/../members/m1${PODS} HTTP/1.1`, status: 400 },
  ];
  for (const { name, line, status } of lines) {
    it(`answers ${name} with ${status}, and asks nobody`, async () => {
      expect(await statusOf(`${line()}\r\nhost: x\r\nconnection: close\r\n\r\n`)).to.equal(String(status));
      expect([...m1.requests, ...m2.requests]).to.deep.equal([]);
    });
  }

  it('makes no tunnel', async () => {
    const socket = await openRaw(server);
    const closed = once(socket, 'close');
    socket.write(`CONNECT ${elsewhere()} HTTP/1.1\r\nhost: ${elsewhere()}\r\n\r\n`);
    socket.resume();
    await closed;
    expect(m2.connections).to.equal(0);
  });

  it('decodes a path once: what is encoded twice reaches the member as it is', async () => {
    const path = '/api/v1/namespaces/a%252e%252e%252fb/pods';
    m1.on(`GET ${path}`, { json: {} });
    expect((await send(server, `/members/m1${path}`)).status).to.equal(200);
  });

  it('goes by the path alone, whatever host the client names', async () => {
    const headers = { host: elsewhere(), 'x-forwarded-host': elsewhere(), forwarded: `host=${elsewhere()}` };
    expect((await send(server, `/members/m1${PODS}`, { headers })).status).to.equal(200);
    expect(m1.seen(`GET ${PODS}`)[0]?.headers.host).to.equal(new URL(m1.endpoint.url).host);
    expect(m2.connections).to.equal(0);
  });

  for (const status of [301, 302, 307, 308]) {
    it(`gives a ${status} of a member to the client, and does not follow it`, async () => {
      const location = `${m2.endpoint.url}${PODS}`;
      m1.on(`GET ${PODS}`, { status, headers: { location }, body: '' });
      const answer = await send(server, `/members/m1${PODS}`, { headers: HEADERS });
      expect([answer.status, answer.headers.location]).to.deep.equal([status, location]);
      expect(m2.connections).to.equal(0);
    });
  }

  it('tells the credentials of a caller to the member asked for alone, and never to the log', async () => {
    const INGRESSES = '/apis/networking.k8s.io/v1/namespaces/shop/ingresses';
    const ingress: Json = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'a' }, spec: {} };
    const write = (body: string): HttpRequest => ({ body, headers: { 'content-type': 'application/json' } });
    const asked: readonly [path: string, request?: HttpRequest][] = [
      [PODS],
      ['/apis'],
      ['/openapi/v2'],
      [INGRESSES],
      [`${INGRESSES}?watch=1&timeoutSeconds=1`],
      [INGRESSES, write(JSON.stringify(ingress))],
      [INGRESSES, write('{')],
      ['/nowhere'],
      [`/api/v1/namespaces/shop/pods/p/exec`, { headers: { connection: 'upgrade', upgrade: 'spdy/3.1' } }],
    ];
    const askAll = async (): Promise<void> => {
      for (const [path, request] of asked) {
        const headers = { ...request?.headers, ...HEADERS };
        await send(server, `/members/m1${path}`, { ...request, headers }).catch(() => undefined);
      }
    };
    await askAll();
    expect(m1.requests.length).to.be.greaterThan(5);
    await m1.stop();
    await askAll();
    await send(server, `/members/nobody${PODS}`, { headers: HEADERS });
    expect(m2.connections).to.equal(0);
    expect(service.logs.length).to.be.greaterThan(10);
    expect(service.logs.filter((line) => line.includes(SECRET))).to.deep.equal([]);
    expect((await send(server, '/metrics')).text).not.to.include(SECRET);
  });

  async function statusOf(bytes: string): Promise<string | undefined> {
    const socket = await openRaw(server);
    socket.write(bytes);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    return /^HTTP\/1\.1 (\d+)/.exec(answer.toString())?.[1];
  }
});

describe('the gateway verifies the certificate of a member each time', () => {
  let service: ServiceUnderTest;
  let authority: CertifiedKey;
  let member: Server;
  let requests = 0;

  before(async () => {
    service = await ServiceUnderTest.create();
    authority = await createAuthority({ commonName: 'member-authority', days: 30, now: new Date() });
  });
  beforeEach(() => {
    requests = 0;
  });
  afterEach(async () => {
    await service.stopAll();
    member.closeAllConnections();
    member.close();
  });

  const certificate = (changes: Partial<Parameters<typeof issueCertificate>[1]>): Promise<CertifiedKey> =>
    issueCertificate(authority, {
      ...{ commonName: 'member', ipAddresses: ['127.0.0.1'], usage: 'server', days: 1, now: new Date() },
      ...changes,
    });

  /** A member with a certificate, and how to ask for it through the gateway. */
  async function serve({ certificate: cert, privateKey: key }: CertifiedKey, caBundle = authority.certificate) {
    member = createServer({ cert, key }, (_, response) => {
      requests++;
      response.setHeader('connection', 'close').end('{}');
    }).listen(0, '127.0.0.1');
    await once(member, 'listening');
    const { port: memberPort } = member.address() as AddressInfo;
    const url = `https://127.0.0.1:${memberPort}`;
    const { port } = await service.start(membersAt({ m1: { url, caBundle } }));
    return () => send({ port, ca: service.ca }, `/members/m1${PODS}`, { headers: HEADERS });
  }

  const reasonOf = (json: unknown): unknown =>
    ((json as JsonObject).details as { causes: { reason: string }[] }).causes[0]?.reason;

  const wrong: readonly { name: string; pair: () => Promise<CertifiedKey>; ca?: string; says: string }[] = [
    {
      name: 'of another authority',
      pair: async () => (await ServiceUnderTest.create()).pair,
      says: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    },
    {
      name: 'for another address',
      pair: () => certificate({ ipAddresses: ['127.0.0.2'] }),
      says: 'ERR_TLS_CERT_ALTNAME_INVALID',
    },
    {
      name: 'for a name alone',
      pair: () => certificate({ ipAddresses: [], dnsNames: ['localhost'] }),
      says: 'ERR_TLS_CERT_ALTNAME_INVALID',
    },
    {
      name: 'that has ended',
      pair: () => certificate({ now: new Date(Date.now() - 3 * DAY_MS) }),
      says: 'CERT_HAS_EXPIRED',
    },
    {
      name: 'that is not valid yet',
      pair: () => certificate({ now: new Date(Date.now() + 2 * DAY_MS), days: 2 }),
      says: 'CERT_NOT_YET_VALID',
    },
    { name: 'for clients', pair: () => certificate({ usage: 'client' }), says: 'INVALID_PURPOSE' },
  ];
  for (const { name, pair, says } of wrong) {
    it(`answers 502 for a certificate ${name}, and sends no credentials`, async () => {
      const ask = await serve(await pair());
      const answer = await ask();
      expect(answer.status, answer.text).to.equal(502);
      expect(reasonOf(answer.json)).to.equal('MEMBER_UNTRUSTED');
      expect(answer.text).to.include(says);
      expect(requests).to.equal(0);
    });
  }

  it('does not take a certificate for good since an earlier one was', async () => {
    const good = await certificate({});
    const ask = await serve(good);
    expect((await ask()).status).to.equal(200);
    requests = 0;
    const ended = await certificate({ now: new Date(Date.now() - 3 * DAY_MS) });
    // The keys of its session tickets stay, so that a client could resume the session of the good certificate.
    member.setSecureContext({ cert: ended.certificate, key: ended.privateKey, ticketKeys: member.getTicketKeys() });
    const answer = await ask();
    expect([answer.status, requests]).to.deep.equal([502, 0]);
  });
});
