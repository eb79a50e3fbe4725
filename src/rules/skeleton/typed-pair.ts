import type { SchemaNode } from '../../schema/node.ts';

/** A field of one side and its type. */
interface TypedField {
  readonly path: readonly string[];
  readonly made: SchemaNode;
}

/** A field of each side that may be the same. */
export type TypedPair = Readonly<Record<'spoke' | 'hub', TypedField>>;
