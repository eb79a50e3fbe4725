/** JSON types of a scalar. `intOrString` and `quantity` are a number or a string. */
export type ScalarType = 'string' | 'integer' | 'number' | 'boolean' | 'intOrString' | 'quantity';

/** An object with known fields. */
interface ObjectNode {
  readonly kind: 'object';
  readonly fields: ReadonlyMap<string, SchemaNode>;
  readonly required: ReadonlySet<string>;
  /** True when a server keeps fields that it does not know. */
  readonly preserveUnknown: boolean;
}

/** A list. */
export interface ListNode {
  readonly kind: 'list';
  readonly items: SchemaNode;
  /** Fields that tell elements apart in server-side apply (`x-kubernetes-list-map-keys`), such as `containerPort` and `protocol`. */
  readonly mergeKeys?: readonly string[];
  /** Field that tells elements apart in a strategic merge patch (`x-kubernetes-patch-merge-key`). */
  readonly patchMergeKey?: string;
  /** True when a strategic merge patch merges the list (`x-kubernetes-patch-strategy: merge`); without a key, as a set of scalars. */
  readonly patchMerge?: boolean;
}

/**
 * What an API server knows of a value. Nodes are shared and may contain themselves (JSONSchemaProps does), so whoever
 * walks a schema walks it along an object, or remembers where it was.
 */
export type SchemaNode =
  | ObjectNode
  | ListNode
  | { readonly kind: 'map'; readonly values: SchemaNode }
  | { readonly kind: 'scalar'; readonly type: ScalarType }
  | { readonly kind: 'any' };
