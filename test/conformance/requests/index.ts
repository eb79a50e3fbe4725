import type { Step } from '../support/step.ts';
import { CREATIONS } from './creations.ts';
import { READS } from './reads.ts';

/** In the order in which they are sent: later ones build on what earlier ones have made. */
export const STEPS: readonly Step[] = [...CREATIONS, ...READS];
