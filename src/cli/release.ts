import { clusterFacts, type ClusterFacts } from '../adoption/cluster-facts.ts';
import { labelling } from '../adoption/patches.ts';
import { stageOf } from '../adoption/stage.ts';
import type { RuleSet } from '../engine/rule-set.ts';
import type { Step } from '../rewiring/advance.ts';
import { patchCluster } from '../rewiring/means.ts';
import { settle } from '../rewiring/settle.ts';
import { openAdoption, type AdoptionAccess, type AdoptionSession } from './adoption-session.ts';
import { tellProblem, tellRestartNeeded, tellStep, withPendingRestart } from './adoption-report.ts';
import type { Streams } from './streams.ts';

export interface ReleaseOptions extends AdoptionAccess {
  /** Undefined means all that are behind the gateway. */
  readonly members: readonly string[] | undefined;
  /** Somebody has restarted karmada-controller-manager since the members were released. */
  readonly restarted: boolean;
  /** Whether to label the members, so that no controller adopts them again. */
  readonly label: boolean;
}

/**
 * `karmorph release`: gives members their own addresses and Secrets back. Returns the exit status: 1 when one could not be released.
 * Throws ProblemError when Karmada does not answer.
 */
export async function runRelease(options: ReleaseOptions, rules: RuleSet, streams: Streams): Promise<number> {
  const session = await openAdoption(options, () => Promise.resolve(rules));
  try {
    const names = options.members ?? (await behindGateway(session));
    if (names.length === 0) streams.stdout.write('no member is behind the gateway\n');
    const steps: Step[] = [];
    for (const name of names) steps.push(await release(session, name, options));
    const pending = withPendingRestart(steps);
    const finished = pending.length === 0 ? [] : await finish(session, pending, { options, streams });
    for (const step of steps) {
      tellStep(finished.find(({ facts }) => facts.name === step.facts.name) ?? step, streams);
    }
    return [...steps, ...finished].some(({ problem }) => problem !== undefined) ? 1 : 0;
  } finally {
    session.close();
  }
}

async function behindGateway({ means }: AdoptionSession): Promise<readonly string[]> {
  const all = (await means.karmada.clusters()).map(clusterFacts);
  return all
    .filter((facts): facts is ClusterFacts => facts !== undefined && stageOf(facts) !== 'direct')
    .map(({ name }) => name)
    .sort();
}

async function release(
  { means, process }: AdoptionSession,
  name: string,
  { restarted, label, confirmMs }: ReleaseOptions,
): Promise<Step> {
  const step = await settle(means, name, { wish: 'out', insists: true, process, restarted }, confirmMs);
  if (!label || step.problem || step.facts.label === 'disabled') return step;
  return { ...step, facts: await patchCluster(means, step.facts, labelling('disabled')) };
}

interface Context {
  readonly options: ReleaseOptions;
  readonly streams: Streams;
}

/** Restarts where that is allowed, and then ends the release. */
async function finish(
  session: AdoptionSession,
  pending: readonly Step[],
  { options, streams }: Context,
): Promise<readonly Step[]> {
  if (!session.restart) {
    tellRestartNeeded(pending, streams);
    return [];
  }
  const cause = await session.restart();
  if (cause) {
    tellProblem(cause, 'warning', streams);
    return [];
  }
  streams.stdout.write('karmada-controller-manager was restarted\n');
  const finished: Step[] = [];
  for (const { facts } of pending) {
    finished.push(await release(session, facts.name, { ...options, restarted: true, label: false }));
  }
  return finished;
}
