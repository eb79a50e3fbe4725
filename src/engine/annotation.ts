import { isJsonObject, type Json, type JsonObject } from '../json/json.ts';
import { isEmpty } from './field.ts';
import type { Draft, Scope } from './scope.ts';

/** The value of an annotation; undefined when it is absent or null. */
export function annotationAt(object: JsonObject, name: string): Json | undefined {
  const annotations = isJsonObject(object.metadata) ? object.metadata.annotations : undefined;
  return isJsonObject(annotations) ? (annotations[name] ?? undefined) : undefined;
}

/** Writes an annotation; metadata of another type than an object is an error. */
export function putAnnotation(object: Draft, name: string, text: string, scope: Scope): void {
  const metadata = scope.child(object, 'metadata') ?? (object.metadata = scope.draft({}));
  scope.within('metadata', () => {
    const annotations = scope.child(metadata, 'annotations') ?? (metadata.annotations = scope.draft({}));
    annotations[name] = text;
  });
}

/** Takes an annotation off, and `metadata.annotations` as well when it was the last one. Returns the value that it had. */
export function dropAnnotation(object: Draft, name: string, scope: Scope): Json | undefined {
  const value = annotationAt(object, name);
  if (value === undefined) return undefined;
  const metadata = scope.child(object, 'metadata');
  const annotations = metadata && scope.child(metadata, 'annotations');
  if (!annotations) return undefined;
  scope.remove(annotations, name);
  if (isEmpty(annotations)) scope.remove(metadata, 'annotations');
  else metadata.annotations = scope.settle(annotations);
  object.metadata = scope.settle(metadata);
  return value;
}
