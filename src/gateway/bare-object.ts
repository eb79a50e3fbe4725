import { withoutPreserved } from '../engine/preserved-annotation.ts';
import { problem, ProblemError, type Problem } from '../errors.ts';
import { objectAt, stringAt, type JsonObject } from '../json/json.ts';
import { omit } from '../json/omit.ts';
import type { Translation } from './exchange.ts';

/** Says of an object in a list or a watch that its metadata is all there is to see, and why. Docs: docs/adr/0008. */
const UNCONVERTIBLE_ANNOTATION = 'karmorph.io/unconvertible';

/** A reason may repeat what is in the object. */
const MAX_REASON = 1024;

/**
 * What a list or a watch shows of an object that cannot be converted. It must not be missing, or clients would take it for
 * deleted, and must not fail those around it.
 */
export function bareObject(object: JsonObject, { wanted, family }: Translation, { message }: Problem): JsonObject {
  const metadata = omit(objectAt(withoutPreserved(object), 'metadata') ?? {}, 'managedFields');
  const annotations = {
    ...objectAt(metadata, 'annotations'),
    [UNCONVERTIBLE_ANNOTATION]: message.slice(0, MAX_REASON),
  };
  return { apiVersion: wanted, kind: family.kind, metadata: { ...metadata, annotations } };
}

const BARE_KEYS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata', 'status']);

/**
 * A written object as it is meant: clients may take the annotation over from what a list showed them. Throws `BARE_OBJECT_WRITTEN` for a bare one
 * itself, which would empty the member's object.
 */
export function withoutBareAnnotation(object: JsonObject): JsonObject {
  const metadata = objectAt(object, 'metadata');
  const annotations = objectAt(metadata, 'annotations');
  if (annotations?.[UNCONVERTIBLE_ANNOTATION] === undefined) return object;
  if (Object.keys(object).every((key) => BARE_KEYS.has(key))) {
    const kind = stringAt(object, 'kind') ?? '';
    throw new ProblemError(problem('BARE_OBJECT_WRITTEN', { kind, name: stringAt(metadata, 'name') ?? '' }));
  }
  return { ...object, metadata: { ...metadata, annotations: omit(annotations, UNCONVERTIBLE_ANNOTATION) } };
}
