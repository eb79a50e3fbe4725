import type { JsonObject } from '../json/json.ts';
import type { ClusterFacts, Failure } from './cluster-facts.ts';
import { ADOPTION_LABEL, MEMBER_CA, MEMBER_ENDPOINT, RECORD } from './names.ts';

/** A merge patch of a Cluster. It holds for the Cluster that was read: the API server refuses it when that has changed since. */
type ClusterPatch = JsonObject;

/** What is recorded before anything is changed. */
export interface Original {
  /** Of the member, for the gateway: `https://host:port`. */
  readonly memberEndpoint: string;
  /** `caBundle` of the member's Secret; empty for none. */
  readonly caBundle: string;
  readonly gatewayEndpoint: string;
  readonly adoptedFor: readonly string[];
}

const NO_RECORD = Object.fromEntries(Object.values(RECORD).map((name) => [name, null]));

/** From then on the gateway knows the member, and Karmada still goes to the member itself. */
export function preparing(facts: ClusterFacts, original: Original): ClusterPatch {
  return patchOf(facts, {
    ...NO_RECORD,
    [RECORD.failed]: undefined,
    [RECORD.restartPending]: undefined,
    [RECORD.originalEndpoint]: facts.endpoint,
    [RECORD.gatewayEndpoint]: original.gatewayEndpoint,
    [RECORD.adoptedFor]: original.adoptedFor.join(' '),
    [MEMBER_ENDPOINT]: original.memberEndpoint,
    [MEMBER_CA]: original.caBundle === '' ? null : original.caBundle,
  });
}

/** From then on Karmada goes through the gateway. `process` is the one whose informers do not. */
export function switching(facts: ClusterFacts, now: number, process: string): ClusterPatch {
  const annotations = { [RECORD.switchedAt]: timeText(now), [RECORD.restartPending]: process };
  return { ...patchOf(facts, annotations), spec: { apiEndpoint: facts.gatewayEndpoint } };
}

export function confirming(facts: ClusterFacts, now: number): ClusterPatch {
  return patchOf(facts, { [RECORD.adoptedAt]: timeText(now), [RECORD.failed]: null });
}

/** Tells the gateway of a CA that the member has got since. */
export function renewing(facts: ClusterFacts, caBundle: string): ClusterPatch {
  return patchOf(facts, { [MEMBER_CA]: caBundle === '' ? null : caBundle });
}

/** How a member is let go. */
export interface Restoring {
  readonly now: number;
  /** The process whose informers go through the gateway; undefined when none do. */
  readonly process: string | undefined;
  /** Why it is let go, when that is a failure. */
  readonly failure: Failure | undefined;
}

/**
 * From then on Karmada goes to the member itself. The rest of the record stays until {@link clearing}. An address that somebody else has
 * written is left as it is.
 */
export function restoring(facts: ClusterFacts, { now, process, failure }: Restoring): ClusterPatch {
  const patch = patchOf(facts, {
    [RECORD.releasedAt]: timeText(now),
    [RECORD.restartPending]: process ?? null,
    [RECORD.failed]: failure ? JSON.stringify({ ...failure, at: timeText(failure.at) }) : null,
  });
  const original = facts.originalEndpoint ?? facts.memberEndpoint;
  const isOurs = facts.gatewayEndpoint === undefined || facts.endpoint === facts.gatewayEndpoint;
  return isOurs && original !== undefined ? { ...patch, spec: { apiEndpoint: original } } : patch;
}

/** From then on the gateway does not know the member, and nothing is left but a failure, if there was one. */
export function clearing(facts: ClusterFacts): ClusterPatch {
  return patchOf(facts, { ...NO_RECORD, [RECORD.failed]: undefined, [MEMBER_ENDPOINT]: null, [MEMBER_CA]: null });
}

/** Says that Karmada's informers go to the address that the Cluster has. It holds whatever else has changed. */
export function restarted(): JsonObject {
  return { metadata: { annotations: { [RECORD.restartPending]: null } } };
}

/** Holds whatever else has changed. */
export function labelling(value: 'enabled' | 'disabled'): JsonObject {
  return { metadata: { labels: { [ADOPTION_LABEL]: value } } };
}

function patchOf({ resourceVersion }: ClusterFacts, annotations: JsonObject): ClusterPatch {
  return { metadata: { resourceVersion, annotations } };
}

function timeText(time: number): string {
  return new Date(time).toISOString();
}
