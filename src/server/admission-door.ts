import { randomUUID } from 'node:crypto';
import type { RequestListener } from 'node:http';
import type { ReviewAnswer } from '../admission/answer-review.ts';
import type { Reviewer } from '../admission/reviewers.ts';
import { problem, ProblemError } from '../errors.ts';
import { sendJson, sendProblem } from '../gateway/answer.ts';
import type { Door } from '../telemetry/metrics.ts';
import { inSpan } from '../telemetry/spans.ts';
import type { CallerCheck } from './callers.ts';
import { observeRequest, type Exchange, type Observers } from './observe-request.ts';
import { readReview } from './read-review.ts';

export interface AdmissionDoorOptions extends Observers {
  readonly reviewers: ReadonlyMap<string, Reviewer>;
  readonly callers: CallerCheck;
}

/** A review carries the object twice for an update, and an API server takes objects of up to 3 MiB. */
const MAX_REVIEW_BYTES = 7 * 1024 * 1024;
/** API servers wait for 3 s as Karmorph is registered, and for 30 s at most. */
const MAX_REVIEW_MS = 10_000;
const LIMITS = { bytes: MAX_REVIEW_BYTES, milliseconds: MAX_REVIEW_MS };

const DOORS: ReadonlyMap<string, Door> = new Map<string, Door>([
  ['/admission/mutate', 'admission_mutate'],
  ['/admission/validate', 'admission_validate'],
  ['/admission/validate/strict', 'admission_validate_strict'],
  ['/admission/rules', 'admission_rules'],
]);

/** What the log says of a review besides its request. */
interface Told {
  uid?: string;
  code?: string;
}

/**
 * Answers `POST /admission/...`. It stands on node:https alone: an API server waits for it at each `kubectl apply`. Never
 * throws.
 */
export function createAdmissionDoor(options: AdmissionDoorOptions): RequestListener {
  const { reviewers, logger } = options;
  return (request, response) => {
    const path = pathOf(request.url ?? '');
    const reviewer = reviewers.get(path);
    const told: Told = {};
    const exchange = { request, response };
    observeRequest(DOORS.get(path) ?? 'unknown', exchange, options, () => told);
    if (!reviewer) {
      sendProblem(response, problem('PATH_UNKNOWN', { method: request.method ?? '', path }));
      return;
    }
    review(exchange, { path, reviewer, callers: options.callers }).then(
      ({ uid, problem: cause, facts }) => {
        if (uid !== undefined) told.uid = uid;
        Object.assign(told, facts);
        if (cause) told.code = cause.code;
      },
      (error: unknown) => {
        const known = error instanceof ProblemError ? error.problem : undefined;
        const id = randomUUID();
        told.code = known?.code ?? 'INTERNAL';
        if (known) logger.warn({ event: 'review_refused', path, code: known.code }, known.message);
        else logger.error({ event: 'request_failed', id, method: request.method, url: request.url, err: error });
        sendProblem(response, known ?? problem('INTERNAL', { id }));
      },
    );
  };
}

interface Reviewing {
  readonly path: string;
  readonly reviewer: Reviewer;
  readonly callers: CallerCheck;
}

async function review({ request, response }: Exchange, reviewing: Reviewing): Promise<ReviewAnswer> {
  const { path, reviewer, callers } = reviewing;
  const refusal = callers.refusal(request, path);
  if (refusal) throw new ProblemError(refusal);
  const { method = '', headers } = request;
  if (method !== 'POST') throw new ProblemError(problem('ADMISSION_METHOD', { method }));
  const type = wrongType(headers['content-type'], headers['content-encoding']);
  if (type !== undefined) throw new ProblemError(problem('ADMISSION_MEDIA_TYPE', { type }));
  const text = await inSpan(request, 'read review', () => readReview(request, LIMITS));
  const answer = inSpan(request, 'decide', () => reviewer(text));
  sendJson(response, answer.status, {}, answer.body);
  return answer;
}

/** API servers say how long they wait in a query. */
function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}

/** What is wrong with the type of a body, if anything is. */
function wrongType(type = 'no type', encoding = 'identity'): string | undefined {
  if (type !== 'application/json' && !/^application\/json *(;|$)/i.test(type)) return type;
  return encoding === 'identity' ? undefined : encoding;
}
