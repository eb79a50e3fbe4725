/**
 * From good to bad. `native`: the member serves the template's version and keeps all of it. `lossless`: it gets another version, and
 * nothing is lost. `lossy`: something is lost, in the conversion or because the member's release does not know a field.
 * `impossible`: it gets nothing. `unknown`: nothing is known of what the member serves, or nobody knows the kind, so nothing can be
 * said; never taken for a good one.
 */
export const VERDICTS = ['native', 'lossless', 'lossy', 'impossible', 'unknown'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What is said of a template: the worst verdict of its plans, or `unreached`, when it reaches no member at all and so has no plans. */
export const TEMPLATE_VERDICTS = ['native', 'lossless', 'lossy', 'impossible', 'unreached', 'unknown'] as const;
export type TemplateVerdict = (typeof TEMPLATE_VERDICTS)[number];

/** The worst of some verdicts; `native` of none. */
export function worst<V extends TemplateVerdict>(verdicts: readonly V[]): V | 'native' {
  return verdicts.reduce<V | 'native'>((bad, verdict) => (isAsBadAs(verdict, bad) ? verdict : bad), 'native');
}

/** Whether a verdict is another one, or worse. */
export function isAsBadAs(verdict: TemplateVerdict, other: TemplateVerdict): boolean {
  return TEMPLATE_VERDICTS.indexOf(verdict) >= TEMPLATE_VERDICTS.indexOf(other);
}

/** How many there are of each verdict. */
export function countVerdicts(verdicts: readonly Verdict[]): Readonly<Record<Verdict, number>> {
  const counts = { native: 0, lossless: 0, lossy: 0, impossible: 0, unknown: 0 };
  for (const verdict of verdicts) counts[verdict]++;
  return counts;
}
