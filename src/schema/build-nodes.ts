import type { FieldFacts } from './field-facts.ts';
import type { ListNode, ScalarType, SchemaNode } from './node.ts';
import type { Definitions, PreparedList, PreparedObject, PreparedType } from './prepared.ts';

const ANY: SchemaNode = { kind: 'any' };

/**
 * Makes nodes of prepared types, each definition once: the builder remembers them, so nodes are shared, and a definition
 * that refers to itself becomes a node that contains itself. A reference to nothing is `any`. `factsOf` adds what is known of a
 * definition's fields otherwise.
 */
export function nodeBuilder(
  definitions: Definitions,
  factsOf: (definition: string) => FieldFacts = () => ({}),
): (type: PreparedType) => SchemaNode {
  const made = new Map<string, SchemaNode>();

  function build(type: PreparedType): SchemaNode {
    if (typeof type === 'string') return fromName(type);
    if ('scalar' in type) return { kind: 'scalar', type: type.scalar, values: type.values };
    if ('list' in type) return fromList(type);
    if ('map' in type) return { kind: 'map', values: build(type.map) };
    return fromObject(type);
  }

  function fromName(type: string): SchemaNode {
    if (isScalar(type)) return SCALARS[type];
    const known = made.get(type);
    if (known) return known;
    const name = definitionName(type);
    if (name === undefined) return ANY;
    const definition = definitions(name);
    if (typeof definition === 'object' && 'fields' in definition) return fromObject(definition, type);
    // Aliases that lead in a circle say nothing about a value.
    made.set(type, ANY);
    return remember(type, definition === undefined ? ANY : build(definition));
  }

  function remember(type: string, node: SchemaNode): SchemaNode {
    made.set(type, node);
    return node;
  }

  function fromObject({ fields, required, open }: PreparedObject, name?: string): SchemaNode {
    const nodes = new Map<string, SchemaNode>();
    const node: SchemaNode = {
      kind: 'object',
      fields: nodes,
      required: new Set(required),
      preserveUnknown: open === true,
      ...(name !== undefined && { name: name.slice(1), ...factsOf(name.slice(1)) }),
    };
    // Known before its fields are built: they may refer to it.
    if (name !== undefined) made.set(name, node);
    for (const [field, type] of Object.entries(fields)) nodes.set(field, build(type));
    return node;
  }

  function fromList({ list, keys, mergeKey, merge }: PreparedList): ListNode {
    return {
      kind: 'list',
      items: build(list),
      ...(keys && { mergeKeys: keys }),
      ...(mergeKey !== undefined && { patchMergeKey: mergeKey }),
      ...(merge && { patchMerge: merge }),
    };
  }

  return build;
}

function definitionName(type: string): string | undefined {
  return type.startsWith('#') ? type.slice(1) : undefined;
}

const SCALARS: Readonly<Record<ScalarType, SchemaNode>> = {
  string: { kind: 'scalar', type: 'string' },
  integer: { kind: 'scalar', type: 'integer' },
  number: { kind: 'scalar', type: 'number' },
  boolean: { kind: 'scalar', type: 'boolean' },
  intOrString: { kind: 'scalar', type: 'intOrString' },
  quantity: { kind: 'scalar', type: 'quantity' },
};

function isScalar(type: string): type is ScalarType {
  return Object.hasOwn(SCALARS, type);
}
