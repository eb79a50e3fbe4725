import { problem, ProblemError } from '../errors.ts';
import { isDryRun } from './query.ts';

/** Codes of node:tls and OpenSSL: the connection was made, but it is not the member's, or not secure. */
const TLS_FAILURE = /CERT|TLS|SSL|EPROTO|SIGNATURE|CRL|^INVALID_(CA|PURPOSE)$|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH/;

/**
 * What a failed connection means to the caller. Only the error's code is told, not its text: that would name the member's
 * address to callers whom no one has authenticated yet.
 */
export function memberFailure(member: string, error: Error): ProblemError {
  if (error instanceof ProblemError) return error;
  const code = codeOf(error);
  const reason = code === 'UND_ERR_SOCKET' ? 'ECONNRESET' : code;
  const kind = TLS_FAILURE.test(reason) ? 'MEMBER_UNTRUSTED' : 'MEMBER_UNREACHABLE';
  return new ProblemError(problem(kind, { member, reason }), { cause: error });
}

/** The failure of a member that does not answer in time. */
export function memberTimeout(member: string, milliseconds: number): ProblemError {
  return new ProblemError(problem('MEMBER_TIMEOUT', { member, seconds: milliseconds / 1000 }));
}

/** Whether a request may change something, and may not be carried out twice. `path` is that with the query. */
export function isWrite({ method, path }: { readonly method: string; readonly path: string }): boolean {
  return !/^(GET|HEAD|OPTIONS)$/.test(method) && !isDryRun(path.slice(path.indexOf('?') + 1));
}

/**
 * The failure of a write that the member has got: whether it was carried out is not known. It is no 503, after which client-go sends a
 * request again by itself: that would make another object of one with a generateName.
 */
export function outcomeUnknown(member: string, failure: Error): Error {
  if (!(failure instanceof ProblemError)) return failure;
  const { code, message } = failure.problem;
  if (code !== 'MEMBER_UNREACHABLE' && code !== 'MEMBER_TIMEOUT') return failure;
  return new ProblemError(problem('MEMBER_OUTCOME_UNKNOWN', { member, reason: message }), { cause: failure.cause });
}

/** The code that Node.js gives a system or TLS error, such as `ECONNREFUSED`. */
export function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : 'the connection broke';
}

/** The client closed its connection: there is nobody left to answer. */
export class ClientGone extends Error {}
