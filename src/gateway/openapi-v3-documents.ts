import { isJsonObject, objectAt, stringAt, type JsonObject } from '../json/json.ts';
import { parseGroupVersion } from '../kubernetes/group-version.ts';
import type { AddedKind } from './served-resource.ts';

/** What is added to the document of one group/version: paths and schemas, each by name. */
interface AddedToDocument {
  readonly paths: JsonObject;
  readonly schemas: JsonObject;
}

/** The key of a group/version in the index: `apis/apps/v1`. */
function indexKey(apiVersion: string): string {
  return apiVersion.includes('/') ? `apis/${apiVersion}` : `api/${apiVersion}`;
}

/**
 * The index of a member's documents with one for every added group/version. `hash` stands for what is added: a client keeps a document for as long as
 * the address is the same.
 */
export function addToIndex(index: JsonObject, added: readonly AddedKind[], hash: string): JsonObject {
  const paths = objectAt(index, 'paths') ?? {};
  const keys = [...new Set(added.map(({ apiVersion }) => indexKey(apiVersion)))];
  const own = keys.map((key) => [key, { serverRelativeURL: changedUrl(key, objectAt(paths, key), hash) }] as const);
  return { ...index, paths: { ...paths, ...Object.fromEntries(own) } };
}

function changedUrl(key: string, entry: JsonObject | undefined, hash: string): string {
  const url = stringAt(entry, 'serverRelativeURL') ?? `/openapi/v3/${key}`;
  return url.includes('?hash=') ? `${url}.${hash}` : `${url}?hash=${hash}`;
}

/** A document with the paths and schemas of added kinds in it; a new one where the member has none. */
export function addToDocument(document: JsonObject | undefined, { paths, schemas }: AddedToDocument): JsonObject {
  const { openapi = '3.0.0', info = { title: 'Kubernetes', version: 'unversioned' } } = document ?? {};
  const components = objectAt(document, 'components') ?? {};
  return {
    ...document,
    openapi,
    info,
    paths: { ...objectAt(document, 'paths'), ...paths },
    components: { ...components, schemas: { ...objectAt(components, 'schemas'), ...schemas } },
  };
}

/** What clients look for among the paths of a kind: which requests there are, and what parameters and bodies they take. */
export function pathsOf(added: readonly AddedKind[], definitions: ReadonlyMap<string, JsonObject>): JsonObject {
  return Object.fromEntries(added.flatMap((kind) => pathsOfKind(kind, schemaName(kind, definitions))));
}

function pathsOfKind(kind: AddedKind, schema: string | undefined): readonly (readonly [string, JsonObject])[] {
  const { apiVersion, served } = kind;
  const root = `/${indexKey(apiVersion)}`;
  const collection = `${root}/${served.namespaced ? 'namespaces/{namespace}/' : ''}${served.name}`;
  const status = served.subresources.find(({ name }) => name === 'status');
  const offered: readonly (readonly [string, readonly string[]])[] = [
    [`${root}/${served.name}`, among(['list'], served.verbs)],
    [collection, among(['list', 'create', 'deletecollection'], served.verbs)],
    [`${collection}/{name}`, among(['get', 'update', 'patch', 'delete'], served.verbs)],
    [`${collection}/{name}/status`, among(['get', 'update', 'patch'], status?.verbs ?? [])],
  ];
  return offered
    .filter(([, verbs]) => verbs.length > 0)
    .map(([path, verbs]) => {
      const operations = verbs.map((verb) => [METHODS[verb] ?? verb, operation(kind, verb, schema)] as const);
      return [path, Object.fromEntries(operations)] as const;
    });
}

function among(verbs: readonly string[], offered: readonly string[]): readonly string[] {
  return verbs.filter((verb) => offered.includes(verb));
}

const METHODS: Readonly<Record<string, string>> = {
  list: 'get',
  get: 'get',
  create: 'post',
  update: 'put',
  patch: 'patch',
  delete: 'delete',
  deletecollection: 'delete',
};
/** As `x-kubernetes-action` calls them. */
const ACTIONS: Readonly<Record<string, string>> = { create: 'post', update: 'put' };

function operation({ apiVersion, family }: AddedKind, verb: string, schema: string | undefined): JsonObject {
  const { group, version } = parseGroupVersion(apiVersion);
  const content = contentOf(verb, schema);
  return {
    'x-kubernetes-action': ACTIONS[verb] ?? verb,
    'x-kubernetes-group-version-kind': { group, version, kind: family.kind },
    parameters: (PARAMETERS[verb] ?? []).map((name) => ({ name, in: 'query', schema: { type: typeOf(name) } })),
    ...(content && { requestBody: { content, required: true } }),
    responses: { 200: { description: 'OK' } },
  };
}

const WRITE = ['dryRun', 'fieldManager', 'fieldValidation'];
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  create: WRITE,
  update: WRITE,
  patch: [...WRITE, 'force'],
  delete: ['dryRun', 'gracePeriodSeconds', 'orphanDependents', 'propagationPolicy'],
};

function typeOf(parameter: string): string {
  if (parameter === 'gracePeriodSeconds') return 'integer';
  return parameter === 'force' || parameter === 'orphanDependents' ? 'boolean' : 'string';
}

const JSON_PATCHES = ['application/json-patch+json', 'application/merge-patch+json'];
/** These need a schema; without one, the gateway refuses them. */
const SCHEMA_PATCHES = ['application/strategic-merge-patch+json', 'application/apply-patch+yaml'];

function contentOf(verb: string, schema: string | undefined): JsonObject | undefined {
  const reference = { schema: schema === undefined ? { type: 'object' } : { $ref: `#/components/schemas/${schema}` } };
  if (verb === 'create' || verb === 'update') return { 'application/json': reference };
  if (verb !== 'patch') return undefined;
  const types = [...JSON_PATCHES, ...(schema === undefined ? [] : SCHEMA_PATCHES)];
  return Object.fromEntries(types.map((type) => [type, { schema: {} }]));
}

function schemaName(
  { apiVersion, family }: AddedKind,
  definitions: ReadonlyMap<string, JsonObject>,
): string | undefined {
  const { group, version } = parseGroupVersion(apiVersion);
  const names = [...definitions].filter(([, definition]) => {
    const kinds = definition['x-kubernetes-group-version-kind'];
    const [gvk] = Array.isArray(kinds) ? (kinds as readonly JsonObject[]) : [];
    return isJsonObject(gvk) && gvk.group === group && gvk.version === version && gvk.kind === family.kind;
  });
  return names[0]?.[0];
}
