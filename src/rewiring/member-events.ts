import type { ClusterFacts } from '../adoption/cluster-facts.ts';
import type { Action } from '../adoption/decide.ts';
import type { Problem } from '../errors.ts';
import type { ObjectEvent } from '../kube/event-recorder.ts';
import type { Step } from './advance.ts';

const STEPS: Partial<Record<Action, string>> = { confirm: 'Adopted', release: 'Released', finish: 'ReleaseFinished' };

/** What an Event on the Cluster says of a step; undefined for what changes nothing. */
export function stepEvent({ decision: { action, reason }, facts, problem }: Step): ObjectEvent | undefined {
  if (problem) return problemEvent(facts, problem);
  const step = STEPS[action];
  return step === undefined ? undefined : clusterEvent(facts, step, reason);
}

const REASONS: Partial<Record<Problem['code'], string>> = {
  ADOPTION_REFUSED: 'AdoptionRefused',
  ADOPTION_PATH: 'AdoptionFailed',
  ADOPTION_SECRET: 'AdoptionFailed',
  ADOPTION_ROLLED_BACK: 'AdoptionRolledBack',
  ADOPTION_RESTART_NEEDED: 'RestartNeeded',
  ADOPTION_RESTART_FAILED: 'RestartNeeded',
  ADOPTION_REBALANCE: 'NotRebalanced',
};

/** A warning about a member, with what to do. */
export function problemEvent(facts: ClusterFacts, { code, message, hint }: Problem): ObjectEvent | undefined {
  const reason = REASONS[code];
  return reason === undefined ? undefined : { ...clusterEvent(facts, reason, `${message}. ${hint}`), type: 'Warning' };
}

function clusterEvent({ name, uid }: ClusterFacts, reason: string, message: string): ObjectEvent {
  const about = { apiVersion: 'cluster.karmada.io/v1alpha1', kind: 'Cluster', namespace: '', name, uid };
  return { about, type: 'Normal', reason, message };
}
