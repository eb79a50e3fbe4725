import { readFile } from 'node:fs/promises';
import { ensureServingCertificate, type ServingCertificate, type StoreOptions } from '../../certs/store.ts';
import { problem, ProblemError } from '../errors.ts';
import { reasonOf } from '../json/decode.ts';
import { SYSTEM_CLOCK, type Clock } from '../kube/clock.ts';
import type { ServingPair } from './listener.ts';
import { watchFiles } from './watch-files.ts';

/** Where the serving certificate comes from, and comes anew before it ends. */
export interface CertificateSource {
  /** The certificate to begin with. */
  readonly pair: ServingPair;
  /** Tells of each new certificate, and of each failure to read or make one, until `close` is called. */
  follow(follower: CertificateFollower): { close(): void };
}

interface CertificateFollower {
  readonly use: (pair: ServingPair) => void;
  readonly onError: (error: unknown) => void;
}

export interface CertificateFiles {
  readonly certificate: string;
  readonly privateKey: string;
}

/** Certificate and key in files that somebody else renews. Throws ProblemError with `TLS_FILE_UNREADABLE`. */
export async function certificateFromFiles(files: CertificateFiles): Promise<CertificateSource> {
  let known = await readFiles(files);
  return {
    pair: known,
    follow: ({ use, onError }) => {
      const reread = async (): Promise<void> => {
        const pair = await readFiles(files);
        if (pair.certificate === known.certificate && pair.privateKey === known.privateKey) return;
        known = pair;
        use(pair);
      };
      return watchFiles(Object.values(files) as string[], () => void reread().catch(onError));
    },
  };
}

async function readFiles({ certificate, privateKey }: CertificateFiles): Promise<ServingPair> {
  return { certificate: await readText(certificate), privateKey: await readText(privateKey) };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new ProblemError(problem('TLS_FILE_UNREADABLE', { file, reason: reasonOf(error) }));
  }
}

/** A clock that was set, or a machine that slept, is noticed within a day. */
const LONGEST_WAIT_MS = 24 * 60 * 60 * 1000;
const RETRY_MS = 60_000;

/** A directory in which certificates are made and renewed. Throws ProblemError as `ensureServingCertificate` does. */
export async function certificateFromStore(
  options: Omit<StoreOptions, 'now'>,
  clock: Clock = SYSTEM_CLOCK,
): Promise<CertificateSource> {
  const ensure = (): Promise<ServingCertificate> =>
    ensureServingCertificate({ ...options, now: new Date(clock.now()) });
  const first = await ensure();
  return {
    pair: first,
    follow: ({ use, onError }) => {
      let cancel = (): void => undefined;
      let known = first;
      const wait = (milliseconds: number): void => {
        cancel = clock.after(Math.min(Math.max(milliseconds, RETRY_MS), LONGEST_WAIT_MS), () => void renew());
      };
      const renew = async (): Promise<void> => {
        try {
          const next = await ensure();
          if (next.certificate !== known.certificate) use(next);
          known = next;
          wait(next.renewAt.getTime() - clock.now());
        } catch (error) {
          onError(error);
          wait(RETRY_MS);
        }
      };
      wait(first.renewAt.getTime() - clock.now());
      return { close: () => cancel() };
    },
  };
}
