import { objectAt, stringAt, type JsonObject } from '../json/json.ts';
import { checkPolicy, policyKind } from '../policies/check.ts';
import { checkRule } from '../rules/check.ts';
import { formatFieldDiagnostic, type Diagnostic } from '../rules/diagnostic.ts';
import { isBeingDeleted } from './is-being-deleted.ts';
import type { Review } from './review.ts';

/**
 * Why a ConversionRule, ConversionPolicy or ClusterConversionPolicy is refused: one line for each mistake in it. None for a good
 * one, for one that is being deleted, and for anything else.
 */
export function mistakesInOwnKind(review: Review): readonly string[] {
  const object = checkedObject(review);
  return object ? mistakesIn(object, review.namespace).map(formatFieldDiagnostic) : [];
}

/** The object whose author is told what is wrong with it; undefined for one that is left alone. */
export function checkedObject(review: Review): JsonObject | undefined {
  const { operation, subResource, object } = review;
  const isWritten = operation === 'CREATE' || operation === 'UPDATE';
  return isWritten && subResource === '' && !isBeingDeleted(review) ? object : undefined;
}

function mistakesIn(object: JsonObject, namespace: string): readonly Diagnostic[] {
  const metadata = objectAt(object, 'metadata');
  if (policyKind(object)) {
    // The namespace of the request is where it will be, whether the object says so or not.
    const placed = namespace === '' ? object : { ...object, metadata: { ...metadata, namespace } };
    const checked = checkPolicy({ object: placed });
    return checked.ok ? [] : checked.diagnostics;
  }
  if (object.kind !== 'ConversionRule') return [];
  const checked = checkRule({ name: stringAt(metadata, 'name') ?? '', object });
  return checked.ok ? [] : checked.diagnostics;
}
