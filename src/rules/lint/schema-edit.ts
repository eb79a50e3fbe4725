import type { FieldPath } from '../../engine/field.ts';
import type { Path } from '../../engine/path.ts';
import type { SchemaNode } from '../../schema/node.ts';

/** The type of a value of which nothing is known. */
export const ANY: SchemaNode = { kind: 'any' };

/** The type at a path of keys; undefined where there is no such field. */
export function typeAt(node: SchemaNode, [key, ...rest]: readonly string[]): SchemaNode | undefined {
  if (key === undefined) return node;
  const child = childOf(node, key);
  return child && typeAt(child, rest);
}

function childOf(node: SchemaNode, key: string): SchemaNode | undefined {
  if (node.kind === 'any') return ANY;
  if (node.kind === 'map') return node.values;
  if (node.kind !== 'object') return undefined;
  return node.fields.get(key) ?? (node.preserveUnknown ? ANY : undefined);
}

/** The types of what a path leads to: one, or none where a part of it is missing. */
export function typeBelow(node: SchemaNode, path: Path): SchemaNode | undefined {
  return path.reduce<SchemaNode | undefined>((current, segment) => {
    if (!current || current.kind === 'any') return current;
    if (segment.kind === 'key') return childOf(current, segment.key);
    if (segment.kind === 'items') return current.kind === 'list' ? current.items : undefined;
    return current.kind === 'map' ? current.values : undefined;
  }, node);
}

/** A type without the field at a path; objects that have no field left are gone, as after taking the last value out. */
export function withoutField(node: SchemaNode, [key, ...rest]: FieldPath): SchemaNode | undefined {
  if (node.kind !== 'object') return node;
  const fields = new Map(node.fields);
  const child = fields.get(key);
  const [next, ...others] = rest;
  const left = child && next !== undefined ? withoutField(child, [next, ...others]) : undefined;
  if (left) fields.set(key, left);
  else fields.delete(key);
  return fields.size === 0 && !node.preserveUnknown ? undefined : { ...node, fields };
}

const EMPTY = {
  kind: 'object',
  fields: new Map<string, SchemaNode>(),
  required: new Set<string>(),
  preserveUnknown: false,
} as const;

/** A type with a field at a path, making the objects around it; undefined where something other than an object is in the way. */
export function withField(
  node: SchemaNode,
  [key, ...rest]: readonly string[],
  type: SchemaNode,
): SchemaNode | undefined {
  if (key === undefined) return type;
  if (node.kind === 'any' || node.kind === 'map') return node;
  if (node.kind !== 'object') return undefined;
  const child = withField(node.fields.get(key) ?? EMPTY, rest, type);
  return child && { ...node, fields: new Map([...node.fields, [key, child]]) };
}

/** A type in which `change` was applied to what a path leads to. What the path does not lead to is shared. */
export function withChange(
  node: SchemaNode,
  [segment, ...rest]: Path,
  change: (node: SchemaNode) => SchemaNode,
): SchemaNode {
  if (!segment) return change(node);
  if (segment.kind === 'items')
    return node.kind === 'list' ? { ...node, items: withChange(node.items, rest, change) } : node;
  if (segment.kind === 'values' || node.kind === 'map')
    return node.kind === 'map' ? { ...node, values: withChange(node.values, rest, change) } : node;
  const child = node.kind === 'object' ? node.fields.get(segment.key) : undefined;
  if (node.kind !== 'object' || !child) return node;
  return { ...node, fields: new Map([...node.fields, [segment.key, withChange(child, rest, change)]]) };
}
