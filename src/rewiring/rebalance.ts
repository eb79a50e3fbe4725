import { clusterFacts } from '../adoption/cluster-facts.ts';
import { leftOut, rebalancer } from '../adoption/left-out.ts';
import { problem, type Problem } from '../errors.ts';
import { memberTraits } from '../inventory/member-traits.ts';
import { kubeProblem, KubeRefused } from '../kube/kube-client.ts';
import type { KarmadaApi } from './karmada-api.ts';

const REBALANCERS = '/apis/apps.karmada.io/v1alpha1/workloadrebalancers';
const BINDINGS = [
  '/apis/work.karmada.io/v1alpha2/resourcebindings',
  '/apis/work.karmada.io/v1alpha2/clusterresourcebindings',
];

/** How many templates are scheduled anew, or why none is. */
export type Rebalanced =
  { readonly ok: true; readonly templates: number } | { readonly ok: false; readonly problem: Problem };

/** Has the templates that had left an adopted member out scheduled anew, by a WorkloadRebalancer of its own. */
export async function rebalance(karmada: KarmadaApi, name: string): Promise<Rebalanced> {
  try {
    return { ok: true, templates: await templatesRebalanced(karmada, name) };
  } catch (error) {
    const { message } = kubeProblem(REBALANCERS, error);
    return { ok: false, problem: problem('ADOPTION_REBALANCE', { name, reason: message }) };
  }
}

async function templatesRebalanced(karmada: KarmadaApi, name: string): Promise<number> {
  const cluster = await karmada.cluster(name);
  const facts = cluster && clusterFacts(cluster);
  if (!facts) return 0;
  const member = { name, capabilities: facts.enabled, ...memberTraits(cluster) };
  const bindings = (await Promise.all(BINDINGS.map((path) => karmada.list(path)))).flat();
  const workloads = bindings.flatMap((binding) => leftOut(binding, facts, member) ?? []);
  if (workloads.length === 0) return 0;
  try {
    await karmada.create(REBALANCERS, rebalancer(facts, workloads));
  } catch (error) {
    if (!(error instanceof KubeRefused && error.status === 409)) throw error;
  }
  return workloads.length;
}
