import type { RuleSet } from '../engine/rule-set.ts';
import { CATALOGUE, problem, type Problem } from '../errors.ts';
import { statusObject } from '../kubernetes/status.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { JsonObject } from '../json/json.ts';
import { isStrict } from '../policies/policy.ts';
import type { PolicySet } from '../policies/policy-set.ts';
import { mutate } from './mutate.ts';
import { recordOf, reviewedOf, type DecisionRecord } from './record.ts';
import { allowed, denied, refused, refusedByPolicy, type Advice } from './response.ts';
import { checkedObject, mistakesInOwnKind } from './own-kinds.ts';
import { parseReview, type Review } from './review.ts';
import { unknownNames } from './unknown-names.ts';
import { isPlanned, validate } from './validate.ts';
import { boundedWarnings } from './warnings.ts';

export interface AdmissionOptions {
  readonly inventory: Inventory;
  /** The rules in force; taken once for each review, so that a change in between cannot mix two sets. */
  readonly rules: () => RuleSet;
  /** The policies in force; undefined while some that may be have not been read. */
  readonly policies: () => PolicySet | undefined;
  readonly observe: ReviewObserver;
}

/** Told what becomes of reviews; it is waited for, so it does nothing that takes long. */
interface ReviewObserver {
  /** How many warnings an answer has. */
  warnings(count: number): void;
  /** What was decided of a template. */
  decided(record: DecisionRecord): void;
}

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

/** Answers the text of a review. Throws ProblemError as {@link validate} does, and for mistakes in Karmorph. */
export type Reviewer = (text: string) => ReviewAnswer;

/**
 * By path, who answers AdmissionReviews of admission.k8s.io/v1 and v1beta1. `/admission/validate/strict` is the same as
 * `/admission/validate` for objects that a strict policy covers: what cannot be checked is refused there, and let through
 * with a warning at the other.
 */
export function createReviewers({
  inventory,
  rules,
  policies,
  observe,
}: AdmissionOptions): ReadonlyMap<string, Reviewer> {
  const advise = (review: Review, advice: Advice): Answered => {
    observe.warnings(advice.warnings.length);
    return { body: allowed(review, advice) };
  };
  const mutated = (review: Review): Answered => {
    const controlPlane = inventory.ready() ? inventory.controlPlane() : undefined;
    return advise(review, mutate(review, { rules: rules(), controlPlane }));
  };
  const validated = (review: Review): Answered => {
    const inForce = rules();
    const decision = validate(review, { inventory, rules: inForce, policies: policies() });
    const record = recordOf(review, decision, inForce);
    if (record) observe.decided(record);
    const { warnings, denial } = decision;
    observe.warnings(warnings.length);
    const body = denial ? refusedByPolicy(review, denial, warnings) : allowed(review, { warnings, patch: [] });
    return { body, record };
  };
  // An object that cannot be read may be one that a policy refuses.
  const unchecked: Unreadable = (envelope, cause) =>
    policies()?.policies.some(isStrict) === false ? advised(envelope, cause) : refused(envelope, cause);
  return new Map<string, Reviewer>([
    ['/admission/mutate', reviewer(mutated, advised)],
    ['/admission/validate', reviewer(validated, unchecked)],
    [
      '/admission/validate/strict',
      reviewer((review) => {
        const planning = inventory.planning();
        if (planning.ready || !isPlanned(review)) return validated(review);
        return { body: refused(review, problem('ADMISSION_NOT_READY', { reason: planning.problem.message })) };
      }, refused),
    ],
    [
      '/admission/rules',
      reviewer((review) => {
        const mistakes = mistakesInOwnKind(review);
        if (mistakes.length > 0) return { body: denied(review, mistakes) };
        const object = checkedObject(review);
        const doubts = object ? unknownNames(object, { inventory, rules: rules() }) : [];
        return advise(review, { warnings: boundedWarnings(doubts.map((doubt) => `karmorph: ${doubt}`)), patch: [] });
      }, refused),
    ],
  ]);
}

const NOTHING: Advice = { warnings: [], patch: [] };
const [WRITES, OTHERS] = [new Set(['CREATE', 'UPDATE']), new Set(['DELETE', 'CONNECT'])];

/** What is answered to a review that was read, and what was decided of a template. */
interface Answered {
  readonly body: JsonObject;
  readonly record?: DecisionRecord | undefined;
}

/** What is answered, with status 200, to a review whose object cannot be read. */
type Unreadable = (envelope: Pick<Review, 'apiVersion' | 'uid'>, cause: Problem) => JsonObject;

/** Advice must not block: the object is stored, and whoever applied it learns why there was no advice. */
function advised(envelope: Pick<Review, 'apiVersion' | 'uid'>, { code, message }: Problem): JsonObject {
  return allowed(envelope, { warnings: boundedWarnings([`karmorph: not checked (${code}): ${message}`]), patch: [] });
}

/**
 * What cannot be answered in kind, for lack of a uid or of what every review has, is a `Status` with an error status. An
 * API server takes that for a failed call: `failurePolicy` decides, and the reason is in its log and, when it refuses, in its
 * answer. Everything else is a review with status 200, the only one whose `allowed` and message an API server reads.
 */
function reviewer(review: (review: Review) => Answered, unreadable: Unreadable): Reviewer {
  return (text) => {
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
      if (read.object) return answered(read, review(read));
      return { ...failed(problem('REVIEW_INVALID', { reason: `its ${operation} request has no object` })), uid };
    }
    if (OTHERS.has(operation)) return { status: 200, body: allowed(read, NOTHING), uid, problem: undefined };
    const cause = problem('REVIEW_INVALID', { reason: `its operation ${operation.slice(0, 40)} is not known` });
    return { status: 200, body: unreadable(read, cause), uid, problem: cause };
  };
}

function answered(review: Review, { body, record }: Answered): ReviewAnswer {
  const { operation, dryRun, kind, namespace, name } = record?.reviewed ?? reviewedOf(review);
  const about = { operation, dryRun, kind, namespace, name };
  const decided = record && { verdict: record.verdict, outcome: record.outcome };
  return { status: 200, body, uid: review.uid, problem: undefined, facts: { ...about, ...decided } };
}

function failed(cause: Problem): Omit<ReviewAnswer, 'uid'> {
  return { status: CATALOGUE[cause.code].status, body: statusObject(cause), problem: cause };
}
