import { z } from 'zod';
import { text } from './absent.ts';

/** A toleration in `spec.placement.clusterTolerations`. */
export const toleration = z.object({ key: text, operator: text, value: text, effect: text });

/** A taint of a Cluster. */
export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}
export type Toleration = Readonly<z.output<typeof toleration>>;

/**
 * True when every taint that keeps new objects away is tolerated: NoSchedule and NoExecute, as Karmada's scheduler filters
 * (plugins/tainttoleration). `PreferNoSchedule` keeps nothing away.
 */
export function toleratesTaints(taints: readonly Taint[], tolerations: readonly Toleration[]): boolean {
  return taints
    .filter(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute')
    .every((each) => tolerations.some((toleration) => tolerates(toleration, each)));
}

/** k8s.io/api/core/v1, Toleration.ToleratesTaint, without the comparison operators, which Karmada switches off. */
function tolerates({ key, operator, value, effect }: Toleration, taint: Taint): boolean {
  if (effect !== '' && effect !== taint.effect) return false;
  if (key !== '' && key !== taint.key) return false;
  if (operator === 'Exists') return true;
  return (operator === '' || operator === 'Equal') && value === taint.value;
}
