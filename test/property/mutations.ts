import fc from 'fast-check';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../src/json/json.ts';

/** A change to an object that need not leave it valid. `at` picks the place among all that the object has. */
export interface Mutation {
  readonly at: number;
  readonly kind: 'delete' | 'replace' | 'duplicate';
  readonly value: Json;
}

/** Values of every JSON type, each put where another type belongs. */
const VALUES: readonly Json[] = [
  null,
  true,
  987654321,
  2n ** 62n,
  'mutant',
  [],
  ['mutant'],
  [null],
  [7777, { mutant: 'inside' }],
  {},
  { mutant: 'inside' },
  { annotations: ['mutant'] },
];

export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(
  fc.record({
    at: fc.nat(10_000),
    kind: fc.constantFrom('delete' as const, 'replace' as const, 'duplicate' as const),
    value: fc.constantFrom(...VALUES),
  }),
  { maxLength: 4 },
);

/** A changed copy of the object; apiVersion and kind stay as they are. */
export function mutate(object: JsonObject, changes: readonly Mutation[]): JsonObject {
  return changes.reduce((result, change) => {
    const places = placesIn(result).filter(([first]) => first !== 'apiVersion' && first !== 'kind');
    const place = places[change.at % Math.max(places.length, 1)];
    return place ? (changeAt(result, place, change) as JsonObject) : result;
  }, object);
}

type Place = readonly (string | number)[];

function placesIn(value: Json | undefined, here: Place = []): readonly Place[] {
  const entries: readonly (readonly [string | number, Json | undefined])[] = isJsonArray(value)
    ? value.map((item, index) => [index, item] as const)
    : isJsonObject(value)
      ? Object.entries(value)
      : [];
  return entries.flatMap(([key, item]) => [[...here, key], ...placesIn(item, [...here, key])]);
}

function changeAt(value: Json, [key, ...rest]: Place, change: Mutation): Json {
  if (isJsonArray(value) && typeof key === 'number') {
    const items = replacements(value[key] ?? null, rest, change);
    return [...value.slice(0, key), ...items, ...value.slice(key + 1)];
  }
  if (!isJsonObject(value) || typeof key !== 'string') return value;
  const { [key]: old, ...others } = value;
  const [replacement] = replacements(old ?? null, rest, change);
  return replacement === undefined ? others : { ...value, [key]: replacement };
}

/** What stands in the place of `old`: nothing, one value, or two in a list. */
function replacements(old: Json, rest: Place, change: Mutation): readonly Json[] {
  if (rest.length > 0) return [changeAt(old, rest, change)];
  if (change.kind === 'delete') return [];
  return change.kind === 'replace' ? [change.value] : [old, old];
}
