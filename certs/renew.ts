import { X509Certificate } from 'node:crypto';

/** The part of a lifetime after which a certificate is replaced: the last third is for whoever notices a failure. */
const RENEW_AFTER = 2 / 3;

/** When the first certificate of `certificatePem` is due for renewal: after two thirds of its lifetime. */
export function renewalTime(certificatePem: string): Date {
  const { from, to } = lifetimeOf(certificatePem);
  return new Date(from + (to - from) * RENEW_AFTER);
}

/**
 * True when the first certificate of `certificatePem` is past two thirds of its lifetime, or begins after `now` (the
 * clock was set back). Throws when it is no certificate.
 */
export function needsRenewal(certificatePem: string, now: Date): boolean {
  return now.getTime() < lifetimeOf(certificatePem).from || now >= renewalTime(certificatePem);
}

/** True when the first certificate of `certificatePem` is past its end. Throws when it is no certificate. */
export function isExpired(certificatePem: string, now: Date): boolean {
  return now.getTime() >= lifetimeOf(certificatePem).to;
}

function lifetimeOf(certificatePem: string): { readonly from: number; readonly to: number } {
  const { validFrom, validTo } = new X509Certificate(certificatePem);
  return { from: Date.parse(validFrom), to: Date.parse(validTo) };
}
