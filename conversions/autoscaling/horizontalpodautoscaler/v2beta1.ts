import { takeField } from '../../../src/engine/field.ts';
import { literalPath } from '../../../src/engine/path.ts';
import type { Lens } from '../../../src/engine/rule-set.ts';
import type { Draft, Scope } from '../../../src/engine/scope.ts';
import { walk } from '../../../src/engine/walk.ts';
import { isJsonObject, type JsonObject } from '../../../src/json/json.ts';
import { ANNOTATION, putAnnotation, takeAnnotations } from './annotations.ts';
import { behaviorAnnotation, parseBehavior } from './behavior.ts';
import { convertCurrentReplicas } from './current-replicas.ts';
import { loseDifferences, loseIn } from './differences.ts';
import { checkMetric } from './metric-types.ts';
import { METRIC, METRIC_STATUS } from './metrics.ts';

/** autoscaling/v2beta1 has flat metrics, and keeps `behavior` in an annotation. */
export const v2beta1: Lens = (object, direction, scope) => {
  const draft = scope.draft(object);
  convertCurrentReplicas(draft, direction, scope);
  if (direction === 'up') {
    takeAnnotations(draft, scope, (annotations) => {
      const behavior = parseBehavior(annotations.text(ANNOTATION.behavior));
      if (!behavior) return;
      draft.spec = { ...(scope.child(draft, 'spec') ?? {}), behavior };
      annotations.understood(ANNOTATION.behavior);
    });
    eachMetric(draft, ['spec', 'metrics'], scope, METRIC.unflatten, METRIC.forComparison.flatten);
    eachMetric(
      draft,
      ['status', 'currentMetrics'],
      scope,
      METRIC_STATUS.unflatten,
      METRIC_STATUS.forComparison.flatten,
    );
  } else {
    takeAnnotations(draft, scope);
    moveBehavior(draft, scope);
    eachMetric(draft, ['spec', 'metrics'], scope, METRIC.flatten, METRIC.forComparison.unflatten);
    eachMetric(
      draft,
      ['status', 'currentMetrics'],
      scope,
      METRIC_STATUS.flatten,
      METRIC_STATUS.forComparison.unflatten,
    );
  }
  return draft;
};

/** Takes `spec.behavior` off and keeps it in the annotation. */
export function moveBehavior(draft: Draft, scope: Scope): void {
  let text: string | undefined;
  walk(draft, SPEC, scope, (spec) => {
    const behavior = takeField(spec, ['behavior'], scope);
    if (behavior === undefined) return;
    if (!isJsonObject(behavior)) throw scope.typeMismatch(['behavior'], 'an object', behavior);
    scope.within('behavior', () => (text = behaviorAnnotation(behavior, scope)));
    loseIn(behavior, parseBehavior(text), ['behavior'], scope);
  });
  if (text !== undefined) putAnnotation(draft, ANNOTATION.behavior, text, scope);
}

const SPEC = literalPath('spec');

/** Converts each metric of a list in place; what the conversion back does not give again is a loss. */
function eachMetric(
  draft: Draft,
  [parent, key]: readonly ['spec', 'metrics'] | readonly ['status', 'currentMetrics'],
  scope: Scope,
  ...[convert, back]: readonly [Convert, Convert]
): void {
  const owner = scope.child(draft, parent);
  if (!owner) return;
  scope.within(parent, () => {
    const list = scope.childList(owner, key);
    list?.forEach((metric, index) => {
      if (!isJsonObject(metric)) throw scope.typeMismatch([key, index], 'an object', metric);
      checkMetric(metric, { list: [key], index }, scope);
      const converted = convert(metric);
      loseDifferences(metric, back(converted), { list: [key], index }, scope);
      list[index] = converted;
    });
  });
}

type Convert = (metric: JsonObject) => JsonObject;
