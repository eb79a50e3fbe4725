import { convert } from '../../engine/convert.ts';
import { normalize } from '../../engine/normalize.ts';
import { formatFieldPath } from '../../engine/path.ts';
import type { RuleSet } from '../../engine/rule-set.ts';
import { encodeJson } from '../../json/encode.ts';
import { stringAt, type Json, type JsonObject } from '../../json/json.ts';
import { jsonDifferences } from './json-differences.ts';
import type { RuleCase } from './rule-case.ts';

/** One thing in which a conversion is not what its case says. */
export interface CaseDifference {
  /** The part of the case that does not hold: a key of its text. */
  readonly part: 'to' | 'losses' | 'back' | 'error' | 'normalized';
  /** The field below that part, such as `spec.rules[0].host`; empty for the part itself. */
  readonly path: string;
  /** The same as keys, to find its place in the text. */
  readonly keys: readonly (string | number)[];
  readonly expected: string;
  readonly actual: string;
}

/** Runs a case. Returns in what the conversions differ from it; nothing when it holds. */
export function runCase(ruleCase: RuleCase, rules: RuleSet): readonly CaseDifference[] {
  if ('template' in ruleCase) return normalizedDifferences(ruleCase.template, ruleCase.normalized, rules);
  const { from } = ruleCase;
  if ('error' in ruleCase) {
    const result = convert(from, ruleCase.into, rules);
    const actual = result.ok ? 'no error' : result.problem.code;
    return actual === ruleCase.error ? [] : [difference('error', [], ruleCase.error, actual)];
  }
  const { to, back } = ruleCase;
  const result = convert(from, versionOf(to), rules);
  if (!result.ok) return [difference('to', [], 'an object', `${result.problem.code}: ${result.problem.message}`)];
  const lost = result.losses.map((loss) => loss.path);
  return [
    ...objectDifferences('to', to, result.object),
    ...lossDifferences(ruleCase.losses, lost),
    ...backDifferences(to, back === 'exact' ? from : back, rules),
  ];
}

function normalizedDifferences(template: JsonObject, expected: JsonObject, rules: RuleSet): readonly CaseDifference[] {
  const family = rules.familyOf(versionOf(template), stringAt(template, 'kind') ?? '');
  const result = family && normalize(template, family);
  return objectDifferences('normalized', expected, result?.ok === true ? result.object : template);
}

function backDifferences(to: JsonObject, back: JsonObject, rules: RuleSet): readonly CaseDifference[] {
  const result = convert(to, versionOf(back), rules);
  if (!result.ok) return [difference('back', [], 'an object', `${result.problem.code}: ${result.problem.message}`)];
  return objectDifferences('back', back, result.object);
}

function versionOf(object: JsonObject): string {
  return stringAt(object, 'apiVersion') ?? '';
}

function objectDifferences(
  part: CaseDifference['part'],
  expected: JsonObject,
  actual: JsonObject,
): readonly CaseDifference[] {
  return jsonDifferences(expected, actual).map((one) =>
    difference(part, one.path, textOf(one.expected), textOf(one.actual)),
  );
}

/** In any order: the one in which losses are told follows the steps, which is of no interest to a case. */
function lossDifferences(expected: readonly string[], actual: readonly string[]): readonly CaseDifference[] {
  const [want, found] = [[...expected].sort(), [...actual].sort()];
  const same = want.length === found.length && want.every((path, i) => path === found[i]);
  return same ? [] : [difference('losses', [], listOf(expected), listOf(actual))];
}

function listOf(paths: readonly string[]): string {
  return `[${paths.join(', ')}]`;
}

function textOf(value: Json | undefined): string {
  return value === undefined || value === null ? 'nothing' : encodeJson(value);
}

function difference(
  part: CaseDifference['part'],
  keys: readonly (string | number)[],
  expected: string,
  actual: string,
): CaseDifference {
  return { part, path: formatFieldPath(keys), keys, expected, actual };
}

/** One line for people: `to spec.size: expected 3, but it is nothing`. */
export function formatDifference({ part, path, expected, actual }: CaseDifference): string {
  return `${path === '' ? part : `${part} ${path}`}: expected ${expected}, but it is ${actual}`;
}
