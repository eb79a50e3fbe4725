import { fieldInVersion, type FieldParts } from '../engine/field-in-version.ts';
import { fieldPathParts, formatFieldPath } from '../engine/path.ts';
import type { RuleSet } from '../engine/rule-set.ts';
import { isJsonArray, isJsonObject, objectAt, stringAt, type Json, type JsonObject } from '../json/json.ts';
import type { Translation } from './exchange.ts';

/** What a member has refused. */
interface Refused {
  /** As the member was sent it. */
  readonly object: JsonObject;
  readonly translation: Translation;
  readonly rules: RuleSet;
}

/** A member's `Status` about an object that it refuses, with the fields named as the client's version names them. */
export function nameFields(status: Json | undefined, refused: Refused): Json | undefined {
  const details = isJsonObject(status) && status.kind === 'Status' ? objectAt(status, 'details') : undefined;
  const causes = details?.causes;
  if (!isJsonObject(status) || !isJsonArray(causes)) return status;
  const renamed = causes.map((cause) => (isJsonObject(cause) ? renamedCause(cause, refused) : cause));
  const message = causes.reduce<string>(
    (text, cause, index) => text.replace(textOf(cause), () => textOf(renamed[index])),
    stringAt(status, 'message') ?? '',
  );
  return { ...status, message, details: { ...details, causes: renamed } };
}

/** As it is in the message of the whole. */
function textOf(cause: Json | undefined): string {
  const { field, message } = isJsonObject(cause) ? cause : {};
  return typeof field === 'string' && typeof message === 'string' ? `${field}: ${message}` : '';
}

function renamedCause(cause: JsonObject, refused: Refused): JsonObject {
  const { field, message } = cause;
  if (typeof field !== 'string' || typeof message !== 'string') return cause;
  const parts = fieldPathParts(field);
  // Keys of maps are written in more ways than one.
  if (formatFieldPath(parts) !== field) return cause;
  const place = placeOf(parts, refused);
  const renamed = message.replace(/`(\w+)`/g, (text, name: string) => {
    const inside = placeOf([...parts, name], refused);
    const isBelow = inside.length === place.length + 1 && place.every((part, index) => part === inside[index]);
    return isBelow ? `\`${String(inside.at(-1))}\`` : text;
  });
  return { ...cause, field: formatFieldPath(place), message: renamed };
}

function placeOf(parts: FieldParts, { object, translation, rules }: Refused): FieldParts {
  return fieldInVersion(object, parts, translation.wanted, rules);
}
