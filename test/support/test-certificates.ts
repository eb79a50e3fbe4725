import { createAuthority } from '../../certs/authority.ts';
import { issueCertificate } from '../../certs/issue.ts';

/** A certificate authority and a server certificate of it for loopback, in PEM form. */
export interface TestCertificates {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

let shared: Promise<TestCertificates> | undefined;

/** The certificates that all tests of one process share: making keys takes longer than most tests. */
export function testCertificates(): Promise<TestCertificates> {
  shared ??= issue('test-authority');
  return shared;
}

/** Certificates of another authority, which nobody trusts. */
export function strangeCertificates(): Promise<TestCertificates> {
  return issue('strange-authority');
}

async function issue(commonName: string): Promise<TestCertificates> {
  const now = new Date();
  const authority = await createAuthority({ commonName, days: 1, now });
  const request = {
    commonName: 'test',
    dnsNames: ['localhost'],
    ipAddresses: ['127.0.0.1'],
    usage: 'server',
    days: 1,
    now,
  } as const;
  const server = await issueCertificate(authority, request);
  return { ca: authority.certificate, cert: server.certificate, key: server.privateKey };
}
