import { convert } from '../engine/convert.ts';
import { fromMember } from '../engine/preserve.ts';
import type { RuleSet } from '../engine/rule-set.ts';
import { encodeJson } from '../json/encode.ts';
import { objectAt, type JsonObject } from '../json/json.ts';
import { formatEntry, managedEntries, type ManagedEntry } from '../merge/apply/managed-entries.ts';
import { translateFields, translateOwned } from '../merge/apply/translate-fields.ts';
import { isEmptySet, NO_FIELDS, type FieldSet } from '../merge/fields/field-set.ts';
import type { SchemaNode } from '../schema/node.ts';
import { withoutManagedFields } from './convert-answer.ts';
import type { Translation } from './exchange.ts';
import { renamedManagers } from './renamed-managers.ts';

/** What is needed to tell which fields of the client's version somebody manages. */
export interface ManagedView {
  readonly translation: Translation;
  readonly rules: RuleSet;
  /** Of the client's version. */
  readonly schema: SchemaNode;
}

/** Bytes of objects to convert for one object's managers: each takes several conversions, during which nothing else is answered. */
const MAX_WORK = 8 * 1024 * 1024;

/**
 * Who manages a member's object, in the version that the client sees: the member's own entries, with the fields that come of theirs.
 * Undefined when there are so many of so large an object that to find out would take too long.
 */
export function shownEntries(stored: JsonObject, view: ManagedView): readonly ManagedEntry[] | undefined {
  const { wanted } = view.translation;
  if (renamedManagers(stored, view.translation)) {
    return managedEntries(stored).map((entry) => ({ ...entry, apiVersion: wanted }));
  }
  const plain = withoutManagedFields(stored);
  const entries = managedEntries(stored);
  if (entries.length * encodeJson(plain).length > MAX_WORK) return undefined;
  return entries
    .map((entry) => ({ ...entry, apiVersion: wanted, fields: shownFields(plain, entry, view) }))
    .filter(({ fields }) => !isEmptySet(fields));
}

/** Somebody may have written another version that the member serves: the fields are that version's. */
function shownFields(
  object: JsonObject,
  { apiVersion, operation, fields }: ManagedEntry,
  { translation, rules, schema }: ManagedView,
): FieldSet {
  const written = convert(object, apiVersion, rules);
  if (!written.ok) return NO_FIELDS;
  // Who applies an object owns what is in it, not the objects around that.
  const translate = operation === 'Apply' ? translateFields : translateOwned;
  return translate(written.object, fields, {
    convert: (part) => fromMember(part, translation.wanted, rules, translation.references),
    node: schema,
  });
}

/** A converted object with the managers of the member's object that it was converted from. */
export function withManagedFields(shown: JsonObject, stored: JsonObject, view: ManagedView): JsonObject {
  const entries = shownEntries(stored, view) ?? [];
  if (entries.length === 0) return shown;
  return { ...shown, metadata: { ...objectAt(shown, 'metadata'), managedFields: entries.map(formatEntry) } };
}
