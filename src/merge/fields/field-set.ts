/**
 * Steps from an object to a value, as FieldsV1 writes them: `f:spec` for a field, `k:{"name":"a"}` for the element of a list with
 * these keys, `v:"a"` for an element that is this scalar.
 */
export type FieldPath = readonly string[];

/** A set of fields, as a tree: what an entry of `metadata.managedFields` says that somebody manages. */
export interface FieldSet {
  /** Whether the value here is in the set, apart from what is inside it. */
  readonly member: boolean;
  readonly children: ReadonlyMap<string, FieldSet>;
}

export const NO_FIELDS: FieldSet = { member: false, children: new Map() };

/** The set with these paths in it. */
export function fieldSetOf(paths: Iterable<FieldPath>): FieldSet {
  const root: Building = { member: false, children: new Map() };
  for (const path of paths) {
    let node = root;
    for (const step of path) {
      const child = node.children.get(step) ?? { member: false, children: new Map() };
      node.children.set(step, child);
      node = child;
    }
    node.member = true;
  }
  return root;
}

interface Building {
  member: boolean;
  readonly children: Map<string, Building>;
}

/**
 * Every path in a set, in the order in which API servers name them (structured-merge-diff v6, fieldpath/set.go): sorted at each level,
 * and what is in the set there before what is further inside.
 */
export function pathsOf(set: FieldSet, before: FieldPath = []): readonly FieldPath[] {
  const children = [...set.children]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([step, child]) => ({ child, path: [...before, step] }));
  const members = children.filter(({ child }) => child.member).map(({ path }) => path);
  return [...members, ...children.flatMap(({ child, path }) => pathsOf(child, path))];
}

export function isEmptySet({ member, children }: FieldSet): boolean {
  return !member && [...children.values()].every(isEmptySet);
}

/** What is in one of two sets. */
export function union(a: FieldSet, b: FieldSet): FieldSet {
  return combine(a, b, (inA, inB) => inA || inB);
}

/** What is in both sets. */
export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  return combine(a, b, (inA, inB) => inA && inB);
}

/** What is in the first set and not in the second. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  return combine(a, b, (inA, inB) => inA && !inB);
}

function combine(a: FieldSet, b: FieldSet, isMember: (inA: boolean, inB: boolean) => boolean): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const step of new Set([...a.children.keys(), ...b.children.keys()])) {
    const child = combine(a.children.get(step) ?? NO_FIELDS, b.children.get(step) ?? NO_FIELDS, isMember);
    if (child.member || child.children.size > 0) children.set(step, child);
  }
  return { member: isMember(a.member, b.member), children };
}

/** The part of a set that is in one field of the object. */
export function inField({ children }: FieldSet, field: string): FieldSet {
  return withChildren([...children].filter(([step]) => step === `f:${field}`));
}

/** The part of a set that is in every other field of the object. */
export function outsideField({ children }: FieldSet, field: string): FieldSet {
  return withChildren([...children].filter(([step]) => step !== `f:${field}`));
}

function withChildren(children: Iterable<readonly [string, FieldSet]>): FieldSet {
  return { member: false, children: new Map(children) };
}
