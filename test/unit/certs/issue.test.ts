import { X509Certificate } from 'node:crypto';
import { expect } from 'chai';
import { createAuthority, type CertifiedKey } from '../../../certs/authority.ts';
import { issueCertificate } from '../../../certs/issue.ts';
import { connectOnce } from '../../support/tls.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('certificates', () => {
  const now = new Date();
  let authority: CertifiedKey;
  let stranger: CertifiedKey;
  let server: CertifiedKey;

  before(async () => {
    authority = await createAuthority({ commonName: 'test-ca', days: 30, now });
    stranger = await createAuthority({ commonName: 'test-ca', days: 30, now });
    server = await issueCertificate(authority, {
      commonName: 'karmorph',
      dnsNames: ['karmorph.karmorph-system.svc'],
      ipAddresses: ['127.0.0.1', '::1'],
      usage: 'server',
      days: 10,
      now,
    });
  });

  it('begin an hour early, end after the days asked for, and have a positive serial', () => {
    const certificate = new X509Certificate(server.certificate);
    expect(Date.parse(certificate.validFrom)).to.be.closeTo(now.getTime() - HOUR, 1000);
    expect(Date.parse(certificate.validTo)).to.be.closeTo(now.getTime() + 10 * DAY, 1000);
    expect(certificate.serialNumber).to.match(/^[4-7][0-9A-F]{31}$/);
    expect(certificate.ca).to.equal(false);
    expect(new X509Certificate(authority.certificate).ca).to.equal(true);
  });

  it('never outlive their authority', async () => {
    const { certificate } = await issueCertificate(authority, { commonName: 'a', usage: 'client', days: 31, now });
    expect(new X509Certificate(certificate).validTo).to.equal(new X509Certificate(authority.certificate).validTo);
  });

  it('name the user and the groups of a client, whatever characters they have', async () => {
    const { certificate } = await issueCertificate(authority, {
      commonName: 'system:node_ä@x',
      organizations: ['system:masters', 'team_b'],
      usage: 'client',
      days: 1,
      now,
    });
    const { subject } = new X509Certificate(certificate).toLegacyObject();
    expect({ ...subject }).to.deep.equal({ CN: 'system:node_ä@x', O: ['system:masters', 'team_b'] });
  });

  it('of a server must name a host', async () => {
    const failure = await issueCertificate(authority, { commonName: 'a', usage: 'server', days: 1, now }).catch(
      (error: unknown) => error,
    );
    expect(failure).to.be.instanceOf(RangeError);
  });

  const handshakes = [
    { name: 'accept the IP address they name', client: () => ({ ca: authority.certificate }), want: { status: 204 } },
    {
      name: 'accept the DNS name they name',
      client: () => ({ ca: authority.certificate, hostName: 'karmorph.karmorph-system.svc' }),
      want: { status: 204 },
    },
    {
      name: 'are refused for another host',
      client: () => ({ ca: authority.certificate, hostName: 'other.svc' }),
      want: { error: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    },
    {
      name: 'are refused by clients of an authority that only has the same name',
      client: () => ({ ca: stranger.certificate }),
      want: { error: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
    },
  ];
  for (const { name, client, want } of handshakes) {
    it(`${name} (TLS handshake)`, async () => {
      expect(await connectOnce({ cert: server.certificate, key: server.privateKey }, client())).to.deep.equal(want);
    });
  }

  it('of a client are accepted by a server that asks for them (TLS handshake)', async () => {
    const client = await issueCertificate(authority, { commonName: 'me', usage: 'client', days: 1, now });
    const listener = { cert: server.certificate, key: server.privateKey, ca: authority.certificate, requestCert: true };
    const seen = await connectOnce(listener, {
      ca: authority.certificate,
      cert: client.certificate,
      key: client.privateKey,
    });
    expect(seen).to.deep.equal({ status: 204 });
    const misused = await connectOnce(listener, {
      ca: authority.certificate,
      cert: server.certificate,
      key: server.privateKey,
    });
    expect(misused).to.have.property('error');
  });
});
