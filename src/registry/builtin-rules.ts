import { CODE_DEFAULTS } from '../../conversions/code-defaults.ts';
import { CODE_LENSES } from '../../conversions/code-lenses.ts';
import { ruleSetOf, type Family, type RuleSet } from '../engine/rule-set.ts';
import { compileRule } from '../rules/compile.ts';
import type { Diagnostic } from '../rules/diagnostic.ts';
import { parseRules } from '../rules/parse.ts';
import { RulesRefused } from '../rules/rules-refused.ts';
import { builtinRuleTexts, type RuleText } from './rule-texts.ts';

/**
 * Compiles the rules that Karmorph ships. Throws {@link RulesRefused} with all mistakes when one of them is broken; the build asks
 * for them too, so that it never comes to that in a program that was built.
 */
export function loadBuiltinRules(texts: readonly RuleText[] = builtinRuleTexts()): RuleSet {
  const families: Family[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { file, text } of texts) {
    const parsed = parseRules(text, file);
    if (!parsed.ok) {
      diagnostics.push(...parsed.diagnostics);
      continue;
    }
    for (const rule of parsed.rules) {
      const compiled = compileRule(rule, parsed.source, { lenses: CODE_LENSES, defaults: CODE_DEFAULTS });
      if (compiled.ok) families.push(compiled.family);
      else diagnostics.push(...compiled.diagnostics);
    }
  }
  if (diagnostics.length > 0) throw new RulesRefused(diagnostics);
  return ruleSetOf(families);
}
