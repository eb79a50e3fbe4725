import { Agent } from 'node:https';
import { connect, type TLSSocket } from 'node:tls';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { createAuthority, type CertifiedKey } from '../../certs/authority.ts';
import { issueCertificate, type CertificateRequest } from '../../certs/issue.ts';
import { clientCaFromFile, type ClientCa } from '../../src/server/client-ca.ts';
import { inventoryOf, memberOf } from '../support/fleet.ts';
import { send, type HttpAnswer } from '../support/https-client.ts';
import { ServiceUnderTest } from '../support/service.ts';

const NAME = 'karmada-apiserver';
const object = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'web' } };
const REVIEW = {
  body: JSON.stringify({
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: { uid: 'u1', operation: 'CREATE', object },
  }),
  headers: { 'content-type': 'application/json' },
};

function client(authority: CertifiedKey, changes: Partial<CertificateRequest> = {}): Promise<CertifiedKey> {
  const request = { commonName: NAME, usage: 'client', days: 1, now: new Date(), ...changes } as const;
  return issueCertificate(authority, request);
}

describe('who is answered at /admission/', () => {
  let service: ServiceUnderTest;
  let authority: CertifiedKey;
  let stranger: CertifiedKey;
  before(async () => {
    service = await ServiceUnderTest.create();
    authority = await createAuthority({ commonName: 'webhook-clients', days: 2, now: new Date() });
    stranger = await createAuthority({ commonName: 'strangers', days: 2, now: new Date() });
  });
  afterEach(() => service.stopAll());

  const fleet = inventoryOf([memberOf('old', '1.18')]);
  const fixed = (bundle: string): ClientCa => ({ bundle, follow: () => ({ close: () => undefined }) });

  async function start(ca = fixed(authority.certificate), names: readonly string[] = [NAME]): Promise<number> {
    return (await service.start(fleet, { admissionCallers: { allow: 'certificates', ca, names } })).port;
  }

  const ask = (port: number, path: string, pair?: CertifiedKey): Promise<HttpAnswer> =>
    send({ port, ca: service.ca }, path, { ...REVIEW, ...(pair && { pair }) });

  const callers: readonly {
    name: string;
    pair: () => Promise<CertifiedKey | undefined>;
    names?: readonly string[];
    status: number;
    code?: string;
    says?: RegExp;
  }[] = [
    { name: 'a listed common name', pair: () => client(authority), status: 200 },
    {
      name: 'a listed DNS name',
      pair: () => client(authority, { commonName: 'x', dnsNames: ['api.karmada'] }),
      names: ['api.karmada'],
      status: 200,
    },
    {
      name: 'a listed IP address',
      pair: () => client(authority, { commonName: 'x', ipAddresses: ['10.1.2.3'] }),
      names: ['other', '10.1.2.3'],
      status: 200,
    },
    {
      name: 'no certificate',
      pair: () => Promise.resolve(undefined),
      status: 401,
      code: 'CALLER_UNKNOWN',
      says: /showed none/,
    },
    { name: 'a certificate of another CA', pair: () => client(stranger), status: 401, code: 'CALLER_UNKNOWN' },
    {
      name: 'a certificate that has ended',
      pair: () => client(authority, { now: new Date(Date.now() - 36 * 60 * 60 * 1000) }),
      status: 401,
      code: 'CALLER_UNKNOWN',
      says: /CERT_/,
    },
    {
      name: 'a certificate for servers',
      pair: () => client(authority, { usage: 'server', dnsNames: [NAME] }),
      status: 401,
      code: 'CALLER_UNKNOWN',
    },
    {
      name: 'a name that is not listed',
      pair: () => client(authority, { commonName: 'somebody' }),
      status: 403,
      code: 'CALLER_NOT_LISTED',
      says: /somebody/,
    },
    {
      name: 'a name in which a listed one is hidden',
      pair: () => client(authority, { commonName: 'x', dnsNames: [`a, DNS:${NAME}, b`] }),
      status: 403,
      code: 'CALLER_NOT_LISTED',
    },
  ];
  for (const { name, pair, names, status, code, says } of callers) {
    it(`answers a caller with ${name} with ${String(status)}`, async () => {
      const port = await start(undefined, names);
      for (const path of [
        '/admission/mutate',
        '/admission/validate',
        '/admission/validate/strict',
        '/admission/rules',
      ]) {
        const answer = await ask(port, path, await pair());
        expect(answer.status, answer.text).to.equal(status);
        if (code === undefined) continue;
        expect(answer.json).to.include({ kind: 'Status', code: status });
        expect(answer.json).to.have.nested.property('details.causes[0].reason', code);
        expect(answer.text).to.match(says ?? /./);
        expect(service.logs.join('')).to.include(code);
        const { text } = await send({ port, ca: service.ca }, '/metrics');
        expect(text).to.match(
          new RegExp(`karmorph_http_requests_total\\{door="admission_\\w+",status="${String(status)}"\\} 1`),
        );
      }
    });
  }

  it('asks nobody for a certificate at the other doors', async () => {
    const port = await start();
    for (const path of ['/livez', '/readyz', '/metrics']) {
      expect((await send({ port, ca: service.ca }, path)).status).to.equal(200);
    }
    const pair = await client(stranger);
    expect((await send({ port, ca: service.ca }, '/members/nobody/api', { pair })).status).to.equal(404);
    expect((await ask(port, '/convert')).status).to.equal(400);
  });

  it('does not take a resumed session without a certificate for a known caller', async () => {
    const port = await start();
    const open = async (options: object): Promise<TLSSocket> => {
      const socket = connect({ host: '127.0.0.1', port, ca: service.ca, minVersion: 'TLSv1.3', ...options });
      socket.on('error', () => undefined);
      await once(socket, 'secureConnect');
      return socket;
    };
    const first = await open({});
    const ticket = once(first, 'session');
    first.write('GET /livez HTTP/1.1\r\nhost: x\r\n\r\n');
    const [session] = (await ticket) as [Buffer];
    first.destroy();
    const second = await open({ session });
    expect(second.isSessionReused()).to.equal(true);
    const { body, headers } = REVIEW;
    second.write(
      `POST /admission/mutate HTTP/1.1\r\nhost: x\r\ncontent-type: ${headers['content-type']}\r\n` +
        `content-length: ${String(Buffer.byteLength(body))}\r\n\r\n${body}`,
    );
    const [answer] = (await once(second, 'data')) as [Buffer];
    expect(answer.toString()).to.match(/^HTTP\/1\.1 401 /);
    second.destroy();
  });

  it('answers without a certificate where everyone is allowed, or the caller is on this host', async () => {
    for (const allow of ['everyone', 'same-host'] as const) {
      const { port } = await service.start(fleet, { admissionCallers: { allow } });
      expect((await ask(port, '/admission/validate')).status).to.equal(200);
    }
  });

  it('refuses callers that are not this host where nothing else was said', async () => {
    const { port } = await service.start(fleet);
    const answer = await send({ port, ca: service.ca }, '/admission/validate', { ...REVIEW, from: '127.0.0.2' });
    expect(answer.status).to.equal(403);
    expect(answer.json).to.have.nested.property('details.causes[0].reason', 'CALLER_REMOTE');
  });

  describe('a CA that changes', () => {
    let directory = '';
    let file = '';
    before(async () => {
      directory = await mkdtemp(join(tmpdir(), 'karmorph-ca-'));
      file = join(directory, 'ca.crt');
    });
    after(() => rm(directory, { recursive: true }));

    it('is taken up; who was known before is answered once more at most', async () => {
      await writeFile(file, authority.certificate);
      const port = await start(await clientCaFromFile(file));
      const pair = await client(authority);
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const keptOpen = (): Promise<HttpAnswer> =>
        send({ port, ca: service.ca }, '/admission/mutate', { ...REVIEW, agent, pair });
      expect((await keptOpen()).status).to.equal(200);
      const changed = service.logged('client_ca_changed');
      await writeFile(file, stranger.certificate);
      await changed;
      // A connection that nobody used is closed at once, perhaps while the client begins to use it.
      await keptOpen().catch(() => undefined);
      expect((await keptOpen()).status).to.equal(401);
      expect((await ask(port, '/admission/mutate', await client(stranger))).status).to.equal(200);
      agent.destroy();
    });

    it('is kept when the new one cannot be used', async () => {
      await writeFile(file, authority.certificate);
      const port = await start(await clientCaFromFile(file));
      const failed = service.logged('client_ca_failed');
      await writeFile(file, 'no certificate');
      await failed;
      expect((await ask(port, '/admission/mutate', await client(authority))).status).to.equal(200);
    });

    for (const text of ['', 'no certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n']) {
      it(`cannot be begun with ${JSON.stringify(text.slice(0, 20))}`, async () => {
        await writeFile(file, text);
        const error = await clientCaFromFile(file).catch((cause: unknown) => cause);
        expect(error).to.have.nested.property('problem.code', 'CLIENT_CA_UNUSABLE');
      });
    }
  });
});
