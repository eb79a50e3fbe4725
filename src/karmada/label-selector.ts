import { z } from 'zod';
import { listOf } from './absent.ts';

export type Labels = Readonly<Record<string, string>>;

/** One requirement on the value of a label, or of a field that Karmada treats like one. */
export const requirement = z.object({ key: z.string(), operator: z.string(), values: listOf(z.string()) });

export type Requirement = z.output<typeof requirement>;

/** A `LabelSelector` of meta/v1 as its requirements: those of `matchLabels` and those of `matchExpressions`. */
export const labelSelector = z
  .object({ matchLabels: z.record(z.string(), z.string()).nullish(), matchExpressions: listOf(requirement) })
  .transform(({ matchLabels, matchExpressions }): readonly Requirement[] => [
    ...Object.entries(matchLabels ?? {}).map(([key, value]) => ({ key, operator: 'In', values: [value] })),
    ...matchExpressions,
  ]);

const VALUE = /^(?=.{0,63}$)([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;
const KEY = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?(?=.{1,63}$)[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/**
 * True when labels meet every requirement; with none, always. A selector with one requirement that Kubernetes does not accept
 * matches nothing, whatever its others say (k8s.io/apimachinery, labels.NewRequirement and meta/v1 LabelSelectorAsSelector).
 */
export function matchesLabels(requirements: readonly Requirement[], labels: Labels): boolean {
  return requirements.every(isRequirement) && requirements.every((each) => meets(each, labels));
}

/** Requirements are checked once, and not for each of thousands of members. */
const checked = new WeakMap<Requirement, boolean>();

/** Whether Kubernetes accepts a requirement. */
export function isRequirement(requirement: Requirement): boolean {
  const known = checked.get(requirement);
  if (known !== undefined) return known;
  const found = isAccepted(requirement);
  checked.set(requirement, found);
  return found;
}

function isAccepted({ key, operator, values }: Requirement): boolean {
  if (!KEY.test(key) || !values.every((value) => VALUE.test(value))) return false;
  if (operator === 'In' || operator === 'NotIn') return values.length > 0;
  return (operator === 'Exists' || operator === 'DoesNotExist') && values.length === 0;
}

function meets({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    default:
      return value === undefined;
  }
}
