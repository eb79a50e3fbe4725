import { X509Certificate } from 'node:crypto';
import { splitBundle } from '../../certs/bundle.ts';
import type { Checked } from '../kubernetes/endpoint-url.ts';

/** Checks a CA bundle, PEM or base64 of PEM, and gives its certificates as PEM. */
export function checkCaBundle(text: string): Checked {
  const pem = text.includes('-----BEGIN') ? text : Buffer.from(text, 'base64').toString('utf8');
  const certificates = splitBundle(pem);
  if (certificates.length === 0) return { ok: false, reason: 'holds no PEM certificate, nor the base64 of one' };
  for (const [index, certificate] of certificates.entries()) {
    if (!isCertificate(certificate))
      return { ok: false, reason: `certificate ${index + 1} of the bundle cannot be read` };
  }
  return { ok: true, value: certificates.map((certificate) => `${certificate.trimEnd()}\n`).join('') };
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).serialNumber !== '';
  } catch {
    return false;
  }
}
