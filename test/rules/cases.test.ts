import { expect } from 'chai';
import { ruleCode } from '../../src/cli/rule-code.ts';
import { builtinFolders } from '../../src/cli/rule-folders.ts';
import { loadBuiltinRules } from '../../src/registry/builtin-rules.ts';
import { formatDifference } from '../../src/rules/cases/case-difference.ts';
import { runCase } from '../../src/rules/cases/run-case.ts';
import { testRules } from '../../src/rules/cases/test-rules.ts';
import { ruleFolders } from './rule-folders.ts';

const rules = loadBuiltinRules();

describe('the cases beside each rule', () => {
  for (const { path, cases } of ruleFolders()) {
    for (const [name, ruleCase] of cases) {
      it(`${path}: ${name}`, () => expect(runCase(ruleCase, rules).map(formatDifference)).to.deep.equal([]));
    }
  }
});

describe('the cases beside each rule exercise every step, in each direction in which it does something', () => {
  for (const { rule, cases } of builtinFolders()) {
    it(rule.file, () => {
      const { coverage, diagnostics } = testRules(rule, cases, ruleCode);
      const missing = coverage.missing.map(({ line, step, direction }) => `line ${String(line)}: ${step} ${direction}`);
      expect(diagnostics).to.deep.equal([]);
      expect(missing).to.deep.equal([]);
    });
  }
});
