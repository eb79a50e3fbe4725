/** One thing in which a conversion is not what its case says. */
export interface CaseDifference {
  /** The part of the case that does not hold: a key of its text. */
  readonly part: 'to' | 'losses' | 'back' | 'error' | 'normalized';
  /** The field below that part, such as `spec.rules[0].host`; empty for the part itself. */
  readonly path: string;
  readonly expected: string;
  readonly actual: string;
  /** What to do about it. */
  readonly remedy: string;
  /** The keys to the place in the case's text that says what does not hold. */
  readonly place: readonly (string | number)[];
}

/** One line for people: `to spec.size: expected 3, but it is nothing`. */
export function formatDifference({ part, path, expected, actual }: CaseDifference): string {
  return `${path === '' ? part : `${part} ${path}`}: expected ${expected}, but it is ${actual}`;
}
