import { annotationAt, dropAnnotation, putAnnotation } from '../../../src/engine/annotation.ts';
import type { Lens } from '../../../src/engine/rule-set.ts';
import type { Draft, Scope } from '../../../src/engine/scope.ts';
import { integerText, jsonInteger, parseInteger } from '../integer.ts';

/** Where apps/v1 and apps/v1beta2 keep `spec.templateGeneration` (k8s.io/api/apps/v1, DeprecatedTemplateGeneration). */
const ANNOTATION = 'deprecated.daemonset.template.generation';

/** apps/v1beta2 has the shape of apps/v1, but every conversion reads the annotation and writes it, "0" when it was absent. */
export const v1beta2: Lens = (object, _direction, scope) => {
  const draft = scope.draft(object);
  const text = annotationAt(object, ANNOTATION) ?? '0';
  putAnnotation(draft, ANNOTATION, String(parseInteger(ANNOTATION, text)), scope);
  return draft;
};

/** extensions/v1beta1 has the field. */
export const extensions: Lens = (object, direction, scope) => {
  const draft = scope.draft(object);
  if (direction === 'up') toAnnotation(draft, scope);
  else toField(draft, scope);
  return draft;
};

function toAnnotation(draft: Draft, scope: Scope): void {
  const spec = scope.child(draft, 'spec');
  let text = '0';
  if (spec) scope.within('spec', () => (text = integerText(spec, 'templateGeneration', scope)));
  if (spec) {
    scope.remove(spec, 'templateGeneration');
    draft.spec = scope.settle(spec);
  }
  const replaced = annotationAt(draft, ANNOTATION);
  if (replaced !== undefined && replaced !== text)
    scope.lose(['metadata', 'annotations', ANNOTATION], replaced, REASON);
  putAnnotation(draft, ANNOTATION, text, scope);
}

function toField(draft: Draft, scope: Scope): void {
  const text = dropAnnotation(draft, ANNOTATION, scope);
  if (text === undefined) return;
  const generation = jsonInteger(parseInteger(ANNOTATION, text));
  if (generation === 0) return;
  const spec = scope.child(draft, 'spec') ?? (draft.spec = scope.draft({}));
  spec.templateGeneration = generation;
}

const REASON = 'Kubernetes writes spec.templateGeneration to this annotation, whatever it held';
