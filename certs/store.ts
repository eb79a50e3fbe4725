import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { problem, ProblemError } from '../src/errors.ts';
import { splitBundle } from './bundle.ts';
import { createAuthority, crossSign, type CertifiedKey } from './authority.ts';
import { makeDirectory } from './directory.ts';
import { issueCertificate } from './issue.ts';
import { readPair, writePair } from './pair-files.ts';
import { isExpired, needsRenewal, renewalTime } from './renew.ts';

/** Where the certificates are kept, whom they name, and how long they live. */
export interface StoreOptions {
  readonly directory: string;
  /** The hosts that clients reach the server by; at least one of both lists is needed. */
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly now: Date;
  /** Lifetime of a serving certificate; 90 when left out. */
  readonly days?: number;
  /** Lifetime of an authority; 3650 when left out. */
  readonly authorityDays?: number;
}

/** What a server serves with, and what its clients trust. */
export interface ServingCertificate extends CertifiedKey {
  /** PEM of the current authority, and of the previous one while it is valid: what goes into `caBundle` fields. */
  readonly caBundle: string;
  /** When to ask again: the earlier renewal of certificate and authority. */
  readonly renewAt: Date;
}

/**
 * Gives a valid serving certificate: the one in `directory` when it is still good, else a new one, and a new authority
 * when that is due. One process writes to a directory at a time.
 *
 * After a change of the authority the bundle holds both, and the certificate carries a cross-signed intermediate, so
 * clients that trust either are served. What cannot be read is never overwritten: ProblemError with CERT_UNREADABLE,
 * CERT_INCOMPLETE, CERT_KEY_MISMATCH or CERT_NOT_AUTHORITY. CERT_DIR_UNUSABLE when the system refuses to make, read or write
 * something there.
 */
export async function ensureServingCertificate(options: StoreOptions): Promise<ServingCertificate> {
  try {
    await makeDirectory(options.directory);
    return await ensure(options);
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    const cause = problem('CERT_DIR_UNUSABLE', { dir: options.directory, reason: error.message });
    throw new ProblemError(cause, { cause: error });
  }
}

async function ensure(options: StoreOptions): Promise<ServingCertificate> {
  const stored = await readPair(options.directory, 'ca');
  const current = await readPair(options.directory, 'tls');
  const { authority, intermediates } = await chooseAuthority(options, stored, current);
  const serving = fits(current, authority, options) ? current : await issue(options, authority, intermediates);
  // The authority is written last: after a crash in between, the next call sees the old one and starts over.
  if (serving !== current) await writePair(options.directory, 'tls', serving);
  if (authority !== stored) await writePair(options.directory, 'ca', authority);
  const renewals = [serving, authority].map(({ certificate }) => renewalTime(certificate).getTime());
  return { ...serving, caBundle: authority.certificate, renewAt: new Date(Math.min(...renewals)) };
}

/** The authority to use, and the intermediates that still lead older clients to it. */
interface Chain {
  readonly authority: CertifiedKey;
  readonly intermediates: readonly string[];
}

async function chooseAuthority(
  options: StoreOptions,
  stored: CertifiedKey | undefined,
  serving: CertifiedKey | undefined,
): Promise<Chain> {
  if (!stored) return { authority: await newAuthority(options, []), intermediates: [] };
  if (!new X509Certificate(stored.certificate).ca) {
    throw new ProblemError(problem('CERT_NOT_AUTHORITY', { file: join(options.directory, 'ca.crt') }));
  }
  const valid = (pem: string): boolean => !isExpired(pem, options.now);
  if (!needsRenewal(stored.certificate, options.now)) {
    return {
      authority: stored,
      intermediates: splitBundle(serving?.certificate ?? '')
        .slice(1)
        .filter(valid),
    };
  }
  const trusted = splitBundle(stored.certificate).filter(valid);
  const authority = await newAuthority(options, trusted);
  return { authority, intermediates: trusted.length > 0 ? [crossSign(stored, authority)] : [] };
}

async function newAuthority(options: StoreOptions, trusted: readonly string[]): Promise<CertifiedKey> {
  const { authorityDays: days = 3650, now } = options;
  const created = await createAuthority({ commonName: 'karmorph-ca', days, now });
  return { ...created, certificate: [created.certificate, ...trusted].join('') };
}

/** True when the serving certificate is young enough, comes from this authority and names exactly the wanted hosts. */
function fits(
  current: CertifiedKey | undefined,
  authority: CertifiedKey,
  options: StoreOptions,
): current is CertifiedKey {
  if (!current || needsRenewal(current.certificate, options.now)) return false;
  const certificate = new X509Certificate(current.certificate);
  const named = certificate.subjectAltName?.split(', ') ?? [];
  return (
    certificate.verify(new X509Certificate(authority.certificate).publicKey) &&
    named.length === new Set([...options.dnsNames, ...options.ipAddresses]).size &&
    options.dnsNames.every((name) => named.includes(`DNS:${name}`)) &&
    options.ipAddresses.every((address) => certificate.checkIP(address) !== undefined)
  );
}

async function issue(
  options: StoreOptions,
  authority: CertifiedKey,
  intermediates: readonly string[],
): Promise<CertifiedKey> {
  const { dnsNames, ipAddresses, days = 90, now } = options;
  const hosts = { dnsNames: [...new Set(dnsNames)], ipAddresses: [...new Set(ipAddresses)] };
  const issued = await issueCertificate(authority, { commonName: 'karmorph', ...hosts, usage: 'server', days, now });
  return { ...issued, certificate: [issued.certificate, ...intermediates].join('') };
}
