import type { Problem } from '../errors.ts';
import type { Sight } from './sight.ts';

/** Who asks, as far as a request says. */
interface Caller {
  /** The Authorization header. */
  readonly authorization: string | undefined;
  /** The address at the other end of the connection. */
  readonly address: string;
}

/** Whether a caller is answered, and what it may see. */
export type Access = { readonly ok: true; readonly sight: Sight } | { readonly ok: false; readonly problem: Problem };

/** Decides who may ask for a dry run. Never throws. */
export type DecideAccess = (caller: Caller) => Promise<Access>;
