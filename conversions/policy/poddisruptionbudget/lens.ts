import type { Lens } from '../../../src/engine/rule-set.ts';
import { literalPath } from '../../../src/engine/path.ts';
import type { Direction, Draft, Scope } from '../../../src/engine/scope.ts';
import { walk } from '../../../src/engine/walk.ts';
import { jsonEqual } from '../../../src/json/equal.ts';
import { isJsonObject, type JsonObject } from '../../../src/json/json.ts';

/**
 * An empty selector matches no pod at policy/v1beta1 and every pod at policy/v1. Kubernetes writes the other meaning with
 * this label, which no pod has (k8s.io/kubernetes/pkg/apis/policy/helper.go).
 */
const LABEL = 'pdb.kubernetes.io/deprecated-v1beta1-empty-selector-match';
const EMPTY: JsonObject = {};
const MATCH_NONE_AT_V1: JsonObject = { matchExpressions: [{ key: LABEL, operator: 'Exists' }] };
const MATCH_ALL_AT_V1BETA1: JsonObject = { matchExpressions: [{ key: LABEL, operator: 'DoesNotExist' }] };

/** The selector of policy/v1beta1 and of policy/v1: same structure, another meaning when it is empty. */
export const podDisruptionBudget: Lens = (object, direction, scope) => {
  const draft = scope.draft(object);
  walk(draft, SPEC, scope, (spec) => convertSelector(spec, direction, scope));
  return draft;
};

const SPEC = literalPath('spec');

function convertSelector(spec: Draft, direction: Direction, scope: Scope): void {
  const selector = scope.child(spec, 'selector');
  if (!selector) return;
  const other = direction === 'up' ? atV1(selector) : atV1beta1(selector);
  if (other) spec.selector = other;
  else if (direction === 'up' || !jsonEqual(selector, MATCH_NONE_AT_V1)) {
    scope.within('selector', () => stripLabel(selector, scope));
  }
}

function atV1(selector: JsonObject): JsonObject | undefined {
  if (isEmptySelector(selector)) return MATCH_NONE_AT_V1;
  return jsonEqual(selector, MATCH_ALL_AT_V1BETA1) ? EMPTY : undefined;
}

function atV1beta1(selector: JsonObject): JsonObject | undefined {
  if (jsonEqual(selector, MATCH_NONE_AT_V1)) return EMPTY;
  return isEmptySelector(selector) ? MATCH_ALL_AT_V1BETA1 : undefined;
}

/** Go compares with equality.Semantic, for which an empty list or map equals an absent one. */
function isEmptySelector(selector: JsonObject): boolean {
  return Object.values(selector).every(
    (value) => value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0),
  );
}

/** Used with anything else, the label has no meaning, and Kubernetes takes it out. */
function stripLabel(selector: Draft, scope: Scope): void {
  const expressions = scope.childList(selector, 'matchExpressions');
  if (!expressions) return;
  const kept = expressions.filter((expression, index) => {
    const reserved = isJsonObject(expression) && expression.key === LABEL;
    if (reserved) scope.lose(['matchExpressions', index], expression, REASON);
    return !reserved;
  });
  if (kept.length < expressions.length) selector.matchExpressions = kept;
}

const REASON = 'Kubernetes reserves this label for the empty selector and takes it out of every other one';
