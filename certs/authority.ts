import { randomBytes, X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import { createKeyPair } from './key-pair.ts';

/** A certificate and its private key, both PEM; the key is PKCS #8. */
export interface CertifiedKey {
  readonly certificate: string;
  readonly privateKey: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Certificates begin one hour early, so that a client whose clock is behind accepts a fresh one. */
const BACKDATE_MS = 60 * 60 * 1000;

/** What a certificate says, apart from its key; the issuer signs it. */
interface Statement {
  readonly subject: forge.pki.CertificateField[];
  readonly extensions: readonly object[];
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Who signs: a parsed CA certificate with its key. A self-signed certificate is its own issuer. */
interface Issuer {
  readonly subject: forge.pki.CertificateField[];
  readonly keyIdentifier: string;
  readonly privateKey: forge.pki.rsa.PrivateKey;
}

const CA_EXTENSIONS: readonly object[] = [
  { name: 'basicConstraints', cA: true, critical: true },
  { name: 'keyUsage', keyCertSign: true, cRLSign: true, digitalSignature: true, critical: true },
];

/**
 * Makes a self-signed CA, valid for `days` from `now` (and one hour before it).
 * Its key is RSA 2048: node-forge signs with RSA only.
 */
export async function createAuthority(request: {
  readonly commonName: string;
  readonly days: number;
  readonly now: Date;
}): Promise<CertifiedKey> {
  const keys = await createKeyPair();
  const subject = [nameField('commonName', request.commonName)];
  const publicKey = forge.pki.publicKeyFromPem(keys.publicKey);
  const issuer = { subject, keyIdentifier: keyIdentifierOf(publicKey), privateKey: privateKeyOf(keys.privateKey) };
  const certificate = sign(publicKey, issuer, {
    subject,
    extensions: CA_EXTENSIONS,
    ...validity(request.days, request.now),
  });
  return { certificate, privateKey: keys.privateKey };
}

/**
 * Certifies the key of `next` by `previous`: sent along with a serving certificate, it lets clients that trust only the
 * previous CA accept what the next one issued, until the previous one expires. Returns PEM.
 */
export function crossSign(previous: CertifiedKey, next: CertifiedKey): string {
  const nextCertificate = forge.pki.certificateFromPem(next.certificate);
  return sign(publicKeyOf(nextCertificate), issuerOf(previous), {
    subject: nextCertificate.subject.attributes,
    extensions: CA_EXTENSIONS,
    notBefore: nextCertificate.validity.notBefore,
    notAfter: endOf(previous.certificate),
  });
}

/**
 * Signs a certificate for an end entity. Never valid longer than the authority itself: clients would refuse it anyway,
 * with a less clear message.
 */
export function signFor(
  authority: CertifiedKey,
  publicKeyPem: string,
  request: {
    readonly subject: forge.pki.CertificateField[];
    readonly extensions: readonly object[];
    readonly days: number;
    readonly now: Date;
  },
): string {
  const { notBefore, notAfter } = validity(request.days, request.now);
  const end = endOf(authority.certificate);
  return sign(forge.pki.publicKeyFromPem(publicKeyPem), issuerOf(authority), {
    subject: request.subject,
    extensions: [{ name: 'basicConstraints', cA: false, critical: true }, ...request.extensions],
    notBefore,
    notAfter: notAfter < end ? notAfter : end,
  });
}

/** A field of a subject, as UTF-8: Go refuses a PrintableString that holds, say, an underscore. */
export function nameField(name: 'commonName' | 'organizationName', value: string): forge.pki.CertificateField {
  return { name, value, valueTagClass: forge.asn1.Type.UTF8 as unknown as forge.asn1.Class };
}

function validity(days: number, now: Date): { notBefore: Date; notAfter: Date } {
  return {
    notBefore: new Date(now.getTime() - BACKDATE_MS),
    notAfter: new Date(now.getTime() + days * DAY_MS),
  };
}

function endOf(certificatePem: string): Date {
  return new Date(new X509Certificate(certificatePem).validTo);
}

function issuerOf(authority: CertifiedKey): Issuer {
  const certificate = forge.pki.certificateFromPem(authority.certificate);
  return {
    subject: certificate.subject.attributes,
    keyIdentifier: keyIdentifierOf(publicKeyOf(certificate)),
    privateKey: privateKeyOf(authority.privateKey),
  };
}

function sign(publicKey: forge.pki.rsa.PublicKey, issuer: Issuer, statement: Statement): string {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKey;
  certificate.serialNumber = positiveSerial();
  certificate.validity.notBefore = statement.notBefore;
  certificate.validity.notAfter = statement.notAfter;
  certificate.setSubject(statement.subject);
  certificate.setIssuer(issuer.subject);
  certificate.setExtensions([
    ...statement.extensions,
    { name: 'subjectKeyIdentifier' },
    // Old and new CA have the same name: the key identifier tells a client which of them signed.
    { name: 'authorityKeyIdentifier', keyIdentifier: issuer.keyIdentifier },
  ]);
  certificate.sign(issuer.privateKey, forge.md.sha256.create());
  return forge.pki.certificateToPem(certificate).replaceAll('\r\n', '\n');
}

/** 16 random bytes, hexadecimal. The first one is 0x40 to 0x7f: RFC 5280 (4.1.2.2) wants serials positive. */
function positiveSerial(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
}

function keyIdentifierOf(publicKey: forge.pki.rsa.PublicKey): string {
  return forge.pki.getPublicKeyFingerprint(publicKey, { type: 'RSAPublicKey' }).getBytes();
}

function publicKeyOf(certificate: forge.pki.Certificate): forge.pki.rsa.PublicKey {
  return certificate.publicKey as forge.pki.rsa.PublicKey;
}

function privateKeyOf(pem: string): forge.pki.rsa.PrivateKey {
  return forge.pki.privateKeyFromPem(pem);
}
