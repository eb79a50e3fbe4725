import type { Scope } from '../../../src/engine/scope.ts';
import { jsonEqual } from '../../../src/json/equal.ts';
import { isJsonObject, type Json } from '../../../src/json/json.ts';
import type { MetricPlace } from './metric-types.ts';

const REASON = 'the older version has no field for it beside the ones that it derives the target from';

/**
 * Records as lost every value of `original` that reading the converted form back does not give again. Mostly there is none, so
 * paths are written only when one is needed.
 */
export function loseDifferences(
  original: Json,
  readBack: Json | undefined,
  { list, index }: MetricPlace,
  scope: Scope,
): void {
  if (!jsonEqual(original, readBack)) loseIn(original, readBack, [...list, index], scope);
}

/** The same for a value at a path of keys. */
export function loseIn(
  original: Json,
  readBack: Json | undefined,
  path: readonly (string | number)[],
  scope: Scope,
): void {
  if (jsonEqual(original, readBack)) return;
  if (!isJsonObject(original) || !isJsonObject(readBack)) {
    scope.lose(path, original, REASON);
    return;
  }
  for (const key in original) loseIn(original[key] ?? null, readBack[key], [...path, key], scope);
}
