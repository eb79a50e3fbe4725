import type { StrictScope } from '../policies/strict-scopes.ts';
import type { TemplateKind } from './template-kinds.ts';

/** Namespaces: those named, or all but those named, which includes objects without one. */
export interface Namespaces {
  readonly all: boolean;
  /** Sorted. */
  readonly names: readonly string[];
}

/** Kinds of which a policy may refuse objects, in the same namespaces. */
export interface StrictGroup {
  readonly kinds: readonly TemplateKind[];
  readonly namespaces: Namespaces;
}

/**
 * Sorts kinds by where policies are strict about them. Each kind is in one group at most: so many policies as there are, there
 * are no more groups than kinds.
 */
export function strictGroups(kinds: readonly TemplateKind[], scopes: readonly StrictScope[]): readonly StrictGroup[] {
  const groups = new Map<string, { readonly namespaces: Namespaces; readonly kinds: TemplateKind[] }>();
  for (const kind of kinds) {
    const namespaces = scopes.filter((scope) => covers(scope, kind)).reduce(union, NOWHERE);
    if (!namespaces.all && namespaces.names.length === 0) continue;
    const key = JSON.stringify(namespaces);
    const group = groups.get(key);
    if (group) group.kinds.push(kind);
    else groups.set(key, { namespaces, kinds: [kind] });
  }
  return [...groups.values()];
}

const NOWHERE: Namespaces = { all: false, names: [] };

function covers({ resources }: StrictScope, { kind, apiVersions }: TemplateKind): boolean {
  return resources.some(
    (wanted) =>
      (wanted.kind === undefined || wanted.kind === kind) &&
      (wanted.apiVersion === undefined || apiVersions.includes(wanted.apiVersion)),
  );
}

function union(known: Namespaces, { namespaces, excludeNamespaces }: StrictScope): Namespaces {
  const excluded = new Set(excludeNamespaces);
  if (namespaces === undefined) {
    // All but those that both leave out; or all but those left out here and named there.
    const left = known.all
      ? known.names.filter((name) => excluded.has(name))
      : [...excluded].filter((name) => !known.names.includes(name));
    return { all: true, names: sorted(left) };
  }
  const named = namespaces.filter((name) => !excluded.has(name));
  if (known.all) return { all: true, names: known.names.filter((name) => !named.includes(name)) };
  return { all: false, names: sorted([...known.names, ...named]) };
}

function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
