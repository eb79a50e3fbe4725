import type { Family } from '../engine/rule-set.ts';
import type { JsonObject } from '../json/json.ts';
import { compileRule } from './compile.ts';
import type { Diagnostic } from './diagnostic.ts';
import { formatRulePath, issuesOf } from './issues.ts';
import { conversionRule } from './model.ts';
import { objectSource } from './object-source.ts';
import { parseRules, type ParsedRules, type RuleSource } from './parse.ts';

/** A rule that comes from outside: a file, whose name is for messages alone, or a ConversionRule object. */
export type RuleInput =
  { readonly file: string; readonly text: string } | { readonly name: string; readonly object: JsonObject };

/** A rule without a mistake, and how to tell of what is found later. */
export interface CheckedRule {
  readonly family: Family;
  readonly source: RuleSource;
}

export type CheckedRules =
  | { readonly ok: true; readonly rules: readonly CheckedRule[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * Everything that is wrong with a rule from outside, or the rules in it, compiled. The one check for files, for objects when
 * they are written, and for objects when they take effect. TypeScript lenses are for built-in rules: here they are refused.
 */
export function checkRule(input: RuleInput): CheckedRules {
  const parsed = 'text' in input ? parseRules(input.text, input.file) : parseObject(input);
  if (!parsed.ok) return parsed;
  const rules: CheckedRule[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const rule of parsed.rules) {
    const compiled = compileRule(rule, parsed.source);
    if (compiled.ok) rules.push({ family: compiled.family, source: parsed.source });
    else diagnostics.push(...compiled.diagnostics);
  }
  return diagnostics.length > 0 ? { ok: false, diagnostics } : { ok: true, rules };
}

/** The parts of an object that its author writes. */
function parseObject({ name, object }: { readonly name: string; readonly object: JsonObject }): ParsedRules {
  const { apiVersion, kind, metadata, spec } = object;
  const source = objectSource(`conversionrule/${name}`);
  const result = conversionRule.safeParse({ apiVersion, kind, metadata, spec }, { reportInput: true });
  if (result.success) return { ok: true, rules: [result.data], source };
  const diagnostics = issuesOf(result.error).map(({ path, reason }) =>
    source.diagnose('RULE_INVALID', path, { path: formatRulePath(path), reason }),
  );
  return { ok: false, diagnostics };
}
