import type { Problem } from '../errors.ts';
import type { Sight } from './sight.ts';

/** Who asks, as far as a request says. */
interface Caller {
  /** The Authorization header. */
  readonly authorization: string | undefined;
  /** The address at the other end of the connection. */
  readonly address: string;
}

/** Whether a caller is answered. */
export type Access =
  { readonly ok: true; readonly sightOf: SightOf } | { readonly ok: false; readonly problem: Problem };

/** What a caller may see that asks about templates in these namespaces. Never throws. */
type SightOf = (namespaces: readonly string[]) => Promise<Seen>;
type Seen = { readonly ok: true; readonly sight: Sight } | { readonly ok: false; readonly problem: Problem };

/** Decides who may ask for a dry run. Never throws. */
export type DecideAccess = (caller: Caller) => Promise<Access>;
