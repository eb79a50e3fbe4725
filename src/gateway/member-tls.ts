import type { SecureContextOptions } from 'node:tls';
import type { MemberEndpoint } from '../inventory/inventory.ts';

/** After this long without a byte, a connection to a member is checked. Milliseconds. */
export const KEEP_ALIVE_MS = 30_000;

/** What a connection to a member is verified by, and who the gateway is to it, where the member is told by a certificate. */
export function memberTls({ caBundle, clientCertificate }: MemberEndpoint): SecureContextOptions {
  return {
    minVersion: 'TLSv1.2',
    ...(clientCertificate && { cert: clientCertificate.certificate, key: clientCertificate.privateKey }),
    ...(caBundle !== undefined && { ca: caBundle }),
  };
}
