import { CATALOGUE, type Problem } from '../errors.ts';
import type { JsonObject } from '../json/json.ts';

/** Seconds after which a client should try again when a member cannot be reached. */
export const RETRY_AFTER_SECONDS = 1;

/**
 * The Kubernetes `Status` (metav1.Status) that answers a problem. Clients act on `reason` and `code`. The catalogue's
 * code and hint are in `details.causes`, which kubectl shows instead of the message when the reason is `Invalid`.
 */
export function statusObject(problem: Problem): JsonObject {
  const { code, message } = problem;
  const entry = CATALOGUE[code];
  const details = detailsOf(problem);
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason: entry.reason,
    ...(Object.keys(details).length > 0 && { details }),
    code: entry.status,
  };
}

/** Without causes of its own, a problem has its code as one; with an empty list of them it has none at all. */
function detailsOf({ code, message, hint, about, causes }: Problem): JsonObject {
  const told = causes?.map((cause) => ({ ...cause })) ?? [{ reason: code, message: `${message}. ${hint}` }];
  return {
    ...about,
    ...(told.length > 0 && { causes: told }),
    ...(isRetriable(CATALOGUE[code].status) && { retryAfterSeconds: RETRY_AFTER_SECONDS }),
  };
}

/**
 * True for an HTTP status after which the same request may succeed by itself. A 502, for a certificate that is not trusted or an
 * answer that cannot be used, needs somebody: kubectl would try again ten times and seem to hang.
 */
export function isRetriable(status: number): boolean {
  return status === 503 || status === 429;
}
