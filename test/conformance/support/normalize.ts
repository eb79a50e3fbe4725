import type { Answer } from './http.ts';

/*
 * What two servers can never have in common, and nothing else. docs/conformance.md says the same in words.
 */

const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
/** The suffix that a server chooses for `generateName`. */
const GENERATED = /\b(generated-)[a-z0-9]{5}\b/g;
/** `too old resource version: 5 (211)`, `does not match the ResourceVersion in record (211)`. */
const VERSIONS_IN_TEXT = /\(\d+\)/g;
/** `conflict with "kubectl" using apps/v1 at 2026-01-02T03:04:05Z`. */
const TIME_OF_MANAGER = / at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g;
/** `Too large resource version: 9000000000, current: 211`. */
const CURRENT_IN_TEXT = /\bcurrent: \d+/g;

/** Values that each server makes for itself, by the key that they are found at. */
const OWN_VALUES: Readonly<Record<string, string>> = {
  uid: '<uid>',
  resourceVersion: '<resourceVersion>',
  creationTimestamp: '<time>',
  deletionTimestamp: '<time>',
  continue: '<continue>',
};

/** The answer, without what is a server's own. */
export function normalizeAnswer({ status, headers, body }: Answer): unknown {
  return { status, headers, body: normalize(body) };
}

/** A value of an object, or of a list of objects, without what is a server's own. */
export function normalize(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return normalizeText(value, key);
  if (Array.isArray(value)) {
    const items = value.map((item) => normalize(item));
    return key === 'managedFields' ? sorted(items.map(withoutTime)) : items;
  }
  if (!isObject(value)) return value;
  const object = value['kind'] === 'Table' ? withoutTexts(value) : value;
  // A field without a value is written as null by some releases, and left out by others.
  const set = Object.entries(object).filter(([, inner]) => inner !== null);
  return Object.fromEntries(set.map(([name, inner]) => [name, normalize(inner, name)]));
}

/** A text, without what is a server's own. */
export function normalizeText(text: string, key = ''): string {
  const own = OWN_VALUES[key];
  if (own !== undefined && text !== '') return own;
  return text
    .replace(UUID, '<uid>')
    .replace(GENERATED, '$1<random>')
    .replace(VERSIONS_IN_TEXT, '(<version>)')
    .replace(TIME_OF_MANAGER, '')
    .replace(CURRENT_IN_TEXT, 'current: <version>');
}

function withoutTime(item: unknown): unknown {
  if (!isObject(item)) return item;
  return Object.fromEntries(Object.entries(item).filter(([key]) => key !== 'time'));
}

/** A server lists managers in the order in which it met them. */
function sorted(items: readonly unknown[]): unknown[] {
  const keyed = items.map((item) => ({ item, key: managerOf(item) }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ item }) => item);
}

/** Not by the fields, since a difference in these must not look like one of another manager. */
function managerOf(item: unknown): string {
  if (!isObject(item)) return '';
  return JSON.stringify(['manager', 'operation', 'subresource'].map((key) => item[key] ?? ''));
}

const AGE = /^(\d+[smhdy])+$/;

/**
 * What a column means is told in other words by each release, and the age of an object is that of its server. Of a watch, the first event alone
 * names the columns; in the others, what reads as an age is taken for one.
 */
function withoutTexts(table: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const columns = objectsIn(table['columnDefinitions']);
  const age = columns.findIndex(({ name }) => name === 'Age');
  const isAge = (cell: unknown, index: number): boolean =>
    columns.length > 0 ? index === age : typeof cell === 'string' && AGE.test(cell);
  return {
    ...table,
    columnDefinitions: columns.map((column) => ({ ...column, description: '<text>' })),
    rows: objectsIn(table['rows']).map((row) => ({
      ...row,
      cells: (row['cells'] as unknown[]).map((cell, index) => (isAge(cell, index) ? '<age>' : cell)),
    })),
  };
}

function objectsIn(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
