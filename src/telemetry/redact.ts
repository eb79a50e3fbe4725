/** Names of headers and fields that hold credentials, in lower case. */
const SECRETS: ReadonlySet<string> = new Set(['authorization', 'cookie', 'proxy-authorization', 'token']);

/** Deep enough for the headers of a request in an error; what is below is not looked at, so that nothing can go in circles. */
const DEPTH = 4;

/**
 * An object without the credentials in it: each is replaced by a word. The object itself when there are none, which costs a look at
 * each name: lines are written for each request, and hardly any has one.
 */
export function redacted(object: object): Record<string, unknown> {
  return cleaned(object, 0) as Record<string, unknown>;
}

function cleaned(object: object, depth: number): object {
  const changed: [string, unknown][] = [];
  for (const [key, value] of Object.entries(object) as [string, unknown][]) {
    const clean = cleanedField(key, value, depth);
    if (clean !== value) changed.push([key, clean]);
  }
  if (changed.length === 0) return object;
  return Object.assign(
    Array.isArray(object) ? [...(object as readonly unknown[])] : { ...object },
    Object.fromEntries(changed),
  );
}

function cleanedField(key: string, value: unknown, depth: number): unknown {
  // An error is told by its serializer, which leaves credentials out itself: a copy of it would have neither message nor stack.
  if (value === undefined || (key === 'err' && depth === 0 && value instanceof Error)) return value;
  if (SECRETS.has(key) || SECRETS.has(key.toLowerCase())) return '[redacted]';
  return typeof value === 'object' && value !== null && depth < DEPTH ? cleaned(value, depth + 1) : value;
}
