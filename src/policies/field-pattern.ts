import type { Path } from '../engine/path.ts';

/** The keys and indexes of a path that names one value. */
export type FieldParts = readonly (string | number)[];

/** `[0]`, a key in brackets and quotes, or a bare key, after a dot or at the start. */
const PART = /\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]|\.?([\w$-]+)/y;

/**
 * Reads what `formatFieldPath` writes. Undefined for anything else: a path that cannot be read is one that no pattern covers.
 */
export function parseFieldParts(text: string): FieldParts | undefined {
  const parts: (string | number)[] = [];
  PART.lastIndex = 0;
  while (PART.lastIndex < text.length) {
    const match = PART.exec(text);
    if (!match) return undefined;
    const [, index, quoted, bare] = match;
    parts.push(index === undefined ? (quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '') : Number(index));
  }
  return parts.length > 0 ? parts : undefined;
}

/** Whether a pattern names a field, or something that the field is in. */
export function covers(pattern: Path, field: FieldParts): boolean {
  return (
    pattern.length <= field.length &&
    pattern.every((segment, position) => {
      const part = field[position];
      if (segment.kind === 'items') return typeof part === 'number';
      return typeof part === 'string' && (segment.kind === 'values' || segment.key === part);
    })
  );
}
