import type { Step } from './advance.ts';

/** What became of members. */
export const ADOPTION_RESULTS = ['adopted', 'failed', 'rolled_back', 'released'] as const;
export type AdoptionResult = (typeof ADOPTION_RESULTS)[number];

/** What a step counts as; undefined for what is none of these. */
export function resultOf({ decision: { action }, problem }: Step): AdoptionResult | undefined {
  if (action === 'confirm') return 'adopted';
  if (action === 'rollback') return 'rolled_back';
  if (action === 'adopt') return problem ? 'failed' : undefined;
  return action === 'release' ? 'released' : undefined;
}
