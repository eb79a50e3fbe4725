import type { Outcome } from '../policies/model.ts';
import type { Policy } from '../policies/policy.ts';
import type { ObjectRecord } from './object-record.ts';
import { mistakesOf, refusalMessage, type Verdict } from './verdict.ts';

/** Decides which policies are in force: each that has no mistakes, and the last good version of each other one. */
export function settlePolicies(records: Iterable<ObjectRecord<Policy>>): readonly Verdict<Policy>[] {
  return [...records].map((record) => {
    const { current, lastGood } = record;
    if (!current.ok) {
      const message = refusalMessage(mistakesOf(current.diagnostics), lastGood, 'policy');
      return { record, reason: 'Invalid', message, inForce: lastGood, lastGood };
    }
    const { good } = current;
    return { record, reason: 'Accepted', message: effectOf(good.item), inForce: good, lastGood: good };
  });
}

const VERBS: Readonly<Record<Outcome, string>> = { Allow: 'allows', Warn: 'warns of', Deny: 'refuses' };

function effectOf({ spec: { onLoss = 'Warn' }, onImpossible }: Policy): string {
  return `${VERBS[onLoss]} losses, ${VERBS[onImpossible]} templates that a member cannot get`;
}
