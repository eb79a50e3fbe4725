import { capabilitiesOf, type Capabilities } from '../kubernetes/capabilities.ts';
import { gvkOf } from '../kubernetes/group-version.ts';
import { knownKinds } from './served-versions.ts';

/** Group/versions (`autoscaling/v2`) or kinds (`autoscaling/v2/HorizontalPodAutoscaler`, `v1/Pod`), by their texts. */
export interface CapabilityChanges {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

export type Changed =
  | { readonly ok: true; readonly capabilities: Capabilities }
  | {
      readonly ok: false;
      readonly field: keyof CapabilityChanges;
      readonly index: number;
      /** Worded to follow the entry. */
      readonly reason: string;
    };

/**
 * Capabilities with some kinds added and then some removed. A group/version stands for the kinds that the packaged table
 * or the capabilities know in it; fails with the entry that stands for none, or that removes what is not served.
 */
export function changeCapabilities(base: Capabilities, changes: CapabilityChanges): Changed {
  const served = new Set(base.served);
  for (const [index, text] of changes.add.entries()) {
    const kinds = kindsOf(text, served);
    if (kinds.length === 0) return { ok: false, field: 'add', index, reason: NO_NAME };
    for (const gvk of kinds) served.add(gvk);
  }
  const removed = new Set<string>();
  for (const [index, text] of changes.remove.entries()) {
    const kinds = kindsOf(text, served).filter((gvk) => served.has(gvk) || isKnown(gvk));
    if (kinds.length === 0) return { ok: false, field: 'remove', index, reason: NO_NAME };
    const reason = `is not served by Kubernetes ${base.kubernetesVersion ?? ''}, so there is nothing to remove`;
    if (!kinds.some((gvk) => served.has(gvk))) return { ok: false, field: 'remove', index, reason };
    for (const gvk of kinds) removed.add(gvk);
  }
  const left = [...served].filter((gvk) => !removed.has(gvk));
  return { ok: true, capabilities: capabilitiesOf(base.kubernetesVersion, left) };
}

const NO_NAME = 'names no known group/version or kind';

const KIND = /^(?:(?:[a-z0-9.-]+\/)?v[a-z0-9]+)\/[A-Z][A-Za-z0-9]*$/;

function isKnown(gvk: string): boolean {
  const slash = gvk.lastIndexOf('/');
  return knownKinds(gvk.slice(0, slash)).includes(gvk.slice(slash + 1));
}

function kindsOf(text: string, served: ReadonlySet<string>): readonly string[] {
  if (KIND.test(text)) return [text];
  const known = knownKinds(text).map((kind) => gvkOf(text, kind));
  const present = [...served].filter((gvk) => gvk.slice(0, gvk.lastIndexOf('/')) === text);
  return [...new Set([...known, ...present])];
}
