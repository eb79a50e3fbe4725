import type { SchemaNode } from '../../schema/node.ts';

/** Where a patch is being applied. */
export interface Place {
  /** For messages, such as `spec.containers[name=a]`; empty for the object itself. */
  readonly path: string;
  /** What the schema says of the value; undefined where nothing is known. */
  readonly node: SchemaNode | undefined;
  /** True when an object here is replaced, not merged. */
  readonly replaced?: boolean;
  /** Takes what cannot be applied. The outcome is worth nothing then. */
  readonly refuse: (path: string, reason: string) => void;
}

/** The place of a field. */
export function fieldPlace({ path, node, refuse }: Place, field: string): Place {
  const replaced = node?.kind === 'object' && node.merging?.get(field) === 'replace';
  return { path: path === '' ? field : `${path}.${field}`, node: fieldNode(node, field), replaced, refuse };
}

/** The place of a list's element; `name` tells which. */
export function elementPlace({ path, node, refuse }: Place, name: string): Place {
  return { path: `${path}[${name}]`, node: node?.kind === 'list' ? node.items : undefined, refuse };
}

function fieldNode(node: SchemaNode | undefined, field: string): SchemaNode | undefined {
  if (node?.kind === 'object') return node.fields.get(field);
  return node?.kind === 'map' ? node.values : undefined;
}
