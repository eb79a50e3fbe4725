import type { RuleSet } from '../engine/rule-set.ts';
import { problem, type Problem } from '../errors.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { JsonObject } from '../json/json.ts';
import { isStrict } from '../policies/policy.ts';
import type { PolicySet } from '../policies/policy-set.ts';
import { AnswerMemory } from './answer-memory.ts';
import type { Answered, Decide, ReviewAnswer, Sources, Unreadable } from './answer-review.ts';
import { mutate } from './mutate.ts';
import { checkedObject, mistakesInOwnKind } from './own-kinds.ts';
import { recordOf, reviewedOf, type DecisionRecord } from './record.ts';
import { remembering } from './remembering.ts';
import { allowed, denied, refused, refusedByPolicy, type Advice } from './response.ts';
import type { Review } from './review.ts';
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

/** Answers the text of a review. Throws ProblemError as {@link validate} does, and for mistakes in Karmorph. */
export type Reviewer = (text: string) => ReviewAnswer;

/**
 * By path, who answers AdmissionReviews of admission.k8s.io/v1 and v1beta1. `/admission/validate/strict` is the same as
 * `/admission/validate` for objects that a strict policy covers: what cannot be checked is refused there, and let through
 * with a warning at the other. What is asked again word for word, as those do who apply the same over and over, is answered from memory for as
 * long as nothing has changed that the answer depends on.
 */
export function createReviewers({
  inventory,
  rules,
  policies,
  observe,
}: AdmissionOptions): ReadonlyMap<string, Reviewer> {
  const memory = new AnswerMemory<Answered>(MAX_REMEMBERED);
  const tell = ({ record, warnings }: Answered): void => {
    if (record) observe.decided(record);
    observe.warnings(warnings);
  };
  // An object that cannot be read may be one that a policy refuses.
  const unchecked: Unreadable = (envelope, cause) =>
    policies()?.policies.some(isStrict) === false ? advised(envelope, cause) : refused(envelope, cause);
  const door = (path: string, decide: Decide, unreadable: Unreadable): [string, Reviewer] => {
    const current = (): Sources => ({ inventory, rules: rules(), policies: policies() });
    return [path, remembering({ path, memory, current, decide, unreadable, tell })];
  };
  return new Map([
    door('/admission/mutate', mutated, advised),
    door('/admission/validate', validated, unchecked),
    door('/admission/validate/strict', validatedStrictly, refused),
    door('/admission/rules', checked, refused),
  ]);
}

function advise(review: Review, advice: Advice): Answered {
  return { body: allowed(review, advice), facts: factsOf(review), warnings: advice.warnings.length };
}

function mutated(review: Review, { inventory, rules }: Sources): Answered {
  return advise(
    review,
    mutate(review, { rules, controlPlane: inventory.ready() ? inventory.controlPlane() : undefined }),
  );
}

function validated(review: Review, sources: Sources): Answered {
  const decision = validate(review, sources);
  const record = recordOf(review, decision, sources.rules);
  const { warnings, denial } = decision;
  const body = denial ? refusedByPolicy(review, denial, warnings) : allowed(review, { warnings, patch: [] });
  return { body, record, facts: factsOf(review, record), warnings: warnings.length };
}

function validatedStrictly(review: Review, sources: Sources): Answered {
  const planning = sources.inventory.planning();
  if (planning.ready || !isPlanned(review)) return validated(review, sources);
  const body = refused(review, problem('ADMISSION_NOT_READY', { reason: planning.problem.message }));
  return { body, facts: factsOf(review), warnings: 0 };
}

function checked(review: Review, { inventory, rules }: Sources): Answered {
  const mistakes = mistakesInOwnKind(review);
  if (mistakes.length > 0) return { body: denied(review, mistakes), facts: factsOf(review), warnings: 0 };
  const object = checkedObject(review);
  const doubts = object ? unknownNames(object, { inventory, rules }) : [];
  return advise(review, { warnings: boundedWarnings(doubts.map((doubt) => `karmorph: ${doubt}`)), patch: [] });
}

/** A few MiB at most. */
const MAX_REMEMBERED = 2_048;

/** Advice must not block: the object is stored, and whoever applied it learns why there was no advice. */
function advised(envelope: Pick<Review, 'apiVersion' | 'uid'>, { code, message }: Problem): JsonObject {
  return allowed(envelope, { warnings: boundedWarnings([`karmorph: not checked (${code}): ${message}`]), patch: [] });
}

function factsOf(review: Review, record?: DecisionRecord): object {
  const { operation, dryRun, kind, namespace, name } = record?.reviewed ?? reviewedOf(review);
  const about = { operation, dryRun, kind, namespace, name };
  return record ? { ...about, verdict: record.verdict, outcome: record.outcome } : about;
}
