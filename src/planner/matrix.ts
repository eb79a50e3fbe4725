import type { Family } from '../engine/rule-set.ts';
import { serves, type Capabilities } from '../kubernetes/capabilities.ts';
import type { CapabilitySet } from './capability-sets.ts';
import { targetVersion } from './plan.ts';

/**
 * What the members of one set store of a kind. `native`: they serve the version that the template is written in. `converted`: they get
 * another one. `none`: they serve no version of the kind. `unknown`: nothing is known of what they serve.
 */
export type MatrixCell =
  | { readonly how: 'native' | 'converted'; readonly version: string }
  | { readonly how: 'none' | 'unknown'; readonly version: undefined };

/** A kind, and what each set gets of it. */
export interface MatrixRow {
  readonly kind: string;
  /** The rule that converts. */
  readonly rule: string;
  /** The apiVersion that templates are taken to be written in. */
  readonly template: string;
  /** As many as there are sets, in their order. */
  readonly cells: readonly MatrixCell[];
}

/**
 * Which version of each family the members of each set would get, ordered by kind. A template is taken to be written in the first of the
 * family's versions that the control plane serves, or in the hub where it serves none. Says nothing about losses, which an object has.
 */
export function versionMatrix(
  families: readonly Family[],
  sets: readonly CapabilitySet[],
  controlPlane: Capabilities,
): readonly MatrixRow[] {
  const rows = families.map((family): MatrixRow => {
    const { kind, rule } = family;
    const template = targetVersion(family, controlPlane) ?? family.hub;
    return { kind, rule, template, cells: sets.map(({ capabilities }) => cellOf(family, template, capabilities)) };
  });
  return rows.sort((a, b) => (`${a.kind} ${a.rule}` < `${b.kind} ${b.rule}` ? -1 : 1));
}

function cellOf(family: Family, template: string, capabilities: Capabilities): MatrixCell {
  if (capabilities.served.size === 0) return { how: 'unknown', version: undefined };
  if (serves(capabilities, template, family.kind)) return { how: 'native', version: template };
  const version = targetVersion(family, capabilities);
  return version === undefined ? { how: 'none', version } : { how: 'converted', version };
}
