import { encodeJson } from '../../json/encode.ts';
import type { Json } from '../../json/json.ts';

/** The values of one field on both sides, by what is plainly the same. */
export interface ValueRows {
  readonly pairs: readonly (readonly [spoke: string, hub: string])[];
  /** Values of either side that have no obvious partner. */
  readonly alone: Readonly<Record<'spoke' | 'hub', readonly string[]>>;
}

/**
 * Pairs the values of two lists that are the same, or written another way: `RollingUpdate`, `rolling-update`. Undefined where
 * not all of them are texts, which are all that `map` renames.
 */
export function valueRows(spoke: readonly Json[], hub: readonly Json[]): ValueRows | undefined {
  if (!spoke.every(isText) || !hub.every(isText)) return undefined;
  const left = new Set(hub);
  const partners = new Map<string, string>();
  // A value that is the same on both sides is nothing else there.
  for (const alike of [(a: string, b: string) => a === b, (a: string, b: string) => plain(a) === plain(b)]) {
    for (const value of spoke) {
      const partner = partners.has(value) ? undefined : [...left].find((other) => alike(value, other));
      if (partner === undefined) continue;
      partners.set(value, partner);
      left.delete(partner);
    }
  }
  const pairs = spoke.flatMap((value) => {
    const partner = partners.get(value);
    return partner === undefined ? [] : [[value, partner] as const];
  });
  return { pairs, alone: { spoke: spoke.filter((value) => !partners.has(value)), hub: [...left] } };
}

/** Rows as a rule writes them: those that are plain, and those of which one half is still to be written. */
export function rowTexts({ pairs, alone }: ValueRows): Readonly<Record<'whole' | 'open', readonly string[]>> {
  return {
    whole: pairs.map(([spoke, hub]) => `${valueText(spoke)}: ${valueText(hub)}`),
    open: [
      ...alone.spoke.map((value) => `${valueText(value)}: ...`),
      ...alone.hub.map((value) => `...: ${valueText(value)}`),
    ],
  };
}

/** A text as a YAML scalar, also in braces, that YAML 1.1 and 1.2 read as that text. */
function valueText(value: string): string {
  const isPlain = /^[A-Za-z_][\w./-]*$/.test(value) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(value);
  return isPlain ? value : encodeJson(value);
}

function isText(value: Json): value is string {
  return typeof value === 'string';
}

function plain(value: string): string {
  return value.toLowerCase().replaceAll(/[-_ ]/g, '');
}
