import { nameField, signFor, type CertifiedKey } from './authority.ts';
import { createKeyPair } from './key-pair.ts';

/** What a certificate is asked for. */
export interface CertificateRequest {
  /** The common name; for a client, the Kubernetes user name. */
  readonly commonName: string;
  /** For a client, the Kubernetes groups. */
  readonly organizations?: readonly string[];
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
  readonly usage: 'server' | 'client';
  /** Lifetime from `now`; cut off where the authority ends. */
  readonly days: number;
  readonly now: Date;
}

/** Type numbers of GeneralName (RFC 5280, 4.2.1.6). */
const DNS_NAME = 2;
const IP_ADDRESS = 7;

/**
 * Makes a key and has `authority` certify it. Throws RangeError for a server without a DNS name or IP address: clients have
 * ignored the common name for years, so such a certificate fits no host.
 */
export async function issueCertificate(authority: CertifiedKey, request: CertificateRequest): Promise<CertifiedKey> {
  const names = alternativeNames(request);
  if (request.usage === 'server' && names.length === 0) {
    throw new RangeError(`a server certificate for ${request.commonName} needs a DNS name or an IP address`);
  }
  const keys = await createKeyPair();
  const certificate = signFor(authority, keys.publicKey, {
    subject: [
      nameField('commonName', request.commonName),
      ...(request.organizations ?? []).map((value) => nameField('organizationName', value)),
    ],
    extensions: [
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
      { name: 'extKeyUsage', serverAuth: request.usage === 'server', clientAuth: request.usage === 'client' },
      ...(names.length > 0 ? [{ name: 'subjectAltName', altNames: names }] : []),
    ],
    days: request.days,
    now: request.now,
  });
  return { certificate, privateKey: keys.privateKey };
}

function alternativeNames(request: CertificateRequest): readonly object[] {
  return [
    ...(request.dnsNames ?? []).map((value) => ({ type: DNS_NAME, value })),
    ...(request.ipAddresses ?? []).map((ip) => ({ type: IP_ADDRESS, ip })),
  ];
}
