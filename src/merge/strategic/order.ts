import type { Json } from '../../json/json.ts';

/** What tells the elements of a list apart. */
export type KeyOf = (element: Json) => Json | undefined;

interface Orders {
  /** The elements that the patch names, in the order that it wants. */
  readonly wanted: readonly Json[];
  /** The list as it was. */
  readonly live: readonly Json[];
  readonly keyOf: KeyOf;
}

/**
 * A merged list in order: what the patch names as it wants, everything else as it was, and each of these before the first named
 * element that it was in front of (k8s.io/apimachinery/pkg/util/strategicpatch, normalizeElementOrder).
 */
export function ordered(merged: readonly Json[], { wanted, live, keyOf }: Orders): readonly Json[] {
  const [wantedAt, liveAt] = [placesOf(wanted, keyOf), placesOf(live, keyOf)];
  const named = merged.filter((element) => wantedAt(element) !== undefined);
  const others = merged.filter((element) => wantedAt(element) === undefined);
  named.sort((a, b) => (wantedAt(a) ?? 0) - (wantedAt(b) ?? 0));
  others.sort((a, b) => (liveAt(a) ?? 0) - (liveAt(b) ?? 0));
  const result: Json[] = [];
  let taken = 0;
  for (const element of named) {
    const place = liveAt(element) ?? -1;
    const begin = taken;
    while (taken < others.length && (liveAt(others[taken]) ?? place) < place) taken++;
    result.push(...others.slice(begin, taken), element);
  }
  return [...result, ...others.slice(taken)];
}

function placesOf(list: readonly Json[], keyOf: KeyOf): (element: Json | undefined) => number | undefined {
  const places = new Map<Json | undefined, number>();
  for (const [index, element] of list.entries()) {
    const key = keyOf(element);
    if (!places.has(key)) places.set(key, index);
  }
  return (element) => (element === undefined ? undefined : places.get(keyOf(element)));
}
