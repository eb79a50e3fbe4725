import type { Problem } from '../errors.ts';

/** Who asks, as far as a request says. */
interface Caller {
  /** The Authorization header. */
  readonly authorization: string | undefined;
  /** The address at the other end of the connection. */
  readonly address: string;
}

/** Whether a caller is answered, and with the names of members. */
export type Access =
  { readonly ok: true; readonly seesMembers: boolean } | { readonly ok: false; readonly problem: Problem };

/** Decides who may ask for a dry run. Never throws. */
export type DecideAccess = (caller: Caller) => Promise<Access>;
