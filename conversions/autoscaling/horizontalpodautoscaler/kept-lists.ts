import type { Draft, Scope } from '../../../src/engine/scope.ts';
import { decodeJson } from '../../../src/json/decode.ts';
import { encodeJson } from '../../../src/json/encode.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../src/json/json.ts';
import { ANNOTATION, putAnnotation, type RoundTripAnnotations } from './annotations.ts';
import { loseDifferences } from './differences.ts';
import { checkMetric } from './metric-types.ts';
import { METRIC, METRIC_STATUS, type MetricConversion } from './metrics.ts';

/** A list of v2 that v1 keeps in an annotation. */
export interface KeptList extends MetricConversion {
  readonly annotation: (typeof ANNOTATION)['metrics' | 'currentMetrics' | 'conditions'];
  /** Where it is at v2. */
  readonly parent: readonly [string, string];
}

const SAME = { flatten: asItIs, unflatten: asItIs };

export const METRICS: KeptList = { annotation: ANNOTATION.metrics, parent: ['spec', 'metrics'], ...METRIC };
export const CURRENT_METRICS: KeptList = {
  annotation: ANNOTATION.currentMetrics,
  parent: ['status', 'currentMetrics'],
  ...METRIC_STATUS,
};
export const CONDITIONS: KeptList = {
  annotation: ANNOTATION.conditions,
  parent: ['status', 'conditions'],
  ...SAME,
  forComparison: SAME,
};

function asItIs(condition: JsonObject): JsonObject {
  return condition;
}

/** An item with its index in the whole list. */
export interface Indexed {
  readonly metric: JsonObject;
  readonly index: number;
}

/** Writes items of a list to its annotation; none, no annotation. */
export function keepFlat(
  draft: Draft,
  metrics: readonly Indexed[],
  { annotation, parent, flatten, forComparison }: KeptList,
  scope: Scope,
): void {
  if (metrics.length === 0) return;
  const flat = metrics.map(({ metric, index }) => {
    checkMetric(metric, { list: parent, index }, scope);
    const converted = flatten(metric);
    loseDifferences(metric, forComparison.unflatten(converted), { list: parent, index }, scope);
    return converted;
  });
  putAnnotation(draft, annotation, encodeJson(flat), scope);
}

/** The list in an annotation; undefined when the annotation is absent or no list of objects, which Kubernetes ignores. */
export function parseList(
  annotations: RoundTripAnnotations,
  { annotation, unflatten, forComparison }: KeptList,
  scope: Scope,
): readonly Json[] | undefined {
  const text = annotations.text(annotation);
  if (text === undefined) return undefined;
  const decoded = decodeJson(text);
  if (!decoded.ok || !isJsonArray(decoded.value) || !decoded.value.every(isJsonObject)) return undefined;
  annotations.understood(annotation);
  return decoded.value.map((item, index) => {
    const converted = unflatten(item);
    loseDifferences(
      item,
      forComparison.flatten(converted),
      { list: ['metadata', 'annotations', annotation], index },
      scope,
    );
    return converted;
  });
}
