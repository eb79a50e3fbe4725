import { problem } from '../errors.ts';
import type { DecideAccess } from './access.ts';
import { FULL_SIGHT } from './sight.ts';

/** Not all of 127.0.0.0/8: sidecar proxies use other addresses of it for requests from elsewhere. */
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** Whether a request comes from this host. */
export function isSameHost(address: string): boolean {
  return LOOPBACK.has(address);
}

/** Answers callers on the same host alone, with all names: there is nobody to ask who they are. Else `DRY_RUN_REMOTE`. */
export const sameHostAccess: DecideAccess = ({ address }) =>
  Promise.resolve(
    isSameHost(address)
      ? { ok: true, sightOf: () => Promise.resolve({ ok: true, sight: FULL_SIGHT }) }
      : { ok: false, problem: problem('DRY_RUN_REMOTE', { address }) },
  );
