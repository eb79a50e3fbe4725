import { objectAt, objectsAt, stringAt, stringsAt, type JsonObject } from '../json/json.ts';
import { formatGroupVersion, parseGroupVersion } from '../kubernetes/group-version.ts';
import { versionsByGroup } from './discovery-documents.ts';
import { ownApiVersion, type AddedKind, type ServedResource } from './served-resource.ts';

/** True for `/api` and `/apis` in the aggregated form (KEP-3352), v2 or v2beta1. */
export function isAggregated(document: JsonObject): boolean {
  return stringAt(document, 'kind') === 'APIGroupDiscoveryList';
}

/** Every resource that an aggregated document lists. */
export function aggregatedResources(document: JsonObject): readonly ServedResource[] {
  return objectsAt(document, 'items').flatMap((group) =>
    objectsAt(group, 'versions').flatMap((version) => {
      const apiVersion = formatGroupVersion({ group: groupName(group), version: stringAt(version, 'version') ?? '' });
      return objectsAt(version, 'resources').map((entry) => resourceOf(entry, apiVersion));
    }),
  );
}

/** The core group has no name here. */
function groupName(group: JsonObject): string {
  return stringAt(objectAt(group, 'metadata'), 'name') ?? '';
}

function resourceOf(entry: JsonObject, apiVersion: string): ServedResource {
  const responseKind = objectAt(entry, 'responseKind');
  return {
    apiVersion: ownApiVersion(responseKind, apiVersion) ?? apiVersion,
    kind: stringAt(responseKind, 'kind') ?? '',
    name: stringAt(entry, 'resource') ?? '',
    singular: stringAt(entry, 'singularResource') ?? '',
    namespaced: stringAt(entry, 'scope') === 'Namespaced',
    verbs: stringsAt(entry, 'verbs'),
    shortNames: stringsAt(entry, 'shortNames'),
    categories: stringsAt(entry, 'categories'),
    subresources: objectsAt(entry, 'subresources').map((subresource) => ({
      name: stringAt(subresource, 'subresource') ?? '',
      kind: stringAt(objectAt(subresource, 'responseKind'), 'kind') ?? '',
      apiVersion: ownApiVersion(objectAt(subresource, 'responseKind'), apiVersion),
      verbs: stringsAt(subresource, 'verbs'),
    })),
  };
}

/**
 * `/apis` or, with `core`, `/api` in the aggregated form, with the added versions: after the member's own ones, since the
 * first version of a group is its preferred one, and new groups at the end.
 */
export function addToAggregated(document: JsonObject, added: readonly AddedKind[], core: boolean): JsonObject {
  const groups = objectsAt(document, 'items');
  const known = new Set(groups.map(groupName));
  const missing = [...versionsByGroup(added).keys()].filter((group) => !known.has(group) && (group === '') === core);
  const extended = groups.map((group) => addToGroup(group, added));
  const created = missing.map((name) => addToGroup({ metadata: { name }, versions: [] }, added));
  return { ...document, items: [...extended, ...created] };
}

function addToGroup(group: JsonObject, added: readonly AddedKind[]): JsonObject {
  const name = groupName(group);
  const wanted = versionsByGroup(added).get(name);
  if (!wanted) return group;
  const versions = objectsAt(group, 'versions');
  const known = new Set(versions.map((version) => stringAt(version, 'version')));
  const extended = versions.map((version) => addToVersion(version, name, added));
  const created = wanted
    .filter((version) => !known.has(version))
    .map((version) => ({ ...addToVersion({ version, resources: [] }, name, added), freshness: 'Current' }));
  return { ...group, versions: [...extended, ...created] };
}

function addToVersion(version: JsonObject, group: string, added: readonly AddedKind[]): JsonObject {
  const apiVersion = formatGroupVersion({ group, version: stringAt(version, 'version') ?? '' });
  const resources = objectsAt(version, 'resources');
  const known = new Set(resources.map((entry) => stringAt(entry, 'resource')));
  const more = added.filter((kind) => kind.apiVersion === apiVersion && !known.has(kind.served.name));
  if (more.length === 0) return version;
  return { ...version, resources: [...resources, ...more.map(({ served }) => entryOf(served, apiVersion))] };
}

function entryOf(served: ServedResource, apiVersion: string): JsonObject {
  const { name, kind, namespaced, singular, verbs, shortNames, categories, subresources } = served;
  return {
    resource: name,
    responseKind: { ...parseGroupVersion(apiVersion), kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs,
    ...(shortNames.length > 0 && { shortNames }),
    ...(categories.length > 0 && { categories }),
    ...(subresources.length > 0 && {
      subresources: subresources.map((subresource) => ({
        subresource: subresource.name,
        responseKind: { ...parseGroupVersion(subresource.apiVersion ?? apiVersion), kind: subresource.kind },
        verbs: subresource.verbs,
      })),
    }),
  };
}
