import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { problem, ProblemError } from '../src/errors.ts';
import type { CertifiedKey } from './authority.ts';

/** `ca` is the authority (ca.crt, ca.key), `tls` the serving certificate (tls.crt, tls.key). */
export type PairName = 'ca' | 'tls';

/**
 * Reads `<name>.crt` and `<name>.key`; undefined when neither is there. The certificate may be a bundle whose first entry
 * belongs to the key. Throws {@link ProblemError}: CERT_UNREADABLE, CERT_INCOMPLETE or CERT_KEY_MISMATCH.
 */
export async function readPair(directory: string, name: PairName): Promise<CertifiedKey | undefined> {
  const [crt, key] = [join(directory, `${name}.crt`), join(directory, `${name}.key`)];
  const [certificate, privateKey] = await Promise.all([readIfThere(crt), readIfThere(key)]);
  if (certificate === undefined && privateKey === undefined) return undefined;
  if (certificate === undefined) throw new ProblemError(problem('CERT_INCOMPLETE', { file: crt, other: key }));
  if (privateKey === undefined) throw new ProblemError(problem('CERT_INCOMPLETE', { file: key, other: crt }));
  const pair = { certificate, privateKey };
  if (fitTogether(pair, crt, key)) return pair;
  return (await finishInterruptedWrite(directory, name, pair)) ?? refuseMismatch(crt, key);
}

/**
 * Writes both files, the key readable by the owner alone. Each one replaces its predecessor whole; the certificate is staged
 * before the key is replaced, so that {@link readPair} can finish what a crash between the two interrupted.
 */
export async function writePair(directory: string, name: PairName, pair: CertifiedKey): Promise<void> {
  const key = join(directory, `${name}.key`);
  await writeFile(staged(directory, name), pair.certificate, { mode: 0o644 });
  await writeFile(`${key}.new`, pair.privateKey, { mode: 0o600 });
  await rename(`${key}.new`, key);
  await rename(staged(directory, name), join(directory, `${name}.crt`));
}

function staged(directory: string, name: PairName): string {
  return join(directory, `${name}.crt.new`);
}

async function finishInterruptedWrite(
  directory: string,
  name: PairName,
  { privateKey }: CertifiedKey,
): Promise<CertifiedKey | undefined> {
  const path = staged(directory, name);
  const certificate = await readIfThere(path);
  if (certificate === undefined || !fitTogether({ certificate, privateKey }, path, `${name}.key`)) return undefined;
  await rename(path, join(directory, `${name}.crt`));
  return { certificate, privateKey };
}

function fitTogether(pair: CertifiedKey, crt: string, key: string): boolean {
  const certificate = parsed(crt, 'certificate', () => new X509Certificate(pair.certificate));
  return certificate.checkPrivateKey(parsed(key, 'private key', () => createPrivateKey(pair.privateKey)));
}

function refuseMismatch(crt: string, key: string): never {
  throw new ProblemError(problem('CERT_KEY_MISMATCH', { file: crt, key }));
}

function parsed<T>(file: string, what: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ProblemError(problem('CERT_UNREADABLE', { file, what, reason }));
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
