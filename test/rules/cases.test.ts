import { expect } from 'chai';
import { loadBuiltinRules } from '../../src/registry/builtin-rules.ts';
import { formatDifference, runCase } from '../../src/rules/cases/run-case.ts';
import { ruleFolders } from './rule-folders.ts';

const rules = loadBuiltinRules();

describe('the cases beside each rule', () => {
  for (const { path, cases } of ruleFolders()) {
    for (const [name, ruleCase] of cases) {
      it(`${path}: ${name}`, () => expect(runCase(ruleCase, rules).map(formatDifference)).to.deep.equal([]));
    }
  }
});
