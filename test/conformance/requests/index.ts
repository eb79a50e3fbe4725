import type { Step } from '../support/step.ts';
import { APPLIES } from './applies.ts';
import { CREATIONS } from './creations.ts';
import { DELETIONS } from './deletions.ts';
import { READS } from './reads.ts';
import { REFUSALS } from './refusals.ts';
import { UPDATES } from './updates.ts';
import { EXPIRIES, WATCHES } from './watches.ts';

/** In the order in which they are sent: later ones build on what earlier ones have made. */
export const STEPS: readonly Step[] = [
  ...CREATIONS,
  ...READS,
  ...UPDATES,
  ...APPLIES,
  ...REFUSALS,
  ...DELETIONS,
  ...WATCHES,
];

/** What is sent when everything else has been answered, since it takes the history of a server away. */
export const LAST_STEPS: readonly Step[] = EXPIRIES;
