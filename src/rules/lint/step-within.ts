/** A path of types as messages have it. */
export function nameOf(path: readonly string[]): string {
  return path.reduce((text, part) => (part === '[*]' || text === '' ? text + part : `${text}.${part}`), '');
}

/** A step for a field as it would be written, inside of `at` where the field is below a list or a map. */
export function stepWithin(path: readonly string[], step: (field: string) => string): string {
  const last = path.findLastIndex((part) => part === '[*]' || part === '*');
  const text = step(nameOf(path.slice(last + 1)));
  return last < 0 ? text : `{ at: ${nameOf(path.slice(0, last + 1))}, lens: [{ ${text} }] }`;
}
