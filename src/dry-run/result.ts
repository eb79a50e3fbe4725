import { objectAt, stringAt } from '../json/json.ts';
import { jsonPatch } from '../json/patch.ts';
import type { PolicyName } from '../karmada/policy-name.ts';
import type { Outcome } from '../policies/model.ts';
import { strictest } from './judged-plans.ts';
import type { DryRunAnswer, DryRunResult } from './model.ts';
import type { PlannedTemplate } from './planned-template.ts';
import { countVerdicts, worst, type TemplateVerdict, type Verdict } from '../planner/verdict.ts';

/** A planned template as the dry run and `karmorph plan -o json` tell it. `where` is its place in the input. */
export function dryRunResult(planned: PlannedTemplate, where?: string): DryRunResult {
  const { template, definedBy, basis, policy, verdict, problem, outcome, plans } = planned;
  const metadata = objectAt(template, 'metadata');
  return {
    template: {
      apiVersion: stringAt(template, 'apiVersion'),
      kind: stringAt(template, 'kind'),
      namespace: stringAt(metadata, 'namespace'),
      name: stringAt(metadata, 'name'),
      where,
    },
    definedBy,
    basis,
    ...(policy && { policy: named(policy) }),
    verdict,
    ...(problem && { problem }),
    outcome,
    plans: plans.map((plan) => dryRunPlan(template, plan)),
  };
}

/** What counts of a result for the sums. */
export interface Summed {
  readonly verdict: TemplateVerdict;
  readonly outcome: Outcome;
  readonly plans: readonly { readonly verdict: Verdict }[];
}

/** The sums of an answer: what stands before its results. */
export function sumsOf(results: readonly Summed[]): Pick<DryRunAnswer, 'verdict' | 'outcome' | 'plans'> {
  return {
    verdict: worst(results.map(({ verdict }) => verdict)),
    outcome: strictest(results.map(({ outcome }) => outcome)),
    plans: countVerdicts(results.flatMap(({ plans }) => plans.map(({ verdict }) => verdict))),
  };
}

/** What the members of one set get, in the form of the dry run's answer. */
export function dryRunPlan(
  template: PlannedTemplate['template'],
  plan: PlannedTemplate['plans'][number],
): DryRunResult['plans'][number] {
  const { members, kubernetesVersion, verdict, target, hops, rule, losses, dropped, object, problem } = plan;
  const { overriddenBy, outcome, findings, assumed } = plan;
  const byRelease = new Set<unknown>(dropped);
  return {
    members: [...members],
    ...(assumed.length > 0 && { assumed: [...assumed] }),
    kubernetesVersion,
    verdict,
    outcome,
    target,
    hops: [...hops],
    rule,
    ...(overriddenBy.length > 0 && { overriddenBy: overriddenBy.map(named) }),
    losses: losses.map((loss) => {
      const { path, value, reason } = loss;
      return { path, value, reason, by: byRelease.has(loss) ? 'release' : 'conversion' };
    }),
    findings: findings.map((finding) => ({
      outcome: finding.outcome,
      members: [...finding.members],
      paths: [...finding.paths],
      policies: [...finding.policies],
    })),
    ...(object && { object, patch: [...jsonPatch(template, object)] }),
    ...(problem && { problem }),
  };
}

/** A cluster-scoped policy has no namespace. */
function named<Kind extends string>({ kind, namespace, name }: PolicyName<Kind>) {
  return { kind, ...(namespace !== '' && { namespace }), name };
}
