/**
 * One part of a field path: a key, every element of a list (`[*]`), or every value of a map (`.*`).
 */
type Segment =
  { readonly kind: 'key'; readonly key: string } | { readonly kind: 'items' } | { readonly kind: 'values' };

export type Path = readonly Segment[];

/** `[*]`, a key in brackets and quotes, `*`, or a key; what follows another part begins with `.` or `[`. */
const PART = /\[\*\]|\["([^"]+)"\]|\.(\*|[\w$-]+)/y;

/**
 * Parses a path such as `spec.rules[*].http.paths[*].backend`, `data.*` or `metadata.annotations["example.com/a"]`.
 * Returns undefined when the text is not a path from an object: keys with other characters than letters, digits, `_`, `$`
 * and `-` are written in brackets and quotes.
 */
export function parsePath(text: string): Path | undefined {
  const parts = text.startsWith('[') ? text : `.${text}`;
  const path: Segment[] = [];
  PART.lastIndex = 0;
  while (PART.lastIndex < parts.length) {
    const segment = segmentOf(PART.exec(parts));
    if (!segment || (segment.kind === 'items' && path.length === 0)) return undefined;
    path.push(segment);
  }
  return path.length > 0 ? path : undefined;
}

/** A path that is written in the code: {@link parsePath}, but a mistake is a bug. */
export function literalPath(text: string): Path {
  const path = parsePath(text);
  if (!path) throw new Error(`not a path: ${text}`);
  return path;
}

function segmentOf(match: RegExpExecArray | null): Segment | undefined {
  if (!match) return undefined;
  const [text, quoted, bare] = match;
  if (text === '[*]') return { kind: 'items' };
  if (bare === '*') return { kind: 'values' };
  const key = quoted ?? bare ?? '';
  return key === '__proto__' ? undefined : { kind: 'key', key };
}

/** The keys of a path that names one field, without lists or maps in it; undefined for any other path. */
export function parseFieldPath(text: string): readonly [string, ...string[]] | undefined {
  const path = parsePath(text);
  const keys = path?.map((segment) => (segment.kind === 'key' ? segment.key : undefined));
  return keys?.every((key) => key !== undefined) && isNonEmpty(keys) ? keys : undefined;
}

function isNonEmpty(keys: readonly string[]): keys is readonly [string, ...string[]] {
  return keys.length > 0;
}

/** Writes a path as {@link parsePath} reads it. */
export function formatPath(path: Path): string {
  let text = '';
  for (const segment of path) {
    if (segment.kind === 'key') text = joined(text, segment.key);
    else text += segment.kind === 'items' ? '[*]' : text === '' ? '*' : '.*';
  }
  return text;
}

function joined(text: string, key: string): string {
  // Escaped, so that no key can be written as to be read as several.
  if (!/^[\w$-]+$/.test(key)) return `${text}["${key.replace(/["\\]/g, '\\$&')}"]`;
  return text === '' ? key : `${text}.${key}`;
}

/** `[0]`, a key in brackets and quotes, or a key. */
const FIELD_PART = /\[(\d+)\]|\["((?:[^"\\]|\\.)+)"\]|[\w$-]+/g;

/** The keys and list indexes of a text that {@link formatFieldPath} wrote. */
export function fieldPathParts(text: string): readonly (string | number)[] {
  return [...text.matchAll(FIELD_PART)].map(([bare, index, quoted]) => {
    if (index !== undefined) return Number(index);
    return quoted === undefined ? bare : quoted.replace(/\\(.)/g, '$1');
  });
}

/** Writes where a field is, with list indexes, as Kubernetes does in its field errors: `spec.rules[0].host`. */
export function formatFieldPath(parts: readonly (string | number)[]): string {
  let text = '';
  for (const part of parts) {
    text = typeof part === 'number' ? `${text}[${String(part)}]` : joined(text, part);
  }
  return text;
}
