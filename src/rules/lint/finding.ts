import type { ErrorCode } from '../../errors.ts';

/** The codes that the check of a rule against schemas gives. */
export type LintCode = Extract<ErrorCode, `LINT_${string}`>;

/** Where something is in the rule's text. */
export type Site = readonly PropertyKey[];

/** A mistake, before it has a line and a column. */
export interface Finding {
  readonly code: LintCode;
  readonly site: Site;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Whether two places in a rule's text are one. */
export function isSameSite(a: Site, b: Site): boolean {
  return a.length === b.length && a.every((part, index) => part === b[index]);
}

/** Takes what is found. */
export type Report = (code: LintCode, site: Site, parameters: Readonly<Record<string, string>>) => void;
