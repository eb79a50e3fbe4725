import type { RuleSet } from '../engine/rule-set.ts';
import { CATALOGUE, problem, type Problem } from '../errors.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { JsonObject } from '../json/json.ts';
import { statusObject } from '../kubernetes/status.ts';
import type { PolicySet } from '../policies/policy-set.ts';
import type { DecisionRecord } from './record.ts';
import { allowed, type Advice } from './response.ts';
import { parseReview, type Review } from './review.ts';

/** What is sent back for the text of a review. */
export interface ReviewAnswer {
  /** HTTP status. With any other than 200, an API server takes the call for failed, and `failurePolicy` decides. */
  readonly status: number;
  readonly body: JsonObject;
  /** That of the review, for the log; undefined when the text has none. */
  readonly uid: string | undefined;
  /** What was wrong with the review itself. */
  readonly problem: Problem | undefined;
  /** What it was about and what was decided, for the log: names and words, never values of the object. */
  readonly facts?: object;
}

/** What an answer may depend on. */
export interface Sources {
  readonly inventory: Inventory;
  readonly rules: RuleSet;
  readonly policies: PolicySet | undefined;
}

/** What is answered to a review that was read, and what is told of it. */
export interface Answered {
  readonly body: JsonObject;
  readonly facts: object;
  /** What was decided of a template. */
  readonly record?: DecisionRecord | undefined;
  readonly warnings: number;
}

export type Decide = (review: Review, sources: Sources) => Answered;

/** What is answered, with status 200, to a review whose object cannot be read. */
export type Unreadable = (envelope: Pick<Review, 'apiVersion' | 'uid'>, cause: Problem) => JsonObject;

/** An answer, with what it was decided by where it was. */
export interface Result extends ReviewAnswer {
  readonly answered?: Answered;
}

const NOTHING: Advice = { warnings: [], patch: [] };
const [WRITES, OTHERS] = [new Set(['CREATE', 'UPDATE']), new Set(['DELETE', 'CONNECT'])];

/**
 * What cannot be answered in kind, for lack of a uid or of what every review has, is a `Status` with an error status. An
 * API server takes that for a failed call: `failurePolicy` decides, and the reason is in its log and, when it refuses, in its
 * answer. Everything else is a review with status 200, the only one whose `allowed` and message an API server reads.
 */
export function answerReview(text: string, decide: (review: Review) => Answered, unreadable: Unreadable): Result {
  const parsed = parseReview(text);
  if (!parsed.ok) {
    const { problem: cause, envelope } = parsed;
    const uid = envelope?.uid;
    if (!envelope || cause.code === 'REVIEW_INVALID') return { ...failed(cause), uid };
    return { status: 200, body: unreadable(envelope, cause), uid, problem: cause };
  }
  const read = parsed.review;
  const { uid, operation } = read;
  if (WRITES.has(operation)) {
    if (!read.object)
      return { ...failed(problem('REVIEW_INVALID', { reason: `its ${operation} request has no object` })), uid };
    const answered = decide(read);
    return { status: 200, body: answered.body, uid, problem: undefined, facts: answered.facts, answered };
  }
  if (OTHERS.has(operation)) return { status: 200, body: allowed(read, NOTHING), uid, problem: undefined };
  const cause = problem('REVIEW_INVALID', { reason: `its operation ${operation.slice(0, 40)} is not known` });
  return { status: 200, body: unreadable(read, cause), uid, problem: cause };
}

function failed(cause: Problem): Omit<ReviewAnswer, 'uid'> {
  return { status: CATALOGUE[cause.code].status, body: statusObject(cause), problem: cause };
}
