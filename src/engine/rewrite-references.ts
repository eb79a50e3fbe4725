import { stringAt, type JsonObject } from '../json/json.ts';
import type { Path } from './path.ts';
import { ConversionFailure, Scope, type Draft } from './scope.ts';
import { walk } from './walk.ts';

/** An object that names another one, as it was found. */
export interface Reference {
  readonly apiVersion: string;
  readonly kind: string;
  /** Where its apiVersion is, such as `spec.scaleTargetRef.apiVersion`. */
  readonly path: string;
}

/** The apiVersion that a reference is to have; undefined leaves it alone. */
export type Rewrite = (reference: Reference) => string | undefined;

/**
 * Gives the references at the paths other apiVersions. What has no apiVersion or kind is no reference. Where a path leads into
 * something of another type, nothing is changed at that path: the API server tells the author. The input is not changed,
 * and it is the output when no reference was.
 */
export function rewriteReferences(object: JsonObject, paths: readonly Path[], rewrite: Rewrite): JsonObject {
  return paths.reduce<JsonObject>((current, path) => rewriteAt(current, path, rewrite), object);
}

function rewriteAt(object: JsonObject, path: Path, rewrite: Rewrite): JsonObject {
  const scope = new Scope();
  const draft: Draft = scope.draft(object);
  const rewritten: string[] = [];
  try {
    walk(draft, path, scope, (target) => {
      const [apiVersion, kind] = [stringAt(target, 'apiVersion'), stringAt(target, 'kind')];
      if (apiVersion === undefined || kind === undefined) return;
      const other = rewrite({ apiVersion, kind, path: scope.where(['apiVersion']) });
      if (other === undefined || other === apiVersion) return;
      target.apiVersion = other;
      rewritten.push(other);
    });
  } catch (error) {
    if (error instanceof ConversionFailure) return object;
    throw error;
  }
  return rewritten.length > 0 ? draft : object;
}
