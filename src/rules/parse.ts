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
  const refused = otherKind(read.value, read.source);
  if (refused) return { ok: false, diagnostics: [refused] };
  return isSameShape(read.value)
    ? check(read, sameShapeRules, expandSameShape)
    : check(read, conversionRule, (rule) => [rule]);
}

const CRD = 'CustomResourceDefinition';

/** What is said of an object of Kubernetes that is no rule: that alone, since each of its fields would be a mistake in a rule. */
function otherKind(value: unknown, source: RuleSource): Diagnostic | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value) || !('apiVersion' in value)) return undefined;
  const { kind, apiVersion } = value;
  if (typeof kind !== 'string' || typeof apiVersion !== 'string' || isOurs(apiVersion, kind)) return undefined;
  return source.diagnose(kind === CRD ? 'RULE_IS_CRD' : 'RULE_OTHER_KIND', ['kind'], { kind });
}

/** A rule, perhaps with its kind misspelled: then its other mistakes are worth telling too. */
function isOurs(apiVersion: string, kind: string): boolean {
  return kind === 'ConversionRule' || (apiVersion.startsWith('karmorph.io/') && !kind.endsWith('Policy'));
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
