import { problem } from '../../../src/errors.ts';
import { takeField } from '../../../src/engine/field.ts';
import { literalPath } from '../../../src/engine/path.ts';
import type { Lens } from '../../../src/engine/rule-set.ts';
import { ConversionFailure, type Draft, type Scope } from '../../../src/engine/scope.ts';
import { walk } from '../../../src/engine/walk.ts';
import { ANNOTATION, putAnnotation, takeAnnotations } from './annotations.ts';
import { convertCurrentReplicas } from './current-replicas.ts';

const TOLERANCES = [
  { rules: 'scaleDown', annotation: ANNOTATION.scaleDownTolerance },
  { rules: 'scaleUp', annotation: ANNOTATION.scaleUpTolerance },
] as const;

/** A quantity as Kubernetes writes it (k8s.io/apimachinery/pkg/api/resource, Quantity). */
const QUANTITY = /^[+-]?(\d+(\.\d*)?|\.\d+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?\d+)?$/;

/** autoscaling/v2beta2 is autoscaling/v2 but for `behavior.*.tolerance` (KEP-4951), which it keeps in annotations. */
export const v2beta2: Lens = (object, direction, scope) => {
  const draft = scope.draft(object);
  convertCurrentReplicas(draft, direction, scope);
  if (direction === 'up') {
    takeAnnotations(draft, scope, (annotations) => {
      for (const { rules, annotation } of TOLERANCES) {
        const tolerance = annotations.text(annotation);
        if (tolerance === undefined) continue;
        if (!QUANTITY.test(tolerance)) throw notAQuantity(annotation, tolerance);
        scalingRules(draft, rules, scope).tolerance = tolerance;
        annotations.understood(annotation);
      }
    });
  } else {
    takeAnnotations(draft, scope);
    for (const { rules, annotation } of TOLERANCES) keepTolerance(draft, rules, annotation, scope);
  }
  return draft;
};

function keepTolerance(
  draft: Draft,
  rules: string,
  annotation: (typeof TOLERANCES)[number]['annotation'],
  scope: Scope,
): void {
  let text: string | undefined;
  walk(draft, literalPath(`spec.behavior.${rules}`), scope, (scaling) => {
    const tolerance = takeField(scaling, ['tolerance'], scope);
    if (tolerance === undefined) return;
    if (typeof tolerance !== 'string' && typeof tolerance !== 'number') {
      throw scope.typeMismatch(['tolerance'], 'a quantity', tolerance);
    }
    text = String(tolerance);
  });
  if (text !== undefined) putAnnotation(draft, annotation, text, scope);
}

function scalingRules(draft: Draft, rules: string, scope: Scope): Draft {
  let current = draft;
  for (const key of ['spec', 'behavior', rules]) {
    const child = scope.child(current, key) ?? scope.draft({});
    current[key] = child;
    current = child;
  }
  return current;
}

function notAQuantity(annotation: string, text: string): ConversionFailure {
  const path = `metadata.annotations["${annotation}"]`;
  return new ConversionFailure(problem('FIELD_TYPE', { path, expected: 'a quantity', actual: `"${text}"` }));
}
