import type { Conversion } from '../../src/engine/convert.ts';
import { stringAt, type JsonObject } from '../../src/json/json.ts';
import { leavesOf } from './leaves.ts';

/** By kind, values that follow from others, so that leaving them out loses nothing. */
const DERIVED: Readonly<Record<string, readonly string[]>> = {
  // The type of a target follows from its fields; the one field of v1 is a cpu metric of type Resource.
  HorizontalPodAutoscaler: ['AverageValue', 'Value', 'Utilization', 'Resource', 'cpu'],
  // The reserved label stands for the empty selector of the other version.
  PodDisruptionBudget: ['Exists', 'DoesNotExist', 'pdb.kubernetes.io/deprecated-v1beta1-empty-selector-match'],
  // The version of a subject follows from its kind.
  RoleBinding: ['rbac.authorization.k8s.io/v1alpha1'],
  ClusterRoleBinding: ['rbac.authorization.k8s.io/v1alpha1'],
};

/** The values of an object that are neither in what it was converted to nor among the losses. */
export function silentlyGone(object: JsonObject, result: Conversion & { ok: true }): readonly string[] {
  const kept = leavesOf(result.object).concat(result.losses.flatMap(({ value }) => leavesOf(value)));
  const all = new Set(kept);
  const derived = DERIVED[stringAt(object, 'kind') ?? ''] ?? [];
  return leavesOf({ ...object, apiVersion: null }).filter(
    (leaf) => !all.has(leaf) && !derived.includes(leaf) && !kept.some((other) => other.includes(leaf)),
  );
}
