import { literalPath, type Path } from '../engine/path.ts';
import { stringAt, type JsonObject } from '../json/json.ts';
import { gvkOf, parseGroupVersion } from '../kubernetes/group-version.ts';
import type { Need } from './choose-version.ts';

/** Where an object of Karmada names others by apiVersion and kind, and what Karmada needs of that version. */
export interface PolicyReferences {
  readonly path: Path;
  readonly need: Need;
  /** True when the object says by path what to change in those that it names. */
  readonly overrides: boolean;
}

const [SELECTORS, TARGET, WORKLOADS] = ['spec.resourceSelectors[*]', 'spec.scaleTargetRef', 'spec.workloads[*]'].map(
  literalPath,
) as [Path, Path, Path];

/**
 * By group and kind; read in Karmada v1.18.2:
 * - selectors are compared with the apiVersion of the watched object, as texts (pkg/util/selector.go);
 * - FederatedHPA reads its target in the version named, and compares that with the binding's, which is the watched one
 *   (pkg/controllers/federatedhpa/federatedhpa_controller.go: getBindingByLabel);
 * - CronFederatedHPA reads its target in the version named, which any served one will do for (cronfederatedhpa_job.go);
 * - WorkloadRebalancer finds bindings by kind and name alone, so a served version is none of our business.
 */
const BY_KIND: ReadonlyMap<string, PolicyReferences> = new Map([
  ['policy.karmada.io/PropagationPolicy', { path: SELECTORS, need: 'watched', overrides: false }],
  ['policy.karmada.io/ClusterPropagationPolicy', { path: SELECTORS, need: 'watched', overrides: false }],
  ['policy.karmada.io/OverridePolicy', { path: SELECTORS, need: 'watched', overrides: true }],
  ['policy.karmada.io/ClusterOverridePolicy', { path: SELECTORS, need: 'watched', overrides: true }],
  ['autoscaling.karmada.io/FederatedHPA', { path: TARGET, need: 'watched', overrides: false }],
  ['autoscaling.karmada.io/CronFederatedHPA', { path: TARGET, need: 'served', overrides: false }],
  ['apps.karmada.io/WorkloadRebalancer', { path: WORKLOADS, need: 'served', overrides: false }],
]);

/** What an object of Karmada names; undefined for any other object. */
export function policyReferencesOf(object: JsonObject): PolicyReferences | undefined {
  const [apiVersion, kind] = [stringAt(object, 'apiVersion'), stringAt(object, 'kind')];
  if (apiVersion === undefined || kind === undefined) return undefined;
  return BY_KIND.get(gvkOf(parseGroupVersion(apiVersion).group, kind));
}
