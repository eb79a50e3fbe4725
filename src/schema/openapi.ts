import { isJsonArray, isJsonObject, objectAt, stringAt, type Json, type JsonObject } from '../json/json.ts';
import { formatGroupVersion, gvkOf } from '../kubernetes/group-version.ts';
import { nodeBuilder } from './build-nodes.ts';
import { fieldFactsOf } from './field-facts.ts';
import type { SchemaNode } from './node.ts';
import { prepareDefinition } from './prepare.ts';

/**
 * The schema of a kind in the OpenAPI document that an API server publishes at `/openapi/v2`; undefined when the document
 * does not have the kind.
 *
 * What a server says of itself takes precedence over the packaged schema of its minor (`schemaOf`): it knows about
 * its custom resources, and about APIs that a distribution changed.
 */
export function schemaFromOpenApiV2(document: JsonObject, apiVersion: string, kind: string): SchemaNode | undefined {
  return schemaFrom(objectAt(document, 'definitions'), apiVersion, kind);
}

/** The same for a document of `/openapi/v3/apis/<group>/<version>`, which describes one version of one group. */
export function schemaFromOpenApiV3(document: JsonObject, apiVersion: string, kind: string): SchemaNode | undefined {
  return schemaFrom(objectAt(objectAt(document, 'components'), 'schemas'), apiVersion, kind);
}

function schemaFrom(definitions: JsonObject | undefined, apiVersion: string, kind: string): SchemaNode | undefined {
  if (!definitions) return undefined;
  const wanted = gvkOf(apiVersion, kind);
  const name = Object.keys(definitions).find((key) => kindsOf(definitions[key]).includes(wanted));
  if (name === undefined) return undefined;
  const build = nodeBuilder((referred) => {
    const definition = Object.hasOwn(definitions, referred) ? definitions[referred] : undefined;
    return isJsonObject(definition) ? prepareDefinition(referred, definition) : undefined;
  }, fieldFactsOf(undefined));
  return build(`#${name}`);
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
