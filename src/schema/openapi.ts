import { createHash } from 'node:crypto';
import { isJsonArray, isJsonObject, objectAt, stringAt, type Json, type JsonObject } from '../json/json.ts';
import { formatGroupVersion, gvkOf } from '../kubernetes/group-version.ts';
import { nodeBuilder } from './build-nodes.ts';
import { fieldFactsOf } from './field-facts.ts';
import type { OwnSchemas, SchemaNode } from './node.ts';
import { prepareDefinition } from './prepare.ts';
import type { PreparedType } from './prepared.ts';

interface OpenApiOptions {
  /** The server's Kubernetes minor, such as `1.21`: OpenAPI does not say which fields are behind a feature gate. */
  readonly kubernetesVersion: string | undefined;
  /** The kinds to keep, as {@link gvkOf} writes them; undefined means all. */
  readonly kinds?: ReadonlySet<string>;
}

/**
 * How much is kept of one document, in characters of its prepared form; in memory it is three times as much. Measured: the kinds of
 * the built-in rules take 117,000 in Kubernetes 1.33.
 */
const MAX_SIZE = 4 * 1024 * 1024;

/** What a document says, or why it says nothing, worded to follow what the document is called. */
export type SchemasFromOpenApi =
  { readonly ok: true; readonly schemas: OwnSchemas } | { readonly ok: false; readonly reason: string };

/**
 * The schemas in the OpenAPI document that an API server publishes at `/openapi/v2`. All of them are built at once, and
 * nothing of the document is kept.
 *
 * What a server says of itself takes precedence over the packaged schema of its minor (`schemaOf`): it knows about
 * its custom resources, and about APIs that a distribution changed.
 */
export function schemasFromOpenApi(document: Json, options: OpenApiOptions): SchemasFromOpenApi {
  const definitions = isJsonObject(document) ? objectAt(document, 'definitions') : undefined;
  if (!isJsonObject(document) || document.swagger !== '2.0' || !definitions) {
    return { ok: false, reason: 'is no OpenAPI 2.0 document with definitions' };
  }
  try {
    return builtFrom(definitions, options);
  } catch (error) {
    // Definitions that lead from one to the next, without end: no API server has such.
    if (error instanceof RangeError) return { ok: false, reason: 'has definitions that nest too deep' };
    throw error;
  }
}

function builtFrom(definitions: JsonObject, { kubernetesVersion, kinds }: OpenApiOptions): SchemasFromOpenApi {
  const used = new Map<string, PreparedType>();
  const build = nodeBuilder(
    (name) => {
      const definition = Object.hasOwn(definitions, name) ? definitions[name] : undefined;
      if (!isJsonObject(definition)) return undefined;
      const prepared = prepareDefinition(name, definition);
      used.set(name, prepared);
      return prepared;
    },
    fieldFactsOf(numberOf(kubernetesVersion)),
  );
  const nodes = new Map<string, SchemaNode>();
  const names: (readonly [gvk: string, name: string])[] = [];
  for (const [name, definition] of Object.entries(definitions)) {
    for (const gvk of kindsOf(definition).filter((each) => kinds?.has(each) !== false && !nodes.has(each))) {
      nodes.set(gvk, build(`#${name}`));
      names.push([gvk, name]);
    }
  }
  if (nodes.size === 0) return { ok: false, reason: 'describes none of the kinds that are wanted' };
  const text = JSON.stringify([kubernetesVersion, names, [...used]]);
  if (text.length > MAX_SIZE) return { ok: false, reason: 'describes more fields than are kept of a server' };
  const identity = createHash('sha256').update(text).digest('base64url');
  return { ok: true, schemas: { schemaOf: (apiVersion, kind) => nodes.get(gvkOf(apiVersion, kind)), identity } };
}

/** 21 for `1.21`. */
function numberOf(minor: string | undefined): number | undefined {
  return minor?.startsWith('1.') ? Number(minor.slice(2)) : undefined;
}

/** The kinds that a definition describes, as {@link gvkOf} writes them (`x-kubernetes-group-version-kind`). */
export function kindsOf(definition: Json | undefined): readonly string[] {
  const kinds = isJsonObject(definition) ? definition['x-kubernetes-group-version-kind'] : undefined;
  return isJsonArray(kinds) ? kinds.filter(isJsonObject).map(gvkIn) : [];
}

function gvkIn(row: JsonObject): string {
  const [group, version] = [stringAt(row, 'group') ?? '', stringAt(row, 'version') ?? ''];
  return gvkOf(formatGroupVersion({ group, version }), stringAt(row, 'kind') ?? '');
}
