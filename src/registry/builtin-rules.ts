import { CODE_DEFAULTS } from '../../conversions/code-defaults.ts';
import { CODE_LENSES } from '../../conversions/code-lenses.ts';
import { ruleSetOf, type Family, type RuleSet } from '../engine/rule-set.ts';
import { compileRule } from '../rules/compile.ts';
import { formatDiagnostic, type Diagnostic } from '../rules/diagnostic.ts';
import { parseRules } from '../rules/parse.ts';
import { builtinRuleTexts } from './rule-texts.ts';

/** Compiles the rules that Karmorph ships. Throws when one of them is broken: that is a bug in this package. */
export function loadBuiltinRules(): RuleSet {
  const families: Family[] = [];
  for (const { file, text } of builtinRuleTexts()) {
    const parsed = parseRules(text, file);
    if (!parsed.ok) throw broken(parsed.diagnostics);
    for (const rule of parsed.rules) {
      const compiled = compileRule(rule, parsed.source, { lenses: CODE_LENSES, defaults: CODE_DEFAULTS });
      if (!compiled.ok) throw broken(compiled.diagnostics);
      families.push(compiled.family);
    }
  }
  return ruleSetOf(families);
}

function broken(diagnostics: readonly Diagnostic[]): Error {
  return new Error(`a built-in rule is broken:\n${diagnostics.map(formatDiagnostic).join('\n')}`);
}
