import { isJsonArray, isJsonObject, objectAt, stringAt, type JsonObject } from '../../json/json.ts';
import type { FieldSet } from '../fields/field-set.ts';
import { formatFieldsV1, parseFieldsV1 } from '../fields/fields-v1.ts';

/** An entry of `metadata.managedFields`. */
export interface ManagedEntry {
  readonly manager: string;
  readonly operation: string;
  readonly apiVersion: string;
  readonly time: string | undefined;
  /** Empty for the object itself. */
  readonly subresource: string;
  readonly fields: FieldSet;
}

/** The entries of an object, as far as they can be read. */
export function managedEntries(object: JsonObject): readonly ManagedEntry[] {
  const entries = objectAt(object, 'metadata')?.managedFields;
  return isJsonArray(entries) ? entries.filter(isJsonObject).map(entryOf) : [];
}

function entryOf(entry: JsonObject): ManagedEntry {
  return {
    manager: stringAt(entry, 'manager') ?? '',
    operation: stringAt(entry, 'operation') ?? '',
    apiVersion: stringAt(entry, 'apiVersion') ?? '',
    time: stringAt(entry, 'time'),
    subresource: stringAt(entry, 'subresource') ?? '',
    fields: parseFieldsV1(entry.fieldsV1),
  };
}

/** An entry as API servers write it. */
export function formatEntry({ manager, operation, apiVersion, time, subresource, fields }: ManagedEntry): JsonObject {
  return {
    manager,
    operation,
    apiVersion,
    ...(time !== undefined && { time }),
    fieldsType: 'FieldsV1',
    fieldsV1: formatFieldsV1(fields),
    ...(subresource !== '' && { subresource }),
  };
}

/** An entry as API servers name it in conflicts. */
export function managerText({ manager, operation, apiVersion, time, subresource }: ManagedEntry): string {
  const name = JSON.stringify(manager) + (subresource === '' ? '' : ` with subresource ${JSON.stringify(subresource)}`);
  if (operation !== 'Update') return name;
  return `${name} using ${apiVersion}${time === undefined ? '' : ` at ${time}`}`;
}
