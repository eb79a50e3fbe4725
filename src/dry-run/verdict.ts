/** From good to bad. `unknown` is a kind that nobody knows: never taken for a good one. */
export const VERDICTS = ['native', 'lossless', 'lossy', 'impossible', 'unknown'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** The worst of some verdicts; `native` of none. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  return VERDICTS[Math.max(0, ...verdicts.map((verdict) => VERDICTS.indexOf(verdict)))] ?? 'unknown';
}

/** How many there are of each verdict. */
export function countVerdicts(verdicts: readonly Verdict[]): Readonly<Record<Verdict, number>> {
  const counts = { native: 0, lossless: 0, lossy: 0, impossible: 0, unknown: 0 };
  for (const verdict of verdicts) counts[verdict]++;
  return counts;
}
