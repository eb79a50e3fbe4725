import { annotationAt, dropAnnotation, putAnnotation } from '../../../src/engine/annotation.ts';
import type { Lens } from '../../../src/engine/rule-set.ts';
import { literalPath } from '../../../src/engine/path.ts';
import type { Draft, Scope } from '../../../src/engine/scope.ts';
import { walk } from '../../../src/engine/walk.ts';
import { integerText, jsonInteger, parseInteger } from '../integer.ts';

/** Where apps/v1 and apps/v1beta2 keep `spec.rollbackTo` of the older versions (k8s.io/api/apps/v1, DeprecatedRollbackTo). */
const ANNOTATION = 'deprecated.deployment.rollback.to';

const SPEC = literalPath('spec');

/** apps/v1beta2 has the shape of apps/v1, but every conversion reads the annotation and writes it again. */
export const v1beta2: Lens = (object, _direction, scope) => {
  const text = annotationAt(object, ANNOTATION);
  if (text === undefined) return object;
  const draft = scope.draft(object);
  if (text === '') dropAnnotation(draft, ANNOTATION, scope);
  else putAnnotation(draft, ANNOTATION, String(parseInteger(ANNOTATION, text)), scope);
  return draft;
};

/** extensions/v1beta1 and apps/v1beta1 have the field. */
export const v1beta1: Lens = (object, direction, scope) => {
  const draft = scope.draft(object);
  if (direction === 'up') toAnnotation(draft, scope);
  else toField(draft, scope);
  return draft;
};

function toAnnotation(draft: Draft, scope: Scope): void {
  const text = rollbackText(draft, scope);
  const replaced = dropAnnotation(draft, ANNOTATION, scope);
  if (replaced !== undefined && replaced !== text)
    scope.lose(['metadata', 'annotations', ANNOTATION], replaced, REASON);
  if (text !== undefined) putAnnotation(draft, ANNOTATION, text, scope);
}

/** Takes `spec.rollbackTo` off and returns its revision; `{}` is revision 0, the last one. */
function rollbackText(draft: Draft, scope: Scope): string | undefined {
  let text: string | undefined;
  walk(draft, SPEC, scope, (spec) => {
    const rollbackTo = scope.child(spec, 'rollbackTo');
    scope.remove(spec, 'rollbackTo');
    if (rollbackTo) scope.within('rollbackTo', () => (text = revisionText(rollbackTo, scope)));
  });
  return text;
}

function revisionText(rollbackTo: Draft, scope: Scope): string {
  for (const [key, value] of Object.entries(rollbackTo)) {
    if (key !== 'revision') scope.lose([key], value ?? null, 'a rollback has nothing but a revision');
  }
  return integerText(rollbackTo, 'revision', scope);
}

function toField(draft: Draft, scope: Scope): void {
  const text = annotationAt(draft, ANNOTATION);
  if (text === undefined || text === '') return;
  const revision = jsonInteger(parseInteger(ANNOTATION, text));
  const spec = scope.child(draft, 'spec') ?? (draft.spec = scope.draft({}));
  spec.rollbackTo = revision === 0 ? {} : { revision };
  dropAnnotation(draft, ANNOTATION, scope);
}

const REASON = 'Kubernetes writes spec.rollbackTo to this annotation, whatever it held';
