import { ruleSetOf, type Family, type RuleSet } from '../../src/engine/rule-set.ts';
import { compileRule } from '../../src/rules/compile.ts';
import { formatDiagnostic } from '../../src/rules/diagnostic.ts';
import { parseRules } from '../../src/rules/parse.ts';

/** The rules in YAML texts, compiled; throws when one is broken. */
export function rulesFrom(...texts: readonly string[]): RuleSet {
  return ruleSetOf(texts.flatMap(familiesFrom));
}

function familiesFrom(text: string): readonly Family[] {
  const parsed = parseRules(text, 'rule.yaml');
  if (!parsed.ok) throw new Error(parsed.diagnostics.map(formatDiagnostic).join('\n'));
  return parsed.rules.map((rule) => {
    const compiled = compileRule(rule, parsed.source);
    if (!compiled.ok) throw new Error(compiled.diagnostics.map(formatDiagnostic).join('\n'));
    return compiled.family;
  });
}

/** A rule for Widget with one spoke, `example.com/v1beta1`, whose lens has these steps. */
export function widgetRules(lens: string, more = ''): RuleSet {
  return rulesFrom(`
apiVersion: karmorph.io/v1alpha1
kind: ConversionRule
metadata: { name: widgets.example.com }
spec:
  kind: Widget
  hub: example.com/v1
  spokes:
    - apiVersions: [example.com/v1beta1]
      lens: ${lens}
${more}`);
}
