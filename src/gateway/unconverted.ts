import type { OutgoingHttpHeaders } from 'node:http';
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

/** The headers of an answer with such objects: a `Warning` (RFC 7234) says so, which kubectl shows. */
export function withWarning(headers: OutgoingHttpHeaders, { message }: Problem): OutgoingHttpHeaders {
  const text = `objects that cannot be converted are shown by their metadata alone: ${message}`;
  // Quoted text of a header: ASCII that is printed, no longer than a terminal bears.
  const safe = text
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, 512)
    .replace(/["\\]/g, '\\$&');
  const own: unknown = headers.warning;
  const warnings: readonly unknown[] = Array.isArray(own) ? own : [];
  return Object.assign(headers, { warning: [...warnings, `299 - "${safe}"`] });
}
