import { CODE_DEFAULTS } from '../../conversions/code-defaults.ts';
import { CODE_LENSES } from '../../conversions/code-lenses.ts';
import { builtinRuleTexts } from '../registry/rule-texts.ts';
import type { RuleCode } from '../rules/compile.ts';
import type { ConversionRule } from '../rules/model.ts';
import { parseRules } from '../rules/parse.ts';

let names: ReadonlySet<string> | undefined;

/** The program's code that a rule may name: none, but for the built-in rules, also where they are read from a checkout. */
export function ruleCode(rule: ConversionRule): RuleCode | undefined {
  names ??= builtinNames();
  return names.has(rule.metadata.name) ? { lenses: CODE_LENSES, defaults: CODE_DEFAULTS } : undefined;
}

function builtinNames(): ReadonlySet<string> {
  const parsed = builtinRuleTexts().map(({ file, text }) => parseRules(text, file));
  return new Set(parsed.flatMap((one) => (one.ok ? one.rules.map(({ metadata }) => metadata.name) : [])));
}
