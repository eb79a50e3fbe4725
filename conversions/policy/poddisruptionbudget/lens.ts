import type { Lens } from '../../../src/engine/rule-set.ts';
import type { Draft, Scope } from '../../../src/engine/scope.ts';
import { jsonEqual } from '../../../src/json/equal.ts';
import { isJsonArray, isJsonObject, type JsonObject } from '../../../src/json/json.ts';

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
  const spec = scope.child(draft, 'spec');
  const selector = spec && scope.child(spec, 'selector');
  if (!selector) return draft;
  const other = direction === 'up' ? atV1(selector) : atV1beta1(selector);
  if (other) spec.selector = other;
  else if (direction === 'up' || !jsonEqual(selector, MATCH_NONE_AT_V1)) stripLabel(selector, scope);
  return draft;
};

function atV1(selector: JsonObject): JsonObject | undefined {
  if (isEmptySelector(selector)) return MATCH_NONE_AT_V1;
  return jsonEqual(selector, MATCH_ALL_AT_V1BETA1) ? EMPTY : undefined;
}

function atV1beta1(selector: JsonObject): JsonObject | undefined {
  if (jsonEqual(selector, MATCH_NONE_AT_V1)) return EMPTY;
  return isEmptySelector(selector) ? MATCH_ALL_AT_V1BETA1 : undefined;
}

/** Go compares with equality.Semantic, for which an empty list or map equals an absent one. */
function isEmptySelector({ matchLabels, matchExpressions }: JsonObject): boolean {
  const noLabels = !isJsonObject(matchLabels) || Object.keys(matchLabels).length === 0;
  return noLabels && (!isJsonArray(matchExpressions) || matchExpressions.length === 0);
}

/** Used with anything else, the label has no meaning, and Kubernetes takes it out. */
function stripLabel(selector: Draft, scope: Scope): void {
  const expressions = scope.childList(selector, 'matchExpressions');
  if (!expressions) return;
  const kept = expressions.filter((expression, index) => {
    const reserved = isJsonObject(expression) && expression.key === LABEL;
    if (reserved) scope.lose(['spec', 'selector', 'matchExpressions', index], expression, REASON);
    return !reserved;
  });
  if (kept.length < expressions.length) selector.matchExpressions = kept;
}

const REASON = 'Kubernetes reserves this label for the empty selector and takes it out of every other one';
