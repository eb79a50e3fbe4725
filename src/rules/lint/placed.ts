import type { Site } from './finding.ts';

/** Where a step put a field, and where the rule's text says so. */
export interface Placed {
  readonly path: string;
  readonly site: Site;
  /** Where the version that the types are from has what was put there; undefined for what comes from nowhere. */
  readonly origin: string | undefined;
}

/** What a step put at a path, or around it. */
export function placedAround(placed: ReadonlyMap<string, Placed>, name: string): Placed | undefined {
  return [...placed.values()]
    .filter(({ path }) => isAround(path, name))
    .sort((a, b) => b.path.length - a.path.length)[0];
}

/** What a step put at a path, or inside of it, which made it. */
export function placedBelow(placed: ReadonlyMap<string, Placed>, name: string): Placed | undefined {
  return [...placed.values()].find(({ path }) => isAround(name, path));
}

/** Whether a path is another one, or leads through it. */
export function isAround(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(`${outer}.`) || inner.startsWith(`${outer}[`);
}
