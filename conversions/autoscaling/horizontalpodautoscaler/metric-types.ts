import type { Scope } from '../../../src/engine/scope.ts';
import { isJsonObject, type JsonObject } from '../../../src/json/json.ts';

const SOURCES = ['object', 'pods', 'resource', 'containerResource', 'external'] as const;
const PARTS = ['metric', 'target', 'current', 'describedObject'] as const;

/** Fails with `FIELD_TYPE` when a part of a metric that is converted is not an object. */
export function checkMetric(metric: JsonObject, path: readonly (string | number)[], scope: Scope): void {
  for (const name of SOURCES) {
    const source = objectAt(metric, name, path, scope);
    if (source) for (const part of PARTS) objectAt(source, part, [...path, name], scope);
  }
}

function objectAt(
  owner: JsonObject,
  key: string,
  path: readonly (string | number)[],
  scope: Scope,
): JsonObject | undefined {
  const value = owner[key];
  if (value === undefined || value === null) return undefined;
  if (!isJsonObject(value)) throw scope.typeMismatch([...path, key], 'an object', value);
  return value;
}
