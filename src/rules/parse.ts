import type { z } from 'zod';
import type { Diagnostic } from './diagnostic.ts';
import { formatRulePath } from './issues.ts';
import { conversionRule, expandSameShape, sameShapeRules, type ConversionRule } from './model.ts';
import { checkForm, readSource, type RuleSource } from './source.ts';

export type { RuleSource } from './source.ts';

/** The rules in one file, or what is wrong with its text. */
export type ParsedRules =
  | {
      readonly ok: true;
      readonly rules: readonly ConversionRule[];
      readonly source: RuleSource;
      /** Whether the text is the short form: `SameShapeRules`. */ readonly sameShape?: boolean;
    }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Parses a rule file: YAML or JSON, a `ConversionRule` or `SameShapeRules`. `file` is used in messages only. */
export function parseRules(text: string, file: string): ParsedRules {
  const read = readSource(text, file);
  if (!read.ok) return read;
  return isSameShape(read.value)
    ? check(read, sameShapeRules, expandSameShape)
    : check(read, conversionRule, (rule) => [rule]);
}

/** Whether a file's value is the short form of many rules: `SameShapeRules`. */
function isSameShape(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'SameShapeRules';
}

function check<T>(
  read: { readonly value: unknown; readonly source: RuleSource },
  schema: z.ZodType<T>,
  expand: (text: T) => readonly ConversionRule[],
): ParsedRules {
  const checked = checkForm(read.value, schema, ({ path, reason }) =>
    read.source.diagnose('RULE_INVALID', path, { path: formatRulePath(path), reason }),
  );
  return checked.ok
    ? { ok: true, rules: expand(checked.value), source: read.source, sameShape: isSameShape(read.value) }
    : checked;
}
