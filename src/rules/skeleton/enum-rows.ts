import { rowTexts, valueRows, type ValueRows } from '../lint/value-rows.ts';
import { containerOf, localOf, textOf } from './field-text.ts';
import type { TypedPair } from './typed-pair.ts';

/** The rows of a table for two fields with lists of values; undefined where a `map` is none for them. */
export function enumRows({ spoke, hub }: TypedPair): ValueRows | undefined {
  if (spoke.made.kind !== 'scalar' || hub.made.kind !== 'scalar') return undefined;
  if (isElement(spoke.path) || isElement(hub.path)) return undefined;
  const [own, other] = [spoke.made.values, hub.made.values];
  return own && other && valueRows(own, other);
}

/** `map` is for a field; the elements of a list or a map have no name. */
function isElement(path: readonly string[]): boolean {
  return containerOf(path) === textOf(path);
}

/** Whether two lists of values are so alike that they are of one field, whatever its name: half of the values or more. */
export function areOfOneField({ pairs, alone }: ValueRows): boolean {
  return pairs.length >= 2 && pairs.length >= Math.max(alone.spoke.length, alone.hub.length);
}

/** Whether a table has anything to do. */
export function isTableNeeded({ pairs, alone }: ValueRows): boolean {
  return alone.spoke.length + alone.hub.length > 0 || pairs.some(([spoke, hub]) => spoke !== hub);
}

/** A `map` with a row for each value. Those without an obvious partner are comments, and lost until they are decided. */
export function mapText(field: readonly string[], rows: ValueRows): string {
  const { whole, open } = rowTexts(rows);
  if (open.length === 0) return `map: { field: ${localOf(field)}, values: { ${whole.join(', ')} } }`;
  return [
    'map:',
    `    field: ${localOf(field)}`,
    // Without a row, the comments alone would make it null.
    whole.length === 0 ? '    values: {}' : '    values:',
    ...[...whole, ...open.map((row) => `# Open: ${row}`)].map((row) => `      ${row}`),
    '    other: lose',
    `    reason: 'TODO: why a value without a row is lost'`,
  ].join('\n');
}
