import type { SchemaNode } from '../../schema/node.ts';
import { scalarFits } from './type-name.ts';

/** A difference between the types that a lens makes and those of the version that it is to make. */
export interface TypeDifference {
  /** With `[*]` for list elements and `*` for map values. */
  readonly path: readonly string[];
  readonly made: SchemaNode;
  /** Undefined for a field that the version does not have. */
  readonly wanted: SchemaNode | undefined;
}

/** Every field that the other version does not have, and every one whose values do not all fit there. */
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
    else this.#contents(made, wanted, path);
  }

  #contents(made: SchemaNode, wanted: SchemaNode, path: readonly string[]): void {
    if (made.kind === 'list' && wanted.kind === 'list') this.compare(made.items, wanted.items, [...path, '[*]']);
    else if (made.kind === 'map' && wanted.kind === 'map') this.compare(made.values, wanted.values, [...path, '*']);
    else if (!fits(made, wanted)) this.#found.push({ path, made, wanted });
  }

  #isCompared(made: SchemaNode, wanted: SchemaNode): boolean {
    if (made.kind === 'scalar') return false;
    const seen = this.#seen.get(made) ?? new Set();
    if (seen.has(wanted)) return true;
    this.#seen.set(made, seen.add(wanted));
    return false;
  }

  #objects(
    made: SchemaNode & { readonly kind: 'object' },
    wanted: SchemaNode & { readonly kind: 'object' },
    path: readonly string[],
  ): void {
    for (const [key, type] of made.fields) {
      const other = wanted.fields.get(key);
      if (other) this.compare(type, other, [...path, key]);
      else if (!wanted.preserveUnknown) this.#found.push({ path: [...path, key], made: type, wanted: undefined });
    }
  }
}

function fits(made: SchemaNode, wanted: SchemaNode): boolean {
  if (made.kind === 'scalar' && wanted.kind === 'scalar') return scalarFits(made.type, wanted.type);
  return isOpen(made) && isOpen(wanted);
}

/** An object without known fields is as good as a map. */
function isOpen(node: SchemaNode): boolean {
  return node.kind === 'map' || (node.kind === 'object' && node.fields.size === 0);
}
