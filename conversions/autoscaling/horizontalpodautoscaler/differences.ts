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
  // Nearly always, so the paths below are not built before they are needed.
  if (jsonEqual(original, readBack)) return;
  if (!isJsonObject(original) || !isJsonObject(readBack)) {
    scope.lose(path, original, REASON);
    return;
  }
  for (const [key, value] of Object.entries(original))
    loseDifferences(value ?? null, readBack[key], [...path, key], scope);
}
