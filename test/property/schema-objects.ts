import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/json/json.ts';
import type { ScalarType, SchemaNode } from '../../src/schema/node.ts';

/** How deep generated objects go; schemas of schemas have no end of their own. */
const MAX_DEPTH = 9;
/** Few fields of the many, so that thousands of objects stay quick and every field has its turn. */
const FIELD_CHANCE = 4;

const word = fc.stringMatching(/^[a-z]{5,9}$/);
const integer = fc.oneof(fc.integer({ min: -5, max: 100 }), fc.constant(9_007_199_254_740_993n));
const SCALARS: Readonly<Record<ScalarType, fc.Arbitrary<Json>>> = {
  string: fc.oneof(word, fc.constant('')),
  integer: fc.integer({ min: -5, max: 100 }),
  number: fc.integer({ min: -5, max: 100 }),
  boolean: fc.boolean(),
  intOrString: fc.oneof(fc.integer({ min: 0, max: 100 }), word),
  quantity: fc.constantFrom('1', '100m', '2Gi'),
};

/** Objects of a kind as its schema allows them, with integers beyond 2^53 where anything may stand. */
export function objectsOf(schema: SchemaNode, apiVersion: string, kind: string): fc.Arbitrary<JsonObject> {
  return valuesOf(schema, 0).map((value) => ({
    ...(value as JsonObject),
    apiVersion,
    kind,
    metadata: { name: 'generated', annotations: { 'example.com/own': 'kept' } },
  }));
}

function valuesOf(schema: SchemaNode, depth: number): fc.Arbitrary<Json> {
  switch (schema.kind) {
    case 'scalar':
      return SCALARS[schema.type];
    case 'any':
      return fc.oneof(word, integer);
    case 'list':
      return depth >= MAX_DEPTH ? fc.constant([]) : fc.array(valuesOf(schema.items, depth + 1), { maxLength: 2 });
    case 'map':
      return depth >= MAX_DEPTH
        ? fc.constant({})
        : fc.dictionary(word, valuesOf(schema.values, depth + 1), { maxKeys: 2 });
    case 'object':
      return depth >= MAX_DEPTH ? fc.constant({}) : fieldsOf(schema, depth);
  }
}

/** Arbitraries are made when they are needed: a schema has thousands of fields, and an object a few of them. */
function fieldsOf(schema: Extract<SchemaNode, { kind: 'object' }>, depth: number): fc.Arbitrary<Json> {
  const names = [...schema.fields.keys()].filter((name) => depth > 0 || !NOT_GENERATED.has(name));
  const chosen = fc.subarray(names, { maxLength: Math.min(names.length, FIELD_CHANCE) });
  return chosen.chain((fields) =>
    fc.record(
      Object.fromEntries(fields.map((name) => [name, valuesOf(schema.fields.get(name) ?? { kind: 'any' }, depth + 1)])),
    ),
  );
}

const NOT_GENERATED = new Set(['apiVersion', 'kind', 'metadata']);
