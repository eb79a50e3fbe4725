/**
 * From good to bad. `native`: the member serves the template's version and keeps all of it. `lossless`: it gets another version, and
 * nothing is lost. `lossy`: something is lost, in the conversion or because the member's release does not know a field.
 * `impossible`: it gets nothing. `unknown`: nothing is known of what the member serves, or nobody knows the kind, so nothing can be
 * said; never taken for a good one.
 */
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
