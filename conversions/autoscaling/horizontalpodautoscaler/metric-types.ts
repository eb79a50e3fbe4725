import type { ConversionFailure, Scope } from '../../../src/engine/scope.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../src/json/json.ts';

const SOURCES: ReadonlySet<string> = new Set(['object', 'pods', 'resource', 'containerResource', 'external']);
const PARTS: ReadonlySet<string> = new Set(['metric', 'target', 'current', 'describedObject']);

/** Where a metric is: its list and its place in that. A path is made of them only for a failure. */
export interface MetricPlace {
  readonly list: readonly string[];
  readonly index: number;
}

/** Fails with `FIELD_TYPE` when a part of a metric that is converted is not an object. */
export function checkMetric(metric: JsonObject, place: MetricPlace, scope: Scope): void {
  for (const name in metric) {
    const source = metric[name];
    if (!SOURCES.has(name) || source === undefined || source === null) continue;
    if (!isJsonObject(source)) throw mismatch([name], source, place, scope);
    for (const part in source) {
      const value = source[part];
      if (!PARTS.has(part) || value === undefined || value === null || isJsonObject(value)) continue;
      throw mismatch([name, part], value, place, scope);
    }
  }
}

function mismatch(keys: readonly string[], value: Json, { list, index }: MetricPlace, scope: Scope): ConversionFailure {
  return scope.typeMismatch([...list, index, ...keys], 'an object', value);
}
