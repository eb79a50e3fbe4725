import { objectsAt, stringAt, stringsAt, type Json, type JsonObject } from '../json/json.ts';
import { parseGroupVersion } from '../kubernetes/group-version.ts';
import { ownApiVersion, type AddedKind, type ServedResource, type ServedSubresource } from './served-resource.ts';

/** The apiVersions that an APIGroupList names, in its order. */
export function groupVersionsOf(groupList: JsonObject): readonly string[] {
  return objectsAt(groupList, 'groups').flatMap((group) =>
    objectsAt(group, 'versions').map((version) => stringAt(version, 'groupVersion') ?? ''),
  );
}

/** The resources of an APIResourceList, each with its subresources. */
export function resourcesOf(list: JsonObject): readonly ServedResource[] {
  const apiVersion = stringAt(list, 'groupVersion') ?? '';
  const entries = objectsAt(list, 'resources');
  return entries
    .filter((entry) => !nameOf(entry).includes('/'))
    .map((entry) => ({
      apiVersion: ownApiVersion(entry, apiVersion) ?? apiVersion,
      kind: stringAt(entry, 'kind') ?? '',
      name: nameOf(entry),
      singular: stringAt(entry, 'singularName') ?? '',
      namespaced: entry.namespaced === true,
      verbs: stringsAt(entry, 'verbs'),
      shortNames: stringsAt(entry, 'shortNames'),
      categories: stringsAt(entry, 'categories'),
      subresources: entries
        .filter((other) => nameOf(other).startsWith(`${nameOf(entry)}/`))
        .map((other): ServedSubresource => ({
          name: nameOf(other).slice(nameOf(entry).length + 1),
          kind: stringAt(other, 'kind') ?? '',
          apiVersion: ownApiVersion(other, apiVersion),
          verbs: stringsAt(other, 'verbs'),
        })),
    }));
}

function nameOf(entry: JsonObject): string {
  return stringAt(entry, 'name') ?? '';
}

/** `/apis` with the added versions: in their group after the member's own ones, and new groups at the end. */
function addToGroupList(list: JsonObject, added: readonly AddedKind[]): JsonObject {
  const groups = objectsAt(list, 'groups');
  const known = new Set(groups.map(nameOf));
  const missing = [...versionsByGroup(added)].filter(([group]) => group !== '' && !known.has(group));
  const extended = groups.map((group) => addToGroup(group, added));
  return { ...list, groups: [...extended, ...missing.map(([group, versions]) => groupOf(group, versions))] };
}

/** `/apis/<group>` with the versions that are added to that group. The preferred version stays. */
function addToGroup(group: JsonObject, added: readonly AddedKind[]): JsonObject {
  const versions = objectsAt(group, 'versions');
  const known = new Set(versions.map((version) => stringAt(version, 'version')));
  const more = (versionsByGroup(added).get(nameOf(group)) ?? []).filter((version) => !known.has(version));
  return more.length === 0 ? group : { ...group, versions: [...versions, ...more.map(groupVersion(nameOf(group)))] };
}

/** The document of a group that the member does not serve at all; undefined when nothing is added to it. */
export function addedGroup(name: string, added: readonly AddedKind[]): JsonObject | undefined {
  const versions = versionsByGroup(added).get(name);
  return versions && { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(name, versions) };
}

function groupOf(name: string, versions: readonly string[]): JsonObject {
  const list = versions.map(groupVersion(name));
  return { name, versions: list, preferredVersion: list[0] };
}

function groupVersion(group: string): (version: string) => JsonObject {
  return (version) => ({ groupVersion: `${group}/${version}`, version });
}

/** The added versions by group, in the order of `added`. */
export function versionsByGroup(added: readonly AddedKind[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const { apiVersion } of added) {
    const { group, version } = parseGroupVersion(apiVersion);
    const versions = groups.get(group) ?? [];
    if (!versions.includes(version)) versions.push(version);
    groups.set(group, versions);
  }
  return groups;
}

/** `/apis/<group>/<version>` with the added kinds of that version at its end. */
function addToResourceList(list: JsonObject, added: readonly AddedKind[]): JsonObject {
  const apiVersion = stringAt(list, 'groupVersion') ?? '';
  const known = new Set(objectsAt(list, 'resources').map(nameOf));
  const more = added
    .filter((kind) => kind.apiVersion === apiVersion && !known.has(kind.served.name))
    .flatMap(({ served }) => entriesOf(served));
  return more.length === 0 ? list : { ...list, resources: [...objectsAt(list, 'resources'), ...more] };
}

/** The document of a version that the member does not serve at all; undefined when nothing is added to it. */
export function addedResourceList(apiVersion: string, added: readonly AddedKind[]): JsonObject | undefined {
  if (!added.some((kind) => kind.apiVersion === apiVersion)) return undefined;
  return addToResourceList(
    { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: apiVersion, resources: [] },
    added,
  );
}

/** An entry names no version of its own, so that it has the list's; the hash of the storage version is not the list's. */
function entriesOf(served: ServedResource): readonly JsonObject[] {
  const { name, singular, namespaced, kind, verbs, shortNames, categories } = served;
  const own = { name, singularName: singular, namespaced, kind, verbs };
  const entry = {
    ...own,
    ...(shortNames.length > 0 && { shortNames }),
    ...(categories.length > 0 && { categories }),
  };
  return [entry, ...served.subresources.map((subresource) => subresourceEntry(served, subresource))];
}

function subresourceEntry(served: ServedResource, { name, kind, apiVersion, verbs }: ServedSubresource): JsonObject {
  const other: Record<string, Json> = apiVersion === undefined ? {} : { ...parseGroupVersion(apiVersion) };
  return {
    name: `${served.name}/${name}`,
    singularName: '',
    namespaced: served.namespaced,
    ...other,
    kind,
    verbs,
  };
}

/** Adds to whichever of the three documents this is; anything else stays as it is. */
export function addToDocument(document: JsonObject, added: readonly AddedKind[]): JsonObject {
  switch (stringAt(document, 'kind')) {
    case 'APIGroupList':
      return addToGroupList(document, added);
    case 'APIGroup':
      return addToGroup(document, added);
    case 'APIResourceList':
      return addToResourceList(document, added);
    default:
      return document;
  }
}
