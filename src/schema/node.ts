import type { Json } from '../json/json.ts';

/** JSON types of a scalar. `intOrString` and `quantity` are a number or a string. */
export type ScalarType = 'string' | 'integer' | 'number' | 'boolean' | 'intOrString' | 'quantity';

/**
 * How a field is merged otherwise than its type says: `replace` by a strategic merge patch (`x-kubernetes-patch-strategy`); by an apply
 * as one value (`atomic`), field by field although its type is atomic (`granular`), or as a set (`x-kubernetes-map-type`, `-list-type`).
 */
export type MergeFact = 'replace' | 'atomic' | 'granular' | 'set';

/** An object with known fields. */
export interface ObjectNode {
  readonly kind: 'object';
  /** The name of its definition, such as `io.k8s.api.batch.v1.JobSpec`; undefined for one that has none. */
  readonly name?: string;
  readonly fields: ReadonlyMap<string, SchemaNode>;
  /** Fields that the server wants, and does not fill in itself. */
  readonly required: ReadonlySet<string>;
  /** True when a server keeps fields that it does not know. */
  readonly preserveUnknown: boolean;
  /** Fields that the server knows and drops all the same, since a feature gate is off by default: the gate's name by field. */
  readonly gated?: ReadonlyMap<string, string>;
  /** Values that change nothing when the server drops them, by field: a newer server fills them in, and an older one acts so. */
  readonly neutral?: ReadonlyMap<string, readonly Json[]>;
  /** True when an apply takes the whole object or nothing of it (`x-kubernetes-map-type: atomic`). */
  readonly atomic?: true;
  /** How fields are merged otherwise than their type says. */
  readonly merging?: ReadonlyMap<string, MergeFact>;
}

/** A single value. */
export interface ScalarNode {
  readonly kind: 'scalar';
  readonly type: ScalarType;
  /** The only values that the server accepts, where a CustomResourceDefinition lists them (`enum`); null is never among them. */
  readonly values?: readonly Json[];
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
  ObjectNode | ListNode | { readonly kind: 'map'; readonly values: SchemaNode } | ScalarNode | { readonly kind: 'any' };

/** What API servers know, by Kubernetes minor. */
export interface Schemas {
  /** The schema of a kind in a minor such as `1.21`; undefined when either is unknown. Equal calls give the same node. */
  readonly schemaOf: (minor: string, apiVersion: string, kind: string) => SchemaNode | undefined;
  /** Every minor that has schemas, the oldest first. */
  readonly minors: () => readonly string[];
}

/** What one API server knows, by its own OpenAPI document. */
export interface OwnSchemas {
  /** The schema of a kind; undefined when the document does not have it. Equal calls give the same node. */
  readonly schemaOf: (apiVersion: string, kind: string) => SchemaNode | undefined;
  /** Equal for documents that say the same of the same kinds. */
  readonly identity: string;
}
