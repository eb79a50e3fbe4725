import { isJsonArray, isJsonObject, ownValue, stringAt, type Json, type JsonObject } from '../json/json.ts';
import type { Family, RuleSet } from './rule-set.ts';
import { ConversionFailure, Scope } from './scope.ts';
import { Trail } from './trail.ts';

/** Keys and list indexes from an object down to a field. */
export type FieldParts = readonly (string | number)[];

/** What a field may hold that the object does not have: one of these is converted in its place. */
const STAND_INS: readonly Json[] = ['x', 1, {}, []];

/**
 * Where a field of an object is when the object is converted to another version; where it was, when no rule moves it. A field that the object
 * does not have is taken for one that it has.
 */
export function fieldInVersion(object: JsonObject, parts: FieldParts, to: string, rules: RuleSet): FieldParts {
  const from = stringAt(object, 'apiVersion') ?? '';
  const family = rules.familyOf(from, stringAt(object, 'kind') ?? '');
  if (!family) return parts;
  const current = parts.reduce<Json | undefined>(inside, object);
  // A value that means nothing may be left out: then another one of its type is not.
  const standIns = STAND_INS.filter((value) => typeof value === typeof current).concat(STAND_INS);
  const forms = [object, ...standIns.map((value) => withValueAt(object, parts, value))];
  for (const form of forms) {
    const converted = convertedWith(form, family, { from, to });
    const place = converted?.trail.destinationOf(parts);
    if (converted && place && isAt(converted.object, place)) return place;
  }
  return parts;
}

interface Route {
  readonly from: string;
  readonly to: string;
}

interface Followed {
  readonly object: JsonObject;
  readonly trail: Trail;
}

/** The object and what moved where; undefined for what cannot be converted. */
function convertedWith(object: JsonObject, { lenses }: Family, { from, to }: Route): Followed | undefined {
  const trail = new Trail();
  const scope = new Scope(trail);
  try {
    const hub = lenses.get(from)?.(object, 'up', scope) ?? object;
    return { object: lenses.get(to)?.(hub, 'down', scope) ?? hub, trail };
  } catch (error) {
    if (error instanceof ConversionFailure) return undefined;
    throw error;
  }
}

function isAt(object: JsonObject, parts: FieldParts): boolean {
  return (parts.reduce<Json | undefined>(inside, object) ?? null) !== null;
}

function inside(value: Json | undefined, part: string | number): Json | undefined {
  if (typeof part === 'number') return isJsonArray(value) ? value[part] : undefined;
  return isJsonObject(value) ? ownValue(value, part) : undefined;
}

/** A copy with a value at a place; what is around it is made. */
function withValueAt(object: JsonObject, parts: FieldParts, value: Json): JsonObject {
  const copy = placed(object, parts, value);
  return isJsonObject(copy) ? copy : object;
}

function placed(around: Json | undefined, [part, ...rest]: FieldParts, value: Json): Json {
  if (part === undefined) return value;
  const item = placed(inside(around, part), rest, value);
  if (typeof part === 'string') return { ...(isJsonObject(around) ? around : {}), [part]: item };
  const list = isJsonArray(around) ? around : [];
  return part < list.length ? list.with(part, item) : [...list, item];
}
