import type { Json } from '../../json/json.ts';
import type { ObjectNode, ScalarNode, SchemaNode } from '../../schema/node.ts';
import { scalarFits } from './type-name.ts';

/** A difference between the types that a lens makes and those of the version that it is to make. */
export type TypeDifference = Place &
  (
    | { readonly kind: 'type'; readonly made: SchemaNode; readonly wanted: SchemaNode }
    /** The type fits, but some values do not. */
    | {
        readonly kind: 'values';
        readonly made: ScalarNode;
        readonly wanted: ScalarNode;
        readonly foreign: readonly Json[];
      }
    /** A field that the version does not have. */
    | { readonly kind: 'unknown'; readonly made: SchemaNode }
    /** A field that the version wants, and nothing makes. */
    | { readonly kind: 'missing' }
  );

interface Place {
  /** With `[*]` for list elements and `*` for map values. */
  readonly path: readonly string[];
}

/** Every field that the other version does not have, every one whose values do not all fit there, and every one that it wants. */
export function compareTypes(made: SchemaNode, wanted: SchemaNode): readonly TypeDifference[] {
  const differences: TypeDifference[] = [];
  new Comparison(differences).compare(made, wanted, []);
  return differences;
}

/** Types may contain themselves, and occur in several places: no pair is compared twice. */
class Comparison {
  readonly #found: TypeDifference[];
  readonly #seen = new Map<SchemaNode, Set<SchemaNode>>();

  constructor(found: TypeDifference[]) {
    this.#found = found;
  }

  compare(made: SchemaNode, wanted: SchemaNode, path: readonly string[]): void {
    if (made === wanted || made.kind === 'any' || wanted.kind === 'any' || this.#isCompared(made, wanted)) return;
    if (made.kind === 'object' && wanted.kind === 'object') this.#objects(made, wanted, path);
    else if (made.kind === 'scalar' && wanted.kind === 'scalar') this.#scalars(made, wanted, path);
    else this.#contents(made, wanted, path);
  }

  #contents(made: SchemaNode, wanted: SchemaNode, path: readonly string[]): void {
    if (made.kind === 'list' && wanted.kind === 'list') this.compare(made.items, wanted.items, [...path, '[*]']);
    else if (made.kind === 'map' && wanted.kind === 'map') this.compare(made.values, wanted.values, [...path, '*']);
    else if (!isOpen(made) || !isOpen(wanted)) this.#found.push({ kind: 'type', path, made, wanted });
  }

  #scalars(made: ScalarNode, wanted: ScalarNode, path: readonly string[]): void {
    const foreign = foreignValues(made, wanted);
    if (!scalarFits(made.type, wanted.type)) this.#found.push({ kind: 'type', path, made, wanted });
    else if (foreign.length > 0) this.#found.push({ kind: 'values', path, made, wanted, foreign });
  }

  #isCompared(made: SchemaNode, wanted: SchemaNode): boolean {
    if (made.kind === 'scalar') return false;
    const seen = this.#seen.get(made) ?? new Set();
    if (seen.has(wanted)) return true;
    this.#seen.set(made, seen.add(wanted));
    return false;
  }

  #objects(made: ObjectNode, wanted: ObjectNode, path: readonly string[]): void {
    for (const [key, type] of made.fields) {
      const other = wanted.fields.get(key);
      if (other) this.compare(type, other, [...path, key]);
      else if (!wanted.preserveUnknown) this.#found.push({ kind: 'unknown', path: [...path, key], made: type });
    }
    if (made.preserveUnknown) return;
    for (const key of wanted.required)
      if (!made.fields.has(key)) this.#found.push({ kind: 'missing', path: [...path, key] });
  }
}

/** What a field may hold and another one does not accept; none where either has no list of values. */
function foreignValues(made: ScalarNode, wanted: ScalarNode): readonly Json[] {
  const { values } = wanted;
  return values ? (made.values ?? []).filter((value) => !values.includes(value)) : [];
}

/** An object without known fields is as good as a map. */
function isOpen(node: SchemaNode): boolean {
  return node.kind === 'map' || (node.kind === 'object' && node.fields.size === 0);
}
