import type { Scope } from '../../../src/engine/scope.ts';
import { jsonEqual } from '../../../src/json/equal.ts';
import { isJsonObject, type Json } from '../../../src/json/json.ts';

const REASON = 'the older version has no field for it beside the ones that it derives the target from';

/** Records as lost every value of `original` that reading the converted form back does not give again. */
export function loseDifferences(
  original: Json,
  readBack: Json | undefined,
  path: readonly (string | number)[],
  scope: Scope,
): void {
  if (!isJsonObject(original) || !isJsonObject(readBack)) {
    if (!jsonEqual(original, readBack)) scope.lose(path, original, REASON);
    return;
  }
  for (const [key, value] of Object.entries(original))
    loseDifferences(value ?? null, readBack[key], [...path, key], scope);
}
