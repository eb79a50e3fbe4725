import { jsonEqual } from '../../json/equal.ts';
import { isJsonArray, isJsonObject, valueAt, type Json, type JsonObject } from '../../json/json.ts';

/** A place where two values differ; undefined where one of them has nothing. */
export interface JsonDifference {
  readonly path: readonly (string | number)[];
  readonly expected: Json | undefined;
  readonly actual: Json | undefined;
}

/** Where two values differ, as deep as both have the same type; null counts as absent, as in Kubernetes. */
export function jsonDifferences(
  expected: Json | undefined,
  actual: Json | undefined,
  path: readonly (string | number)[] = [],
): readonly JsonDifference[] {
  if (jsonEqual(expected, actual)) return [];
  if (isJsonObject(expected) && isJsonObject(actual)) return differencesInObjects(expected, actual, path);
  if (isJsonArray(expected) && isJsonArray(actual)) {
    const length = Math.max(expected.length, actual.length);
    return Array.from({ length }, (_, i) => jsonDifferences(expected[i], actual[i], [...path, i])).flat();
  }
  return [{ path, expected, actual }];
}

function differencesInObjects(
  expected: JsonObject,
  actual: JsonObject,
  path: readonly (string | number)[],
): readonly JsonDifference[] {
  const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...keys].flatMap((key) => jsonDifferences(valueAt(expected, [key]), valueAt(actual, [key]), [...path, key]));
}
