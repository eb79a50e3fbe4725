import { expect } from 'chai';
import { loadBuiltinRules } from '../../../src/registry/builtin-rules.ts';
import { builtinRuleTexts } from '../../../src/registry/rule-texts.ts';
import { RulesRefused } from '../../../src/rules/rules-refused.ts';

describe('loadBuiltinRules', () => {
  it('compiles every rule of the package', () => {
    expect(loadBuiltinRules().families.length).to.be.greaterThan(builtinRuleTexts().length / 2);
  });

  it('names all mistakes of all rules', () => {
    const texts = [
      { file: 'a/rule.yaml', text: 'kind: [\n' },
      { file: 'b/rule.yaml', text: 'apiVersion: karmorph.io/v1alpha1\nkind: ConversionRule\nmetadata: {}\n' },
    ];
    expect(() => loadBuiltinRules([...builtinRuleTexts(), ...texts]))
      .to.throw(RulesRefused)
      .that.satisfies(({ diagnostics, message }: RulesRefused) => {
        expect(new Set(diagnostics.map(({ file }) => file))).to.deep.equal(new Set(['a/rule.yaml', 'b/rule.yaml']));
        expect(message).to.match(/\na\/rule\.yaml:\d+:\d+: RULE_SYNTAX [^]*\nb\/rule\.yaml:\d+:\d+: RULE_INVALID /);
        return true;
      });
  });
});
