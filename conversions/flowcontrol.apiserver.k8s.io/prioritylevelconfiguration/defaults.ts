import { annotationAt } from '../../../src/engine/annotation.ts';
import { isUnset, type DefaultsHook } from '../../../src/engine/defaults.ts';
import { walk } from '../../../src/engine/walk.ts';
import { DEFAULT_SHARES, KEEP_ZERO, LIMITED, SHARES } from './shares.ts';

/** Shares that are left out, or 0 without the annotation that keeps it (pkg/apis/flowcontrol/v1beta3/defaults.go). */
export const v1beta3: DefaultsHook = (draft, scope) => {
  if (annotationAt(draft, KEEP_ZERO) !== undefined) return;
  walk(draft, LIMITED, scope, (limited) => {
    if (isUnset(limited, SHARES, [0])) limited[SHARES] = DEFAULT_SHARES;
  });
};
