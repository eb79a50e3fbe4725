import { appendFileSync } from 'node:fs';
import type { KnownDifference } from '../known-differences.ts';
import { differenceText, type Difference } from './differences.ts';

/** Where a difference was found. */
export interface Place {
  readonly kind: string;
  readonly server: string;
  readonly step: string;
}

/** Holds each difference that was found against the ones that are known, and knows in the end which of these were not seen. */
export class Ledger {
  readonly #known: readonly KnownDifference[];
  readonly #places = new Map<KnownDifference, Place[]>();
  readonly #visited: Place[] = [];
  readonly #all: object[] = [];

  constructor(known: readonly KnownDifference[]) {
    this.#known = known;
  }

  /** The differences that are not known. */
  unknown(place: Place, found: readonly Difference[]): readonly Difference[] {
    this.#visited.push(place);
    return found.filter((difference) => {
      const known = this.#known.filter((each) => explains(each, place, difference));
      for (const each of known) this.#places.set(each, [...(this.#places.get(each) ?? []), place]);
      this.#all.push({ ...place, known: known[0]?.what, difference: differenceText(difference) });
      return known.length === 0;
    });
  }

  /**
   * What the list of known differences says and was not so: an entry holds at every place that it names, for those kinds,
   * servers and steps that were compared at all.
   */
  mended(): readonly string[] {
    return this.#known.flatMap((known) => {
      const seen = this.#places.get(known) ?? [];
      const missing = claims(known, this.#visited).filter((claim) => !seen.some((place) => isWithin(claim, place)));
      return missing.map((claim) => `${known.what}: not seen with ${Object.values(claim).join(', ')}`);
    });
  }

  /** How often each known difference was seen. */
  summary(): readonly string[] {
    return this.#known.map((known) => {
      const places = this.#places.get(known) ?? [];
      return `${known.what}: ${new Set(places.map((place) => JSON.stringify(place))).size} answers. ${known.reason}`;
    });
  }

  /** Adds every difference, known or not, to a file, as JSON lines. */
  write(file: string): void {
    appendFileSync(file, this.#all.map((each) => `${JSON.stringify(each)}\n`).join(''));
  }
}

function explains(known: KnownDifference, place: Place, { path }: Difference): boolean {
  return isNamed(known, place) && known.path.test(path);
}

function isNamed({ kinds, servers, steps }: KnownDifference, { kind, server, step }: Place): boolean {
  return (kinds?.includes(kind) ?? true) && (servers?.includes(server) ?? true) && (steps?.includes(step) ?? true);
}

type Claim = Pick<Place, 'kind' | 'server'> & Partial<Place>;

/** Each kind behind each server, and each step where the entry names steps, of what was compared. */
function claims(known: KnownDifference, visited: readonly Place[]): readonly Claim[] {
  const named = visited.filter((place) => isNamed(known, place));
  const all = named.map(({ kind, server, step }) => (known.steps ? { kind, server, step } : { kind, server }));
  return [...new Map(all.map((claim) => [JSON.stringify(claim), claim])).values()];
}

function isWithin(claim: Claim, place: Place): boolean {
  return claim.kind === place.kind && claim.server === place.server && (claim.step ?? place.step) === place.step;
}
