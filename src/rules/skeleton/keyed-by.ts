import type { ObjectNode, SchemaNode } from '../../schema/node.ts';
import { compareTypes } from '../lint/compare-types.ts';

/** The names that keys have nearly always. */
const USUAL_KEYS = ['name', 'key', 'id'];

/** The field by which the elements of a list are the values of a map; undefined where it is not plain that they are the same. */
export function keyedBy(list: SchemaNode, map: SchemaNode): string | undefined {
  if (list.kind !== 'list' || map.kind !== 'map') return undefined;
  const { items, mergeKeys = [] } = list;
  const { values } = map;
  if (items.kind !== 'object' || values.kind !== 'object') return undefined;
  const keys = [...items.fields.keys()].filter((key) => isKey(key, items, values));
  const usual = [...(mergeKeys.length === 1 ? mergeKeys : []), ...USUAL_KEYS].find((key) => keys.includes(key));
  return usual ?? (keys.length === 1 ? keys[0] : undefined);
}

/** A text that only the elements have, and without which they are what the map holds. */
function isKey(key: string, items: ObjectNode, values: ObjectNode): boolean {
  const type = items.fields.get(key);
  if (type?.kind !== 'scalar' || type.type !== 'string' || values.fields.has(key)) return false;
  const rest = without(key, items);
  return compareTypes(rest, values).length === 0 && compareTypes(values, rest).length === 0;
}

function without(key: string, { fields, required, ...node }: ObjectNode): ObjectNode {
  return {
    ...node,
    fields: new Map([...fields].filter(([name]) => name !== key)),
    required: new Set([...required].filter((name) => name !== key)),
  };
}
