import { problem, type Problem } from '../errors.ts';
import { labelsOf, type Exchange, type Translation } from './exchange.ts';

/** Objects of one answer that are shown by their metadata alone. */
export interface Unconverted {
  readonly count: number;
  /** Why the first of them is. */
  readonly first: Problem;
}

/** Counts them, and tells of one in the log, at most every ten seconds for a member. */
export function reportUnconverted(exchange: Exchange, translation: Translation, { count, first }: Unconverted): void {
  const { context, member } = exchange;
  context.metrics.unconverted(count, labelsOf(translation));
  const cause = problem('MEMBER_ANSWER_PARTIAL', { member: member.name, count, reason: first.message });
  context.failures.warn(member.name, cause, undefined);
}

/** How the headers of an answer with such objects say so. */
export function unconvertedWarning({ message }: Problem): string {
  return `objects that cannot be converted are shown by their metadata alone: ${message}`;
}
