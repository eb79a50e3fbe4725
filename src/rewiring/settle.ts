import { clusterFacts, type ClusterFacts } from '../adoption/cluster-facts.ts';
import { stageOf } from '../adoption/stage.ts';
import { problem, ProblemError } from '../errors.ts';
import { pause } from '../kube/clock.ts';
import { advance, isSettled, type Request, type Step } from './advance.ts';
import type { Means } from './means.ts';

/** Karmada looks at a member every ten seconds, and at once when its address has changed. */
const POLL_MS = 1_000;

/**
 * Advances a member until nothing more comes of it. Throws ProblemError: ADOPTION_MEMBER when there is no such member, and KUBE_* when
 * Karmada does not answer; what becomes of the member is in the last step, ADOPTION_UNFINISHED included.
 */
export async function settle(means: Means, name: string, request: Request, timeoutMs: number): Promise<Step> {
  const { clock, stopping } = means;
  const until = clock.now() + timeoutMs;
  for (;;) {
    const step = await advance(means, await memberFacts(means, name), request);
    if (isSettled(step)) return step;
    // A member that is switched is put back in its own time.
    const isLate = clock.now() >= until && stageOf(step.facts) !== 'switched';
    if (isLate || stopping.aborted) {
      const seconds = Math.round(timeoutMs / 1000);
      return { ...step, problem: problem('ADOPTION_UNFINISHED', { name, seconds, reason: step.decision.reason }) };
    }
    await pause(clock, POLL_MS, stopping);
  }
}

async function memberFacts({ karmada }: Means, name: string): Promise<ClusterFacts> {
  const facts = clusterFacts((await karmada.cluster(name)) ?? {});
  if (facts) return facts;
  const names = (await karmada.clusters()).flatMap((cluster) => clusterFacts(cluster)?.name ?? []);
  const known = names.length === 0 ? 'none' : names.sort().join(', ');
  throw new ProblemError(problem('ADOPTION_MEMBER', { name, known }));
}
