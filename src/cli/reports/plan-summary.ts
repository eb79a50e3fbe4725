import type { Json, JsonObject } from '../../json/json.ts';
import { objectAt, stringAt } from '../../json/json.ts';
import { jsonPatch } from '../../json/patch.ts';
import { VERDICTS, worst, type PlannedTemplate } from '../planned-template.ts';

/** Plans for programs: every template with a plan for each set of capabilities, and how many there are of each verdict. */
export function planSummary(planned: readonly PlannedTemplate[]): JsonObject {
  const all = planned.flatMap(({ plans }) => plans);
  return {
    verdict: worst(planned.map(({ verdict }) => verdict)),
    plans: Object.fromEntries(
      VERDICTS.map((verdict) => [verdict, all.filter((each) => each.verdict === verdict).length]),
    ),
    results: planned.map(resultOf),
  };
}

function resultOf({ where, template, verdict, plans }: PlannedTemplate): JsonObject {
  const metadata = objectAt(template, 'metadata');
  return {
    template: {
      apiVersion: stringAt(template, 'apiVersion'),
      kind: stringAt(template, 'kind'),
      namespace: stringAt(metadata, 'namespace'),
      name: stringAt(metadata, 'name'),
      where,
    },
    verdict,
    plans: plans.map((plan) => planOf(template, plan)),
  };
}

function planOf(template: JsonObject, plan: PlannedTemplate['plans'][number]): JsonObject {
  const { members, kubernetesVersion, verdict, target, hops, rule, losses, dropped, object, problem } = plan;
  return {
    members,
    kubernetesVersion,
    verdict,
    target,
    hops,
    rule,
    losses: losses.map((loss) => {
      const { path, value, reason } = loss;
      return { path, value, reason, by: dropped.some((each) => each === loss) ? 'release' : 'conversion' };
    }),
    ...(object && { object, patch: jsonPatch(template, object) }),
    ...(problem && { problem: problem as unknown as Json }),
  };
}
