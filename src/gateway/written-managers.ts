import { jsonEqual } from '../json/equal.ts';
import { isJsonArray, valueAt, type Json, type JsonObject } from '../json/json.ts';
import { formatEntry, managedEntries, type ManagedEntry } from '../merge/apply/managed-entries.ts';
import { translateFields } from '../merge/apply/translate-fields.ts';
import { convertForMember } from './convert-request.ts';
import type { ConvertedRequest } from './exchange.ts';
import { memberSchema } from './member-schema.ts';

interface ManagersWrite {
  /** The member's object. */
  readonly current: JsonObject;
  /** The same as it was shown to the client, its managers included. */
  readonly before: JsonObject;
  /** What the client makes of that. */
  readonly sent: JsonObject;
}

const PATH = ['metadata', 'managedFields'];

/**
 * The `managedFields` to write when a client has changed them, as kubectl does to go on from client-side apply to server-side apply: an
 * entry that it left as it was stays the member's, and of any other the fields are translated. Undefined when it changed nothing.
 */
export function writtenManagers(request: ConvertedRequest, { current, before, sent }: ManagersWrite): Json | undefined {
  const written = valueAt(sent, PATH);
  if (!isJsonArray(written) || written.length === 0 || jsonEqual(written, valueAt(before, PATH))) return undefined;
  const known = managedEntries(current);
  const shown = managedEntries(before);
  return managedEntries(sent).map((entry) => {
    const isSame = shown.some((other) => isOf(entry, other) && jsonEqual(formatEntry(entry), formatEntry(other)));
    return formatEntry((isSame && known.find((other) => isOf(entry, other))) || translated(request, entry, sent));
  });
}

function isOf(entry: ManagedEntry, other: ManagedEntry): boolean {
  return (
    entry.manager === other.manager && entry.operation === other.operation && entry.subresource === other.subresource
  );
}

function translated(
  { exchange, translation }: ConvertedRequest,
  entry: ManagedEntry,
  object: JsonObject,
): ManagedEntry {
  const fields = translateFields(object, entry.fields, {
    convert: (part) => convertForMember(part, translation, exchange.context.rules()),
    node: memberSchema(exchange, translation),
  });
  return { ...entry, apiVersion: translation.served, fields };
}
