import type { Direction } from '../../engine/scope.ts';
import type { Json } from '../../json/json.ts';
import type { ScalarNode } from '../../schema/node.ts';
import { stepWithin } from './step-within.ts';
import { rowTexts, valueRows } from './value-rows.ts';

/** A field that may hold, on the way in a direction, what the other side does not accept. */
export interface ForeignValues {
  readonly path: readonly string[];
  readonly made: ScalarNode;
  readonly wanted: ScalarNode;
  /** The values that the other side does not accept. */
  readonly values: readonly Json[];
  readonly direction: Direction;
}

/** `map` renames the text in a field; elements of lists have no field of their own, and other values no names. */
const COMPUTED = 'compute the values in a `cel`, since `map` is for texts in a field of their own';

/** The step that would give all values of a field their names on the other side, in words. */
export function valueStep({ path, made, wanted, direction }: ForeignValues): string {
  const [own, others] = [made.values ?? [], wanted.values ?? []];
  const rows = direction === 'up' ? valueRows(own, others) : valueRows(others, own);
  if (!rows || isElement(path)) return COMPUTED;
  const { whole, open } = rowTexts(rows);
  return `write - ${stepWithin(path, (field) => `map: { field: ${field}, values: { ${[...whole, ...open].join(', ')} } }`)}`;
}

/** The rows that a table lacks, in words. What it writes already is no partner of another value. */
export function missingRows({ wanted, values, direction }: ForeignValues, written: readonly Json[]): string {
  const free = (wanted.values ?? []).filter((value) => !written.includes(value));
  const found = direction === 'up' ? valueRows(values, free) : valueRows(free, values);
  if (!found) return COMPUTED;
  const side = direction === 'up' ? 'spoke' : 'hub';
  const { whole, open } = rowTexts({ ...found, alone: { spoke: [], hub: [], [side]: found.alone[side] } });
  return `add ${[...whole, ...open].join(', ')} to the table`;
}

function isElement(path: readonly string[]): boolean {
  return path.at(-1) === '[*]' || path.at(-1) === '*';
}
