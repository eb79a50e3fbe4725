import type { z } from 'zod';
import { similarName } from './lint/similar-name.ts';

/** One mistake that a schema found, in words for the author of a rule. */
export interface RuleIssue {
  readonly path: readonly PropertyKey[];
  readonly reason: string;
}

/** The mistakes in a zod error; parse with `reportInput`, so that "missing" can be told from "wrong". */
export function issuesOf(error: z.ZodError): readonly RuleIssue[] {
  return error.issues.flatMap((issue): readonly RuleIssue[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: [...issue.path, key],
        reason: 'is not a field here; correct or remove it',
      }));
    }
    return [{ path: issue.path, reason: reasonOf(issue) }];
  });
}

/** The reason that is told of a field that is not there. */
export const IS_MISSING = 'is missing';

/** What zod says of a value that is not there, too. */
const WRONG_FORM: readonly string[] = ['invalid_type', 'invalid_union', 'invalid_value'];

function reasonOf(issue: z.core.$ZodIssue): string {
  if (WRONG_FORM.includes(issue.code) && issue.input === undefined) return IS_MISSING;
  if (issue.code === 'invalid_type') return `must be ${withArticle(issue.expected)}`;
  // One value alone is a kind or a version, of which zod says enough.
  return issue.code === 'invalid_value' && issue.values.length > 1 ? oneOf(issue.values, issue.input) : issue.message;
}

function oneOf(values: readonly unknown[], input: unknown): string {
  const names = values.map(String);
  const similar = typeof input === 'string' ? similarName(input, names) : undefined;
  const known = names.map((name) => `"${name}"`).join(', ');
  return `must be one of ${known}${similar === undefined ? '' : `; perhaps it is ${similar}`}`;
}

const NAMES: Readonly<Record<string, string>> = {
  array: 'a list',
  int: 'an integer',
  object: 'an object',
  record: 'a map',
};

function withArticle(type: string): string {
  return NAMES[type] ?? `a ${type}`;
}

/** A place in a rule as its author would write it; the rule itself for the empty path. */
export function formatRulePath(path: readonly PropertyKey[]): string {
  if (path.length === 0) return 'the rule';
  const text = path.map((part) => (typeof part === 'number' ? `[${String(part)}]` : `.${String(part)}`)).join('');
  return text.replace(/^\./, '');
}
