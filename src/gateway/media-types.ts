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

/**
 * An `Accept` header of which only the JSON forms are left, in the client's order, with their parameters: a Table stays a
 * Table. Protobuf, CBOR and YAML cannot be converted.
 */
export function acceptJson(accept: string | undefined): string {
  const json = mediaTypes(accept).filter((type) => essenceOf(type) === 'application/json');
  return json.length === 0 ? 'application/json' : json.join(', ');
}

/** True for an answer in JSON, whatever its parameters. */
export function isJson(contentType: string | undefined): boolean {
  return essenceOf(contentType) === 'application/json';
}
