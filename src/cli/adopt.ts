import { labelling, restarted } from '../adoption/patches.ts';
import { patchCluster } from '../rewiring/means.ts';
import { rebalance } from '../rewiring/rebalance.ts';
import { settle } from '../rewiring/settle.ts';
import type { Step } from '../rewiring/advance.ts';
import { openAdoption, type AdoptionAccess, type AdoptionSession } from './adoption-session.ts';
import { tellProblem, tellRestartNeeded, tellStep, withPendingRestart } from './adoption-report.ts';
import { counted } from './counted.ts';
import type { LoadedRules } from './load-rules.ts';
import { rulesInForce } from './rules-in-force.ts';
import type { Streams } from './streams.ts';

export interface AdoptOptions extends AdoptionAccess {
  readonly members: readonly string[];
  /** Whether templates that had left the members out are scheduled anew. */
  readonly rebalance: boolean;
}

/**
 * `karmorph adopt`: puts members behind the gateway, one after the other, and waits until Karmada sees them Ready there. Returns the exit
 * status: 1 when one of them was refused or put back. Throws ProblemError when Karmada does not answer.
 */
export async function runAdopt(options: AdoptOptions, loaded: LoadedRules, streams: Streams): Promise<number> {
  const session = await openAdoption(options, (client, signal) => rulesInForce(client, signal, loaded, streams.stderr));
  try {
    const steps: Step[] = [];
    for (const name of options.members) {
      const step = await adopt(session, name, options.confirmMs);
      tellStep(step, streams);
      steps.push(step);
      if (step.decision.action === 'confirm' && options.rebalance) await tellRebalanced(session, name, streams);
    }
    const pending = withPendingRestart(steps);
    if (pending.length > 0) await restart(session, pending, streams);
    return steps.some(({ problem }) => problem !== undefined) ? 1 : 0;
  } finally {
    session.close();
  }
}

/** Whoever asks for a member by name does not want the controller to release it again. */
async function adopt({ means, process }: AdoptionSession, name: string, timeoutMs: number): Promise<Step> {
  const step = await settle(means, name, { wish: 'in', insists: true, process }, timeoutMs);
  if (step.problem || step.facts.label !== 'disabled') return step;
  return { ...step, facts: await patchCluster(means, step.facts, labelling('enabled')) };
}

async function tellRebalanced({ means }: AdoptionSession, name: string, streams: Streams): Promise<void> {
  const rebalanced = await rebalance(means.karmada, name);
  if (!rebalanced.ok) tellProblem(rebalanced.problem, 'warning', streams);
  else streams.stdout.write(`${name}: ${counted(rebalanced.templates, 'template')} scheduled anew\n`);
}

async function restart({ means, restart }: AdoptionSession, pending: readonly Step[], streams: Streams): Promise<void> {
  if (!restart) {
    tellRestartNeeded(pending, streams);
    return;
  }
  const cause = await restart();
  if (cause) {
    tellProblem(cause, 'warning', streams);
    return;
  }
  streams.stdout.write('karmada-controller-manager was restarted\n');
  for (const { facts } of pending) await patchCluster(means, facts, restarted());
}
