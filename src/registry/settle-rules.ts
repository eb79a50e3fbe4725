import type { Family } from '../engine/rule-set.ts';
import { problem } from '../errors.ts';
import { sharedVersion } from './combine-rules.ts';
import type { ObjectRecord } from './object-record.ts';
import { mistakesOf, refusalMessage, type Verdict } from './verdict.ts';

/**
 * Decides which rules are in force. `fixed` ones, from files, always are. Of two objects for the same kind and version the older
 * one wins, and of equally old ones the first by name: the order in which they arrive does not matter. Where an object is
 * refused, its last good version stays in force, unless that conflicts as well.
 */
export function settleRules(
  records: Iterable<ObjectRecord<Family>>,
  fixed: readonly Family[],
): readonly Verdict<Family>[] {
  const taken = [...fixed];
  return [...records].sort(byAge).map((record) => {
    const verdict = verdictOn(record, taken);
    if (verdict.inForce) taken.push(verdict.inForce.item);
    return verdict;
  });
}

function byAge(a: ObjectRecord<Family>, b: ObjectRecord<Family>): number {
  if (a.created !== b.created) return a.created < b.created ? -1 : 1;
  return a.name < b.name ? -1 : 1;
}

function verdictOn(record: ObjectRecord<Family>, taken: readonly Family[]): Verdict<Family> {
  const { current, lastGood } = record;
  const conflict = current.ok ? conflictOf(current.good.item, taken) : undefined;
  if (current.ok && conflict === undefined) {
    const { kind, versions } = current.good.item;
    const message = `converts ${kind} between ${versions.join(', ')}`;
    return { record, reason: 'Accepted', message, inForce: current.good, lastGood: current.good };
  }
  const inForce = lastGood && conflictOf(lastGood.item, taken) === undefined ? lastGood : undefined;
  const causes = conflict ?? (current.ok ? '' : mistakesOf(current.diagnostics));
  const message = refusalMessage(causes, inForce, 'rule');
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
