import { decodeJson } from '../../json/decode.ts';
import { isJsonObject, stringAt, valueAt, type JsonObject } from '../../json/json.ts';
import type { SchemaNode } from '../../schema/node.ts';
import { allDifferences, compareFields } from '../fields/compare-fields.ts';
import { difference, NO_FIELDS, type FieldSet } from '../fields/field-set.ts';
import { fieldsOf } from '../fields/fields-of.ts';

const ANNOTATION = ['metadata', 'annotations', 'kubectl.kubernetes.io/last-applied-configuration'];

/**
 * The fields that client-side apply wrote and nobody has changed since. An apply by kubectl may take them, which is how it
 * goes on from the one to the other (k8s.io/apimachinery/pkg/util/managedfields, lastappliedmanager.go).
 */
export function lastAppliedFields(live: JsonObject, schema: SchemaNode): FieldSet {
  const text = valueAt(live, ANNOTATION);
  const decoded = typeof text === 'string' ? decodeJson(text) : undefined;
  if (!decoded?.ok || !isJsonObject(decoded.value)) return NO_FIELDS;
  const { value: config } = decoded;
  if (stringAt(config, 'apiVersion') !== stringAt(live, 'apiVersion')) return NO_FIELDS;
  return difference(fieldsOf(config, schema), allDifferences(compareFields(config, live, schema)));
}
