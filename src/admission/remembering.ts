import { objectAt } from '../json/json.ts';
import type { AnswerMemory } from './answer-memory.ts';
import {
  answerReview,
  type Answered,
  type Decide,
  type Result,
  type ReviewAnswer,
  type Sources,
  type Unreadable,
} from './answer-review.ts';
import { eraOf, recordReads } from './recorded-reads.ts';
import { reviewIdentity } from './review-identity.ts';

export interface Remembering {
  readonly path: string;
  /** Shared by all paths. */
  readonly memory: AnswerMemory<Answered>;
  readonly current: () => Sources;
  readonly decide: Decide;
  readonly unreadable: Unreadable;
  /** Told of each answer, whether it is decided or remembered. */
  readonly tell: (answered: Answered) => void;
}

/** An answer that has read more, as of the labels of thousands of members, is not worth remembering. */
const MAX_READS = 64;

/**
 * Answers texts of reviews; from memory what is asked word for word for the third time, as those do who apply the same over and over, for as long
 * as nothing has changed that the answer depends on.
 */
export function remembering(options: Remembering): (text: string) => ReviewAnswer {
  return (text) => {
    const { answered, ...answer } = recalled(text, options) ?? decided(text, options.current(), options);
    if (answered) options.tell(answered);
    return answer;
  };
}

function decided(text: string, sources: Sources, { decide, unreadable }: Remembering): Result {
  return answerReview(text, (review) => decide(review, sources), unreadable);
}

/** Undefined for what has not been asked before, or is not remembered on principle. */
function recalled(text: string, options: Remembering): Result | undefined {
  const { path, memory, current } = options;
  const identity = reviewIdentity(text);
  const sources = current();
  const era = identity && eraOf(sources.inventory);
  if (!era) return undefined;
  memory.begin([...era, sources.rules, sources.policies]);
  const question = `${path} ${identity.digest}`;
  const known = memory.recall(question);
  if (known === 'new') return undefined;
  if (known !== 'again') return inKind(known.answer, identity.uid);
  const reads = recordReads(sources.inventory);
  const result = decided(text, { ...sources, inventory: reads.inventory }, options);
  if (result.answered && result.uid === identity.uid && reads.count() <= MAX_READS)
    memory.remember(question, { answer: result.answered, unchanged: reads.unchanged });
  return result;
}

/** What was answered to another review that said the same. */
function inKind(answered: Answered, uid: string): Result {
  const { body, facts } = answered;
  const response = { ...objectAt(body, 'response'), uid };
  return { status: 200, body: { ...body, response }, uid, problem: undefined, facts, answered };
}
