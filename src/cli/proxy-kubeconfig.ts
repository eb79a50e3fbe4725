import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';
import { problem, ProblemError } from '../errors.ts';
import { reasonOf } from '../json/decode.ts';

/** By this line a file is known to be one that may be replaced. */
const MARK = '# Made by `karmorph proxy`, which removes it at the end.\n';
const NAME = 'karmorph-proxy';

interface Reached {
  readonly server: string;
  /** PEM. */
  readonly ca: string;
  readonly token: string;
  /** That of the context that the cluster is reached by. */
  readonly namespace: string | undefined;
}

/** The kubeconfig for clients of a proxy. */
export function proxyKubeconfig({ server, ca, token, namespace }: Reached): string {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': NAME,
    clusters: [{ name: NAME, cluster: { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') } }],
    users: [{ name: NAME, user: { token } }],
    contexts: [{ name: NAME, context: { cluster: NAME, user: NAME, namespace } }],
  };
  return MARK + stringify(config, { lineWidth: 0 });
}

/**
 * Writes it for nobody but this user, whole or not at all. Throws ProblemError with PROXY_OPTIONS when that is not possible, or when there is a
 * file that no proxy has made: it may be the way to other clusters.
 */
export async function writeProxyKubeconfig(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}`;
  try {
    const there = await textAt(file);
    if (there !== undefined && !there.startsWith(MARK)) {
      throw new Error('there is a file that no proxy has made; remove it, or name another');
    }
    await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
    await rename(draft, file);
  } catch (error) {
    throw refused(`--write-kubeconfig: cannot write ${file}: ${reasonOf(error)}`);
  }
}

/** Removes it, unless it is another one by now. */
export async function removeKubeconfig(file: string, text: string): Promise<void> {
  const there = await textAt(file).catch(() => undefined);
  if (there === text) await rm(file, { force: true });
}

/** Undefined when there is no such file. */
async function textAt(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function refused(reason: string): ProblemError {
  return new ProblemError(problem('PROXY_OPTIONS', { reason }));
}
