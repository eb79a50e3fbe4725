import type { DefaultsHook } from '../../src/engine/defaults.ts';
import { isUnset } from '../../src/engine/defaults.ts';
import { literalPath } from '../../src/engine/path.ts';
import type { Draft, Scope } from '../../src/engine/scope.ts';
import { walk } from '../../src/engine/walk.ts';
import { isJsonObject, objectAt, type JsonObject } from '../../src/json/json.ts';

const SPEC = literalPath('spec');

/**
 * Workloads of extensions/v1beta1 and apps/v1beta1 have the labels of their pods, and select by them, where they name none
 * (pkg/apis/extensions/v1beta1/defaults.go, pkg/apis/apps/v1beta1/defaults.go).
 */
export const templateLabels: DefaultsHook = (draft, scope) => {
  walk(draft, SPEC, scope, (spec) => {
    const labels = objectAt(objectAt(objectAt(spec, 'template'), 'metadata'), 'labels');
    if (!labels) return;
    if (isUnset(spec, 'selector')) spec.selector = { matchLabels: labels };
    labelLikePods(draft, labels, scope);
  });
};

function labelLikePods(draft: Draft, labels: JsonObject, scope: Scope): void {
  if (isUnset(draft, 'metadata')) draft.metadata = {};
  if (!isJsonObject(draft.metadata)) return;
  const metadata = scope.draft(draft.metadata);
  if (isUnset(metadata, 'labels', [{}])) metadata.labels = labels;
  draft.metadata = metadata;
}
