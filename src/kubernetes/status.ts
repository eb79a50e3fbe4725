import { CATALOGUE, type Problem } from '../errors.ts';
import type { JsonObject } from '../json/json.ts';

/** Seconds after which a client should try again when a member cannot be reached. */
export const RETRY_AFTER_SECONDS = 1;

/**
 * The Kubernetes `Status` (metav1.Status) that answers a problem. Clients act on `reason` and `code`. The catalogue's
 * code and hint are in `details.causes`, which kubectl shows instead of the message when the reason is `Invalid`.
 */
export function statusObject({ code, message, hint, causes }: Problem): JsonObject {
  const entry = CATALOGUE[code];
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason: entry.reason,
    details: {
      causes: causes?.map((cause) => ({ ...cause })) ?? [{ reason: code, message: `${message}. ${hint}` }],
      ...(isRetriable(entry.status) && { retryAfterSeconds: RETRY_AFTER_SECONDS }),
    },
    code: entry.status,
  };
}

/**
 * True for an HTTP status after which the same request may succeed by itself. A 502, for a certificate that is not trusted or an
 * answer that cannot be used, needs somebody: kubectl would try again ten times and seem to hang.
 */
export function isRetriable(status: number): boolean {
  return status === 503 || status === 429;
}
