import { convert } from '../../engine/convert.ts';
import { normalize } from '../../engine/normalize.ts';
import { formatFieldPath } from '../../engine/path.ts';
import type { RuleSet } from '../../engine/rule-set.ts';
import type { Problem } from '../../errors.ts';
import { encodeJson } from '../../json/encode.ts';
import { stringAt, type Json, type JsonObject } from '../../json/json.ts';
import type { CaseDifference } from './case-difference.ts';
import { errorRemedy, EXACT_REMEDY, fieldRemedy, refusalRemedy } from './case-remedy.ts';
import { jsonDifferences } from './json-differences.ts';
import { lossDifferences } from './loss-differences.ts';
import type { RuleCase } from './rule-case.ts';

/** Runs a case. Returns in what the conversions differ from it; nothing when it holds. */
export function runCase(ruleCase: RuleCase, rules: RuleSet): readonly CaseDifference[] {
  if ('template' in ruleCase) return normalizedDifferences(ruleCase.template, ruleCase.normalized, rules);
  const { from } = ruleCase;
  if ('error' in ruleCase) {
    const result = convert(from, ruleCase.into, rules);
    return errorDifferences(ruleCase.error, result.ok ? undefined : result.problem.code);
  }
  const { to, back } = ruleCase;
  const result = convert(from, versionOf(to), rules);
  if (!result.ok) return [refused('to', result.problem, refusalRemedy(result.problem, versionOf(to)))];
  const lost = result.losses.map((loss) => loss.path);
  return [
    ...objectDifferences('to', to, result.object),
    ...lossDifferences(ruleCase.losses, lost),
    ...backDifferences(to, back, { from, rules }),
  ];
}

function errorDifferences(expected: string, actual: string | undefined): readonly CaseDifference[] {
  if (actual === expected) return [];
  const remedy = errorRemedy(actual);
  return [{ part: 'error', path: '', expected, actual: actual ?? 'no error', remedy, place: ['error'] }];
}

function normalizedDifferences(template: JsonObject, expected: JsonObject, rules: RuleSet): readonly CaseDifference[] {
  const family = rules.familyOf(versionOf(template), stringAt(template, 'kind') ?? '');
  const result = family && normalize(template, family);
  return objectDifferences('normalized', expected, result?.ok === true ? result.object : template);
}

/** A case that says nothing of the way back is looked at where it has what is to come back: in `from`. */
function backDifferences(
  to: JsonObject,
  back: JsonObject | 'exact',
  { from, rules }: { readonly from: JsonObject; readonly rules: RuleSet },
): readonly CaseDifference[] {
  const expected = back === 'exact' ? from : back;
  const result = convert(to, versionOf(expected), rules);
  if (!result.ok)
    return [{ ...refused('back', result.problem, result.problem.hint), place: [back === 'exact' ? 'to' : 'back'] }];
  const differences = objectDifferences('back', expected, result.object);
  if (back !== 'exact') return differences;
  return differences.map(({ place, ...one }) => ({
    ...one,
    place: ['from', ...place.slice(1)],
    remedy: EXACT_REMEDY,
  }));
}

function versionOf(object: JsonObject): string {
  return stringAt(object, 'apiVersion') ?? '';
}

function objectDifferences(
  part: CaseDifference['part'],
  expected: JsonObject,
  actual: JsonObject,
): readonly CaseDifference[] {
  return jsonDifferences(expected, actual).map((one) => ({
    part,
    path: formatFieldPath(one.path),
    expected: textOf(one.expected),
    actual: textOf(one.actual),
    remedy: fieldRemedy(part, one.expected, one.actual),
    place: [part, ...one.path],
  }));
}

function textOf(value: Json | undefined): string {
  return value === undefined || value === null ? 'nothing' : encodeJson(value);
}

function refused(part: 'to' | 'back', { code, message }: Problem, remedy: string): CaseDifference {
  return { part, path: '', expected: 'an object', actual: `${code}: ${message}`, remedy, place: [part] };
}
