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
    const source = metric[name] ?? null;
    if (source === null || !SOURCES.has(name)) continue;
    if (!isJsonObject(source)) throw mismatch([name], source, place, scope);
    const part = wrongPart(source);
    if (part !== undefined) throw mismatch([name, part], source[part] ?? null, place, scope);
  }
}

function wrongPart(source: JsonObject): string | undefined {
  for (const part in source) {
    const value = source[part] ?? null;
    if (value !== null && PARTS.has(part) && !isJsonObject(value)) return part;
  }
  return undefined;
}

function mismatch(keys: readonly string[], value: Json, { list, index }: MetricPlace, scope: Scope): ConversionFailure {
  return scope.typeMismatch([...list, index, ...keys], 'an object', value);
}
