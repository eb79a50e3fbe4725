import type { Wish } from './decide.ts';

/** Which members a controller may adopt: those that are labelled `enabled`, or all but those that are labelled `disabled`. */
export type AdoptionScope = 'labelled' | 'all';

/** What the label of a Cluster says. A value that means nothing asks for nothing. */
export function wishOf(label: string | undefined, scope: AdoptionScope): Wish {
  if (label === 'disabled') return 'out';
  if (label === 'enabled') return 'in';
  return label === undefined && scope === 'all' ? 'in' : 'neither';
}
