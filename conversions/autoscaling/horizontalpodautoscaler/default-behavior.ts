import { isUnset, type DefaultsHook } from '../../../src/engine/defaults.ts';
import { literalPath } from '../../../src/engine/path.ts';
import type { Draft, Scope } from '../../../src/engine/scope.ts';
import { walk } from '../../../src/engine/walk.ts';
import type { Json, JsonObject } from '../../../src/json/json.ts';

const BEHAVIOR = literalPath('spec.behavior');

/** pkg/apis/autoscaling/v2/defaults.go: a behavior that says something has a value in each of its other fields as well. */
const SCALE_UP: JsonObject = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
};
const SCALE_DOWN: JsonObject = {
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
};

/** autoscaling/v2beta2 and v2 fill in a behavior; the older versions keep it in an annotation, as it is. */
export const defaultBehavior: DefaultsHook = (draft, scope) => {
  walk(draft, BEHAVIOR, scope, (behavior) => {
    fill(behavior, 'scaleUp', { defaults: SCALE_UP, scope });
    fill(behavior, 'scaleDown', { defaults: SCALE_DOWN, scope });
  });
};

interface Filling {
  readonly defaults: Readonly<Record<string, Json | undefined>>;
  readonly scope: Scope;
}

function fill(behavior: Draft, key: string, { defaults, scope }: Filling): void {
  const rules = scope.child(behavior, key) ?? (behavior[key] = scope.draft({}));
  for (const [field, value] of Object.entries(defaults)) if (isUnset(rules, field)) rules[field] = value;
}
