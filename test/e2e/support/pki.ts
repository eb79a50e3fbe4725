import { createPublicKey, generateKeyPair, randomBytes, type KeyObject } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import forge from 'node-forge';
import type { RunDirectory } from './run-directory.ts';

interface CertificateFiles {
  readonly certificate: string;
  readonly key: string;
}

/** The certificates that everything in a run shares. The values are file paths, but for `caPem`. */
export interface Pki {
  readonly caPem: string;
  readonly ca: string;
  /** Serves every API server, webhook and gateway of the run, under loopback and in-cluster names. */
  readonly server: CertificateFiles;
  readonly frontProxyCa: string;
  /** What an API server shows to an aggregated one. */
  readonly frontProxy: CertificateFiles;
  /** What Karmada's API server shows to webhooks: a certificate for {@link WEBHOOK_CLIENT}. */
  readonly webhookClient: CertificateFiles;
  readonly serviceAccountKey: string;
  readonly serviceAccountPublicKey: string;
}

/** Who calls webhooks. */
export const WEBHOOK_CLIENT = 'karmada-apiserver';

interface Authority {
  readonly certificate: forge.pki.Certificate;
  readonly key: forge.pki.PrivateKey;
}

const SERVER_DNS_NAMES = [
  'localhost',
  'kubernetes',
  'kubernetes.default',
  'kubernetes.default.svc',
  'karmada-webhook.karmada-system.svc',
  'karmada-aggregated-apiserver.karmada-system.svc',
];
const SERVER_ADDRESSES = ['127.0.0.1', '10.0.0.1'];
const DAY_MS = 24 * 3600 * 1000;
/** subjectAltName entry types of RFC 5280, as node-forge wants them. */
const DNS_NAME = 2;
const IP_ADDRESS = 7;

export async function createPki(run: RunDirectory): Promise<Pki> {
  const keys = await Promise.all(Array.from({ length: 6 }, rsaKey));
  const [caKey, serverKey, proxyCaKey, proxyKey, accountKey, clientKey] = keys;
  const ca = authority('karmorph-e2e-ca', caKey!);
  const proxyCa = authority('karmorph-e2e-front-proxy-ca', proxyCaKey!);
  run.folder('pki');
  const write = (name: string, text: string): string => {
    const file = run.file('pki', name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  const writeLeaf = (name: string, leaf: forge.pki.Certificate, key: KeyObject): CertificateFiles => ({
    certificate: write(`${name}.crt`, forge.pki.certificateToPem(leaf)),
    key: write(`${name}.key`, pem(key)),
  });
  const caPem = forge.pki.certificateToPem(ca.certificate);
  const server = issue(ca, serverKey!, 'kube-apiserver', [{ name: 'extKeyUsage', serverAuth: true }, serverNames()]);
  const proxy = issue(proxyCa, proxyKey!, 'front-proxy-client', [{ name: 'extKeyUsage', clientAuth: true }]);
  const client = issue(ca, clientKey!, WEBHOOK_CLIENT, [{ name: 'extKeyUsage', clientAuth: true }]);
  return {
    caPem,
    ca: write('ca.crt', caPem),
    server: writeLeaf('server', server, serverKey!),
    frontProxyCa: write('front-proxy-ca.crt', forge.pki.certificateToPem(proxyCa.certificate)),
    frontProxy: writeLeaf('front-proxy', proxy, proxyKey!),
    webhookClient: writeLeaf('webhook-client', client, clientKey!),
    serviceAccountKey: write('service-account.key', pem(accountKey!)),
    serviceAccountPublicKey: write(
      'service-account.pub',
      createPublicKey(accountKey!).export({ type: 'spki', format: 'pem' }) as string,
    ),
  };
}

/** By node:crypto, since node-forge's own generator takes seconds for each key. */
async function rsaKey(): Promise<KeyObject> {
  return (await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })).privateKey;
}

function pem(key: KeyObject): string {
  return key.export({ type: 'pkcs1', format: 'pem' }) as string;
}

function authority(commonName: string, key: KeyObject): Authority {
  const certificate = blank(commonName, key);
  certificate.setIssuer(certificate.subject.attributes);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, digitalSignature: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  const privateKey = forge.pki.privateKeyFromPem(pem(key));
  certificate.sign(privateKey, forge.md.sha256.create());
  return { certificate, key: privateKey };
}

function issue(ca: Authority, key: KeyObject, commonName: string, extensions: object[]): forge.pki.Certificate {
  const certificate = blank(commonName, key);
  certificate.setIssuer(ca.certificate.subject.attributes);
  certificate.setExtensions([
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    ...extensions,
  ]);
  certificate.sign(ca.key as forge.pki.rsa.PrivateKey, forge.md.sha256.create());
  return certificate;
}

function blank(commonName: string, key: KeyObject): forge.pki.Certificate {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(
    createPublicKey(key).export({ type: 'spki', format: 'pem' }) as string,
  );
  // The leading zero keeps the serial number positive.
  certificate.serialNumber = `00${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = new Date(Date.now() - DAY_MS);
  certificate.validity.notAfter = new Date(Date.now() + 30 * DAY_MS);
  certificate.setSubject([{ name: 'commonName', value: commonName }]);
  return certificate;
}

function serverNames(): object {
  const altNames = [
    ...SERVER_DNS_NAMES.map((value) => ({ type: DNS_NAME, value })),
    ...SERVER_ADDRESSES.map((ip) => ({ type: IP_ADDRESS, ip })),
  ];
  return { name: 'subjectAltName', altNames };
}
