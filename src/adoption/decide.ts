import type { ClusterFacts, Failure } from './cluster-facts.ts';
import { obstacleOf } from './obstacle.ts';
import { stageOf, type Restart, type Stage } from './stage.ts';

/**
 * What is to be done with a member: `leave` it alone; `refuse` it, since it lacks versions and cannot be adopted; `adopt`, which
 * records, verifies and switches; `wait`; `confirm` that it works; `keep` it behind the gateway; `rollback`; `release`; `finish` a
 * release.
 */
export type Action = 'leave' | 'refuse' | 'adopt' | 'wait' | 'confirm' | 'keep' | 'rollback' | 'release' | 'finish';

export interface Decision {
  readonly action: Action;
  /** Worded to follow the member's name and a colon. */
  readonly reason: string;
}

/** What somebody wants of a member: to have it behind the gateway where it needs that, to have it out, or neither. */
export type Wish = 'in' | 'out' | 'neither';

/** Everything but the Cluster that decides. Times are milliseconds. */
export interface Circumstances {
  readonly wish: Wish;
  /** A person asks for it now: earlier failures do not count, and members that were put behind the gateway by hand do. */
  readonly insists: boolean;
  /** What it is left out of, as Karmada sees it: it counts while the member is not behind the gateway. */
  readonly lacking: readonly string[];
  /** Since when the member itself has been serving everything; undefined while it does not, or nobody knows. */
  readonly unneededSince: number | undefined;
  readonly restart: Restart;
  readonly now: number;
  /** How long Karmada may take to see the member Ready behind the gateway. */
  readonly confirmMs: number;
  /** How long a member that needs the gateway no more is kept behind it. */
  readonly settleMs: number;
}

/** Decides, by what is in the Cluster and the circumstances alone: whoever asks next goes on where the last one stopped. */
export function decide(facts: ClusterFacts, circumstances: Circumstances): Decision {
  if (facts.deleting) return { action: 'leave', reason: 'it is being removed from Karmada' };
  const stage = stageOf(facts);
  return circumstances.wish === 'out'
    ? takenOut(stage, circumstances)
    : BY_STAGE[stage](facts, { ...circumstances, stage });
}

type Situation = Circumstances & { readonly stage: Stage };

const BY_STAGE: Readonly<Record<Stage, (facts: ClusterFacts, situation: Situation) => Decision>> = {
  direct: candidate,
  prepared: candidate,
  released: (facts, situation) => (situation.wish === 'in' ? candidate(facts, situation) : released(situation)),
  switched: watched,
  adopted: kept,
  'by-hand': () => ({ action: 'leave', reason: 'somebody has put it behind the gateway by hand' }),
  moved: () => ({ action: 'leave', reason: MOVED }),
};

const MOVED = 'somebody has changed spec.apiEndpoint since it was adopted; release it, and adopt it again';

function candidate(facts: ClusterFacts, situation: Situation): Decision {
  const { wish, lacking, now, insists } = situation;
  if (wish !== 'in') return { action: 'leave', reason: 'nobody has asked for its adoption' };
  if (lacking.length === 0) return unneeded(situation);
  const obstacle = obstacleOf(facts);
  if (obstacle !== undefined) return { action: 'refuse', reason: obstacle };
  if (!facts.ready) return { action: 'wait', reason: `it is not Ready in Karmada: ${facts.readiness}` };
  const retryAt = facts.failure && !insists ? facts.failure.at + backoffMs(facts.failure) : now;
  if (retryAt > now) {
    const reason = `its adoption failed, and is tried again at ${new Date(retryAt).toISOString()}: ${facts.failure?.reason ?? ''}`;
    return { action: 'wait', reason };
  }
  return { action: 'adopt', reason: `it lacks ${textOf(lacking)}` };
}

function unneeded({ stage }: Situation): Decision {
  const reason = 'it serves every version that Karmada propagates';
  return stage === 'prepared' ? { action: 'release', reason } : { action: 'leave', reason };
}

/**
 * Whoever switched it may be gone, so this does not depend on what anybody wants. It was Ready before: when Karmada says that it is not any
 * more, after half a minute of trying, there is nothing to wait for.
 */
function watched(facts: ClusterFacts, { now, confirmMs }: Situation): Decision {
  if (!facts.ready) return { action: 'rollback', reason: facts.readiness };
  const missing = facts.adoptedFor.filter((gvk) => !facts.enabled.served.has(gvk));
  if (missing.length === 0) {
    return { action: 'confirm', reason: 'Karmada sees it Ready behind the gateway, with the versions that it lacked' };
  }
  const seen = `Karmada does not see ${textOf(missing)}`;
  const isLate = now - (facts.switchedAt ?? 0) >= confirmMs;
  return isLate
    ? { action: 'rollback', reason: seen }
    : { action: 'wait', reason: `it was switched; until now, ${seen}` };
}

function kept({ adoptedFor }: ClusterFacts, { wish, unneededSince, now, settleMs }: Situation): Decision {
  if (unneededSince === undefined || wish !== 'in') {
    return { action: 'keep', reason: `it is behind the gateway for ${textOf(adoptedFor)}` };
  }
  if (now - unneededSince >= settleMs) {
    return { action: 'release', reason: 'it serves every version that Karmada propagates by itself now' };
  }
  const at = new Date(unneededSince + settleMs).toISOString();
  return { action: 'keep', reason: `it needs the gateway no longer, and is released at ${at} unless that changes` };
}

function takenOut(stage: Stage, circumstances: Circumstances): Decision {
  if (stage === 'direct') return { action: 'leave', reason: 'it is not behind the gateway' };
  if (stage === 'released') return released(circumstances);
  if (stage === 'by-hand' && !circumstances.insists) {
    return { action: 'leave', reason: 'somebody has put it behind the gateway by hand, and takes it out' };
  }
  return { action: 'release', reason: 'it is not to be behind the gateway' };
}

function released({ restart }: Circumstances): Decision {
  return restart === 'done' || restart === 'none'
    ? { action: 'finish', reason: "Karmada's informers go to the member itself" }
    : { action: 'wait', reason: 'it is released; the gateway knows it until karmada-controller-manager restarts' };
}

const FIRST_RETRY_MS = 10 * 60_000;
const LAST_RETRY_MS = 6 * 3_600_000;

function backoffMs({ times }: Failure): number {
  return Math.min(FIRST_RETRY_MS * 2 ** (times - 1), LAST_RETRY_MS);
}

const NAMED = 3;

/** A few of the kinds, and how many more there are. */
function textOf(kinds: readonly string[]): string {
  const more = kinds.length - NAMED;
  return kinds.slice(0, NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
