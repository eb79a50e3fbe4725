import { z } from 'zod';
import { isJsonArray, isJsonObject, type Json } from '../../json/json.ts';
import { putField, takeField, type FieldPath } from '../field.ts';
import type { Draft, Scope } from '../scope.ts';
import type { StepDefinition } from '../step.ts';
import { fieldKey, fieldName, fieldPath } from './field-path.ts';

const schema = z.strictObject({
  keyed: z.strictObject({
    side: z.enum(['spoke', 'hub']).describe('the side that has the map'),
    map: fieldPath.describe('the map, on that side'),
    list: fieldPath.describe('the list of objects, on the other side'),
    key: fieldKey.describe('the field of each element that is its key in the map'),
  }),
});

type Keyed = z.infer<typeof schema>['keyed'];

/** A list of objects on one side is a map on the other. */
export const keyed: StepDefinition<z.infer<typeof schema>> = {
  name: 'keyed',
  summary:
    'A list of objects (`list`) on one side is a map (`map`) on the other, by a field of each (`key`). Elements without a key, or with ' +
    'one that another has, are lost. The map has no order of its own.',
  schema,
  example: {
    step: { keyed: { side: 'hub', map: 'spec.ports', list: 'spec.ports', key: 'name' } },
    cases: [
      {
        spoke: {
          spec: {
            ports: [
              { name: 'http', port: 80 },
              { name: 'dns', port: 53 },
            ],
          },
        },
        hub: { spec: { ports: { http: { port: 80 }, dns: { port: 53 } } } },
      },
      {
        on: 'spoke',
        spoke: {
          spec: {
            ports: [
              { name: 'http', port: 80 },
              { name: 'http', port: 81 },
            ],
          },
        },
        hub: { spec: { ports: { http: { port: 80 } } } },
        losses: ['spec.ports[1]'],
      },
    ],
  },
  describe({ keyed: { side, map, list, key } }, direction) {
    return direction === (side === 'hub' ? 'up' : 'down')
      ? `the list ${fieldName(list)} becomes the map ${fieldName(map)} by \`${key}\``
      : `the map ${fieldName(map)} becomes the list ${fieldName(list)} with \`${key}\``;
  },
  losses({ keyed: { side, map, list, key } }, direction) {
    return direction === (side === 'hub' ? 'up' : 'down')
      ? `elements of ${fieldName(list)} without \`${key}\`, or with one that an element before them has, are lost`
      : `\`${key}\` inside the values of ${fieldName(map)} is lost: the key of the map is in its place`;
  },
  compile({ keyed: spec }) {
    const arrives = spec.side === 'hub' ? 'up' : 'down';
    return (node, direction, scope) => (direction === arrives ? toMap(node, spec, scope) : toList(node, spec, scope));
  },
};

function toMap(node: Draft, { map, list, key }: Keyed, scope: Scope): void {
  const items = takeField(node, list, scope);
  if (items === undefined) return;
  if (!isJsonArray(items)) throw scope.typeMismatch(list, 'a list', items);
  const entries = new Map<string, Json>();
  items.forEach((item, index) => {
    const entry = entryOf(item, key, () => scope.typeMismatch([...list, index], 'an object', item));
    if (typeof entry.name !== 'string') throw scope.typeMismatch([...list, index, key], 'a string', entry.name);
    const reason = refusalOf(entry.name, entries);
    if (reason !== undefined) scope.lose([...list, index], item, reason);
    else entries.set(entry.name, entry.value);
  });
  putField(node, map, Object.fromEntries(entries), scope);
}

/** The key and the rest of an element; an element without a key has the empty one, which no entry has. */
function entryOf(item: Json, key: string, mismatch: () => Error): { readonly name: Json; readonly value: Json } {
  if (!isJsonObject(item)) throw mismatch();
  const { [key]: name, ...value } = item;
  return { name: Object.hasOwn(item, key) ? (name ?? '') : '', value };
}

function refusalOf(name: string, entries: ReadonlyMap<string, Json>): string | undefined {
  if (name === '') return 'it has no key for the map of the other version';
  if (name === '__proto__') return 'no map can have this key';
  return entries.has(name) ? 'another element has the same key, and the map of the other version holds one' : undefined;
}

function toList(node: Draft, { map, list, key }: Keyed, scope: Scope): void {
  const entries = takeField(node, map, scope);
  if (entries === undefined) return;
  if (!isJsonObject(entries)) throw scope.typeMismatch(map, 'an object', entries);
  const items = Object.entries(entries).map(([name, value]) => itemOf(name, value ?? {}, { map, key, scope }));
  putField(node, list, items, scope);
}

interface Place {
  readonly map: FieldPath;
  readonly key: string;
  readonly scope: Scope;
}

function itemOf(name: string, value: Json, { map, key, scope }: Place): Json {
  if (!isJsonObject(value)) throw scope.typeMismatch([...map, name], 'an object', value);
  const own = Object.hasOwn(value, key) ? (value[key] ?? null) : null;
  if (own !== null) scope.lose([...map, name, key], own, 'the key of the map is in this place in the other version');
  return { [key]: name, ...Object.fromEntries(Object.entries(value).filter(([field]) => field !== key)) };
}
