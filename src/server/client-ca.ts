import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { splitBundle } from '../../certs/bundle.ts';
import { problem, ProblemError } from '../errors.ts';
import { reasonOf } from '../json/decode.ts';
import { watchFiles } from './watch-files.ts';

/** The certificates of those who vouch for callers, and for those who come later. */
export interface ClientCa {
  /** PEM certificates to begin with. */
  readonly bundle: string;
  /** Tells of each change, and of each failure to read them, until `close` is called. */
  follow(follower: { readonly use: (bundle: string) => void; readonly onError: (error: unknown) => void }): {
    close(): void;
  };
}

/** Certificates in a file that somebody else renews. Throws ProblemError with `CLIENT_CA_UNUSABLE`. */
export async function clientCaFromFile(file: string): Promise<ClientCa> {
  let known = await readBundle(file);
  return {
    bundle: known,
    follow: ({ use, onError }) => {
      const reread = async (): Promise<void> => {
        const bundle = await readBundle(file);
        if (bundle === known) return;
        known = bundle;
        use(bundle);
      };
      return watchFiles([file], () => void reread().catch(onError));
    },
  };
}

async function readBundle(file: string): Promise<string> {
  try {
    const certificates = splitBundle(await readFile(file, 'utf8'));
    if (certificates.length === 0) throw new Error('it holds no PEM certificate');
    for (const certificate of certificates) new X509Certificate(certificate);
    return certificates.join('');
  } catch (error) {
    throw new ProblemError(problem('CLIENT_CA_UNUSABLE', { file, reason: reasonOf(error) }));
  }
}
