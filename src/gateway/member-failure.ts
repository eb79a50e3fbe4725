import { problem, ProblemError } from '../errors.ts';

/** Codes of node:tls and OpenSSL: the connection was made, but it is not the member's, or not secure. */
const TLS_FAILURE = /CERT|TLS|SSL|EPROTO|SIGNATURE|CRL/;

/**
 * What a failed connection means to the caller. Only the error's code is told, not its text: that would name the member's
 * address to callers whom no one has authenticated yet.
 */
export function memberFailure(member: string, error: Error): ProblemError {
  if (error instanceof ProblemError) return error;
  const reason = codeOf(error);
  const code = TLS_FAILURE.test(reason) ? 'MEMBER_UNTRUSTED' : 'MEMBER_UNREACHABLE';
  return new ProblemError(problem(code, { member, reason }), { cause: error });
}

/** The failure of a member that does not answer in time. */
export function memberTimeout(member: string, milliseconds: number): ProblemError {
  return new ProblemError(problem('MEMBER_TIMEOUT', { member, seconds: milliseconds / 1000 }));
}

/** The code that Node.js gives a system or TLS error, such as `ECONNREFUSED`. */
export function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : 'the connection broke';
}

/** The client closed its connection: there is nobody left to answer. */
export class ClientGone extends Error {}
