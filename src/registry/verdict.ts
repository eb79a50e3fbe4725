import { formatFieldDiagnostic, type Diagnostic } from '../rules/diagnostic.ts';
import type { Good, ObjectRecord } from './object-record.ts';

/** What became of one object. */
export interface Verdict<T> {
  readonly record: ObjectRecord<T>;
  /** `Accepted`, or why it is not: it has mistakes (`Invalid`), or another one is for the same (`Conflict`). */
  readonly reason: 'Accepted' | 'Invalid' | 'Conflict';
  /** For people: what it does, or what is wrong and what to do. The same in every replica. */
  readonly message: string;
  /** The version in force: its own, an earlier one, or none. */
  readonly inForce: Good<T> | undefined;
  /** The version that was in force last; kept while none is, for the day when nothing conflicts with it any more. */
  readonly lastGood: Good<T> | undefined;
}

/** The longest message that the API allows for a condition is 32,768 characters; nobody reads as many. */
const MAX_MESSAGE = 8192;

/** Says what is wrong, which version is in force instead, and that there is none of this `what` otherwise. */
export function refusalMessage<T>(causes: string, inForce: Good<T> | undefined, what: string): string {
  const consequence = inForce
    ? `Generation ${String(inForce.generation)}, which was accepted, stays in force.`
    : `No version of this ${what} is in force.`;
  return `${shortened(causes)}\n${consequence}`;
}

/** One line for each mistake. */
export function mistakesOf(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map(formatFieldDiagnostic).join('\n');
}

function shortened(text: string): string {
  return text.length <= MAX_MESSAGE ? text : `${text.slice(0, MAX_MESSAGE)} ...`;
}
