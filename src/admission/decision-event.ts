import type { ObjectEvent } from '../kube/event-recorder.ts';
import type { DecisionRecord } from './record.ts';

/**
 * The Event that tells of a decision later, to those who did not run kubectl themselves; undefined for one that is not worth it: nothing
 * is lost, nothing is stored, or there is no object that it could be about.
 */
export function decisionEvent({ reviewed, verdict, outcome, texts }: DecisionRecord): ObjectEvent | undefined {
  const { dryRun, operation, apiVersion, kind, namespace, name, uid } = reviewed;
  const reason = outcome === 'denied' ? 'ConversionDenied' : REASONS.get(verdict);
  // What is refused is not stored: only an object that is there already can have an event.
  const isStored = outcome === 'warned' || (outcome === 'denied' && operation === 'UPDATE');
  if (dryRun || !isStored || uid === '' || reason === undefined) return undefined;
  const about = { apiVersion, kind, namespace, name, uid };
  return { about, type: 'Warning', reason, message: texts.map((text) => text.replace(/^karmorph: /, '')).join('; ') };
}

const REASONS: ReadonlyMap<DecisionRecord['verdict'], string> = new Map([
  ['lossy', 'FieldsLost'],
  ['impossible', 'NotConvertible'],
  ['unknown', 'MembersUnknown'],
]);
