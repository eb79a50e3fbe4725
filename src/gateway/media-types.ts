/** Media types as an HTTP header lists them: no quoted strings occur in those that Kubernetes uses. */
function mediaTypes(header: string | undefined): readonly string[] {
  return (header ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

/** A media type without its parameters, such as `application/json`. */
export function essenceOf(mediaType: string | undefined): string {
  return (mediaType?.split(';', 1)[0] ?? '').trim().toLowerCase();
}

/** What a client may ask for besides JSON and get JSON instead: API servers have these forms, or choose. */
const ANYTHING = /^(\*\/\*|application\/(\*|yaml|cbor|cbor-seq|vnd\.kubernetes\.protobuf))$/;

/**
 * An `Accept` header of which only the JSON forms are left, in the client's order, with their parameters: a Table stays a
 * Table. Protobuf, CBOR and YAML cannot be converted. A header that no API server can satisfy stays as it is, so that the member says so.
 */
export function acceptJson(accept: string | undefined): string {
  const types = mediaTypes(accept);
  const json = types.filter((type) => essenceOf(type) === 'application/json');
  if (json.length > 0) return json.join(', ');
  const isSatisfiable = types.length === 0 || types.some((type) => ANYTHING.test(essenceOf(type)));
  return isSatisfiable ? 'application/json' : types.join(', ');
}

/** True for an answer in JSON, whatever its parameters. */
export function isJson(contentType: string | undefined): boolean {
  return essenceOf(contentType) === 'application/json';
}
