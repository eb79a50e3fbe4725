import type { Family } from '../engine/rule-set.ts';
import { problem } from '../errors.ts';
import { formatFieldDiagnostic } from '../rules/diagnostic.ts';
import { sharedVersion } from './combine-rules.ts';
import type { GoodRule, RuleRecord } from './rule-record.ts';

/** What became of one ConversionRule object. */
export interface Verdict {
  readonly record: RuleRecord;
  /** `Accepted`, or why it is not: it has mistakes (`Invalid`), or another rule is for the same objects (`Conflict`). */
  readonly reason: 'Accepted' | 'Invalid' | 'Conflict';
  /** For people: what it does, or what is wrong and what to do. The same in every replica. */
  readonly message: string;
  /** The version in force: its own, an earlier one, or none. */
  readonly inForce: GoodRule | undefined;
  /** The version that was in force last; kept while none is, for the day when nothing conflicts with it any more. */
  readonly lastGood: GoodRule | undefined;
}

/** The longest message that the API allows for a condition is 32,768 characters; nobody reads as many. */
const MAX_MESSAGE = 8192;

/**
 * Decides which rules are in force. `fixed` ones, from files, always are. Of two objects for the same kind and version the older
 * one wins, and of equally old ones the first by name: the order in which they arrive does not matter. Where an object is
 * refused, its last good version stays in force, unless that conflicts as well.
 */
export function settleRules(records: Iterable<RuleRecord>, fixed: readonly Family[]): readonly Verdict[] {
  const taken = [...fixed];
  return [...records].sort(byAge).map((record) => {
    const verdict = verdictOn(record, taken);
    if (verdict.inForce) taken.push(verdict.inForce.family);
    return verdict;
  });
}

function byAge(a: RuleRecord, b: RuleRecord): number {
  if (a.created !== b.created) return a.created < b.created ? -1 : 1;
  return a.name < b.name ? -1 : 1;
}

function verdictOn(record: RuleRecord, taken: readonly Family[]): Verdict {
  const { current, lastGood } = record;
  const conflict = current.ok ? conflictOf(current.rule.family, taken) : undefined;
  if (current.ok && conflict === undefined) {
    const { family } = current.rule;
    const message = `converts ${family.kind} between ${family.versions.join(', ')}`;
    return { record, reason: 'Accepted', message, inForce: current.rule, lastGood: current.rule };
  }
  const inForce = lastGood && conflictOf(lastGood.family, taken) === undefined ? lastGood : undefined;
  const causes = conflict ?? diagnosticsOf(record);
  const message = `${shortened(causes)}\n${consequence(inForce)}`;
  return { record, reason: conflict === undefined ? 'Invalid' : 'Conflict', message, inForce, lastGood };
}

/** What keeps a rule from being in force beside others. */
function conflictOf(family: Family, taken: readonly Family[]): string | undefined {
  for (const other of taken) {
    const version = sharedVersion(family, other);
    if (version === undefined) continue;
    const parameters = { rule: family.rule, kind: family.kind, version, other: other.rule };
    const { message, hint } = problem('RULE_CONFLICT', parameters);
    return `${message}. ${hint}`;
  }
  return undefined;
}

function diagnosticsOf({ current }: RuleRecord): string {
  return current.ok ? '' : current.diagnostics.map(formatFieldDiagnostic).join('\n');
}

function consequence(inForce: GoodRule | undefined): string {
  return inForce
    ? `Generation ${String(inForce.generation)}, which was accepted, stays in force.`
    : 'No version of this rule is in force.';
}

function shortened(text: string): string {
  return text.length <= MAX_MESSAGE ? text : `${text.slice(0, MAX_MESSAGE)} ...`;
}
