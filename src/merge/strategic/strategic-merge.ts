import { problem, type Problem } from '../../errors.ts';
import type { JsonObject } from '../../json/json.ts';
import type { SchemaNode } from '../../schema/node.ts';
import { mergeObject } from './merge-object.ts';

export type Merged =
  { readonly ok: true; readonly object: JsonObject } | { readonly ok: false; readonly problem: Problem };

/**
 * Applies a strategic merge patch to an object in the version that the patch is written in, whose schema says how lists are merged;
 * as k8s.io/apimachinery/pkg/util/strategicpatch does. Fails with `PATCH_NOT_APPLICABLE`, which names the path.
 */
export function strategicMerge(object: JsonObject, patch: JsonObject, schema: SchemaNode): Merged {
  const refusals: string[] = [];
  const refuse = (path: string, reason: string): void => {
    refusals.push(path === '' ? reason : `${path}: ${reason}`);
  };
  const merged = mergeObject(object, patch, { path: '', node: schema, refuse });
  const [reason] = refusals;
  return reason === undefined
    ? { ok: true, object: merged }
    : { ok: false, problem: problem('PATCH_NOT_APPLICABLE', { reason }) };
}
