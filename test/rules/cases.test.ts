import { expect } from 'chai';
import { convert } from '../../src/engine/convert.ts';
import { jsonEqual } from '../../src/json/equal.ts';
import { stringAt, type JsonObject } from '../../src/json/json.ts';
import { loadBuiltinRules } from '../../src/registry/builtin-rules.ts';
import { ruleFolders, type RuleCase } from './rule-folders.ts';

const rules = loadBuiltinRules();

describe('the cases beside each rule', () => {
  for (const { path, cases } of ruleFolders()) {
    for (const [name, ruleCase] of cases) it(`${path}: ${name}`, () => check(ruleCase));
  }
});

function check(ruleCase: RuleCase): void {
  const { from } = ruleCase;
  if ('error' in ruleCase) {
    const result = convert(from, ruleCase.into, rules);
    expect(result.ok ? 'no error' : result.problem.code).to.equal(ruleCase.error);
    return;
  }
  const result = converted(from, ruleCase.to);
  expectEqual(result.object, ruleCase.to);
  expect(result.losses.map((loss) => loss.path)).to.deep.equal(ruleCase.losses);
  expectEqual(converted(ruleCase.to, from).object, ruleCase.back === 'exact' ? from : ruleCase.back);
}

function converted(object: JsonObject, like: JsonObject) {
  const result = convert(object, stringAt(like, 'apiVersion') ?? '', rules);
  if (!result.ok) throw new Error(result.problem.message);
  return result;
}

function expectEqual(actual: JsonObject, expected: JsonObject): void {
  if (!jsonEqual(actual, expected)) expect(actual).to.deep.equal(expected);
}
