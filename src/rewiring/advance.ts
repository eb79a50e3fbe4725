import type { ClusterFacts, Failure } from '../adoption/cluster-facts.ts';
import { decide, type Decision, type Wish } from '../adoption/decide.ts';
import { confirming } from '../adoption/patches.ts';
import { restartOf, stageOf, type Restart } from '../adoption/stage.ts';
import { problem, type Problem } from '../errors.ts';
import { KubeRefused } from '../kube/kube-client.ts';
import { adoptMember } from './adopt-member.ts';
import { patchCluster, type Means } from './means.ts';
import { finishRelease, releaseMember } from './release-member.ts';

/** What is asked of one member. */
export interface Request {
  readonly wish: Wish;
  readonly insists: boolean;
  readonly unneededSince?: number | undefined;
  /** The leader among the processes of karmada-controller-manager, if that is known. */
  readonly process: string | undefined;
  /** Somebody says that it was restarted. */
  readonly restarted?: boolean;
}

/** One step: what was decided, what came of it, and the Cluster as it is now. */
export interface Step {
  readonly decision: Decision;
  readonly facts: ClusterFacts;
  readonly problem?: Problem;
}

/**
 * Decides what is to be done with a member, and does it: one step, after which it can be asked again. Throws ProblemError when Karmada
 * cannot be read or written; a Cluster that somebody else has changed meanwhile is only a reason to wait.
 */
export async function advance(means: Means, facts: ClusterFacts, request: Request): Promise<Step> {
  const { clock, confirmMs, settleMs } = means;
  const restart = request.restarted ? 'done' : restartOf(facts, request.process);
  const decision = decide(facts, {
    ...{ wish: request.wish, insists: request.insists, unneededSince: request.unneededSince },
    ...{ lacking: means.lackingOf(facts.enabled), restart, now: clock.now(), confirmMs, settleMs },
  });
  try {
    return { decision, ...(await carryOut({ means, facts, request, decision, restart })) };
  } catch (error) {
    if (!(error instanceof KubeRefused && error.status === 409)) throw error;
    return { decision: { action: 'wait', reason: 'it was changed meanwhile' }, facts };
  }
}

interface Order {
  readonly means: Means;
  readonly facts: ClusterFacts;
  readonly request: Request;
  readonly decision: Decision;
  readonly restart: Restart;
}

type Done = Omit<Step, 'decision'>;

async function carryOut(order: Order): Promise<Done> {
  const { means, facts, request, restart } = order;
  const { process } = request;
  switch (order.decision.action) {
    case 'refuse':
      return { facts, problem: problem('ADOPTION_REFUSED', { name: facts.name, reason: order.decision.reason }) };
    case 'adopt':
      return adopt(order);
    case 'confirm':
      return { facts: await patchCluster(means, facts, confirming(facts, means.clock.now())) };
    case 'rollback':
      return rollBack(order);
    case 'release':
      return { facts: await releaseMember(means, facts, { restart, process }) };
    case 'finish':
      return { facts: await finishRelease(means, facts) };
    case 'leave':
    case 'wait':
    case 'keep':
      return { facts };
  }
}

async function adopt({ means, facts, request: { process }, restart }: Order): Promise<Done> {
  const { gateway } = means;
  if (!gateway) return { facts };
  const wanted = means.lackingOf(facts.enabled);
  const adopted = await adoptMember(means, facts, { gateway, wanted, process });
  if (!adopted.problem || means.stopping.aborted) return adopted;
  const failure = failed(facts, means.clock.now(), adopted.problem.message);
  return { ...adopted, facts: await releaseMember(means, adopted.facts, { restart, process, failure }) };
}

async function rollBack({ means, facts, request: { process }, restart, decision: { reason } }: Order): Promise<Done> {
  const now = means.clock.now();
  const seconds = Math.round((now - (facts.switchedAt ?? now)) / 1000);
  const failure = failed(facts, now, reason);
  return {
    facts: await releaseMember(means, facts, { restart, process, failure }),
    problem: problem('ADOPTION_ROLLED_BACK', { name: facts.name, seconds, reason }),
  };
}

function failed({ failure }: ClusterFacts, at: number, reason: string): Failure {
  return { at, times: (failure?.times ?? 0) + 1, reason };
}

/** Whether nothing more comes of asking again, until somebody or something else does something. */
export function isSettled({ decision: { action }, facts, problem }: Step): boolean {
  if (problem || action === 'finish' || action === 'release' || action === 'confirm') return true;
  if (action === 'wait') return stageOf(facts) === 'released';
  return action !== 'adopt';
}
