import { annotationAt, dropAnnotation, putAnnotation } from '../../../src/engine/annotation.ts';
import { putField, takeField } from '../../../src/engine/field.ts';
import type { Lens } from '../../../src/engine/rule-set.ts';
import type { Direction, Draft, Scope } from '../../../src/engine/scope.ts';
import { walk } from '../../../src/engine/walk.ts';
import { valueAt } from '../../../src/json/json.ts';
import { KEEP_ZERO, LIMITED, SHARES } from './shares.ts';

const OLD_SHARES = 'assuredConcurrencyShares';

/** v1beta1 and v1beta2 call the shares otherwise, and their servers read 0 as 30. */
export const v1beta2: Lens = (object, direction, scope) => {
  const draft = scope.draft(object);
  walk(draft, LIMITED, scope, (limited) => renameShares(limited, direction, scope));
  return draft;
};

function renameShares(limited: Draft, direction: Direction, scope: Scope): void {
  const [from, to] = direction === 'up' ? [OLD_SHARES, SHARES] : [SHARES, OLD_SHARES];
  const shares = takeField(limited, [from], scope) ?? 0;
  if (direction === 'down' && shares === 0) scope.lose([SHARES], 0, ZERO_IS_DEFAULT);
  putField(limited, [to], shares, scope);
}

/** v1beta3 has the shape of v1, and the annotation for shares of 0. */
export const v1beta3: Lens = (object, direction, scope) => {
  const draft = scope.draft(object);
  walk(draft, LIMITED, scope, (limited) => {
    limited[SHARES] ??= 0;
  });
  const isZero = valueAt(draft, ['spec', 'limited', SHARES]) === 0;
  if (direction === 'up') {
    const text = dropAnnotation(draft, KEEP_ZERO, scope);
    if (text !== undefined && !(isZero && text === ''))
      scope.lose(['metadata', 'annotations', KEEP_ZERO], text, NO_USE);
  } else if (isZero && annotationAt(draft, KEEP_ZERO) === undefined) putAnnotation(draft, KEEP_ZERO, '', scope);
  return draft;
};

const ZERO_IS_DEFAULT = 'servers of this version read 0 as the default of 30';
const NO_USE = 'Kubernetes uses this annotation for shares of 0 at v1beta3 only';
