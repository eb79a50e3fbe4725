import { servedBy } from '../../src/inventory/served-versions.ts';
import { plainMember, type FleetMember } from '../../src/karmada/fleet-member.ts';
import { fleetSnapshotOf } from '../../src/karmada/fleet-snapshot.ts';
import { overridePolicy } from '../../src/karmada/override-policy.ts';
import { propagationPolicy } from '../../src/karmada/propagation-policy.ts';
import { planTemplate } from '../../src/planner/plan-template.ts';
import { loadBuiltinRules } from '../../src/registry/builtin-rules.ts';
import { PACKAGED_SCHEMAS } from '../../src/schema/packaged.ts';
import { millisecondsOf } from './measure.ts';
import type { Row } from './row.ts';
import { largeIngress } from './workloads.ts';

const SETS = 20;
const ROUNDS = 20;
const FIRST_MINOR = 16;

/**
 * Planning an Ingress of 10 kB against a fleet in 20 sets of capabilities: a policy places it by label, and an override
 * policy adds an annotation in half of the regions.
 */
export function planning(count: number): Row {
  const members = Array.from({ length: count }, (_, index) => memberAt(index));
  const select = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' };
  const fleet = fleetSnapshotOf({
    members,
    policies: [
      propagationPolicy.parse({
        metadata: { name: 'shops', namespace: 'shops' },
        spec: {
          resourceSelectors: [select],
          placement: { clusterAffinity: { labelSelector: { matchLabels: { env: 'prod' } } } },
        },
      }),
    ],
    overrides: [
      overridePolicy.parse({
        metadata: { name: 'east', namespace: 'shops' },
        spec: {
          resourceSelectors: [select],
          overrideRules: [
            {
              targetCluster: {
                fieldSelector: { matchExpressions: [{ key: 'region', operator: 'In', values: ['east'] }] },
              },
              overriders: { annotationsOverrider: [{ operator: 'add', value: { side: 'east' } }] },
            },
          ],
        },
      }),
    ],
    controlPlane: capabilitiesIn(SETS - 1),
  });
  const rules = loadBuiltinRules();
  const template = largeIngress(0);
  const ours = millisecondsOf(() => {
    for (let i = 0; i < ROUNDS; i++) planTemplate(template, fleet, rules, { schemas: PACKAGED_SCHEMAS });
  });
  return {
    name: `planning a template for ${String(count)} members in ${String(SETS)} sets of capabilities`,
    ours: ours / ROUNDS,
    unit: 'milliseconds of processor time',
    goal: 'at most 5 for 5,000',
  };
}

function memberAt(index: number): FleetMember {
  const member = plainMember(`member-${String(index)}`, capabilitiesIn(index % SETS));
  return { ...member, labels: { env: 'prod' }, region: index % 2 === 0 ? 'east' : 'west' };
}

function capabilitiesIn(set: number) {
  const served = servedBy(`1.${String(FIRST_MINOR + set)}`);
  if (!served.ok) throw new Error(served.problem.message);
  return served.capabilities;
}
