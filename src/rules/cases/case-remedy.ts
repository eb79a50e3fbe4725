import type { Problem } from '../../errors.ts';

/** What to do about a field of an object that is not as a case says; undefined stands for a field that is not there. */
export function fieldRemedy(part: string, expected: unknown, actual: unknown): string {
  if (isAbsent(actual)) return `Take the field out of \`${part}:\`, or correct the rule.`;
  if (isAbsent(expected)) return `Add the field to \`${part}:\`, or correct the rule.`;
  return `Write under \`${part}:\` what the field is, or correct the rule.`;
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

/** The same where the case says nothing of the way back, so that it has to give the object that it began with. */
export const EXACT_REMEDY =
  'Write `back:` with what the round trip gives, since without it the object has to come back as `from:` has it; or correct the rule.';

/** What to do when an object is refused that was to be converted to a version. */
export function refusalRemedy({ code, hint }: Problem, version: string): string {
  return `${hint} If it is to be refused, write \`into: ${version}\` and \`error: ${code}\` in place of \`to:\`.`;
}

/** What to do when another error is made than the one that a case names, or none; `code` is undefined for none. */
export function errorRemedy(code: string | undefined): string {
  return code === undefined
    ? 'Correct the rule, or write `to:` with the object that it becomes in place of `into:` and `error:`.'
    : `Write \`error: ${code}\`, or correct the rule.`;
}
