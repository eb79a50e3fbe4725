import { objectAt, objectsAt, stringAt, stringsAt, type JsonObject } from '../json/json.ts';
import { parseGroupVersion } from '../kubernetes/group-version.ts';
import type { AggregatedForm } from './aggregated-form.ts';
import type { ListedVersion, ListedVersions } from './listed-version.ts';

/** The group/versions that `/api` (APIVersions) or `/apis` (APIGroupList) names. */
export function listedGroupVersions(document: JsonObject): readonly string[] {
  return groupsOf(document).flatMap(({ apiVersions }) => apiVersions);
}

/**
 * The aggregated form of `/api` or `/apis`, made of its old form and the lists of resources. As API servers do it for extension
 * servers, a version that could not be told is `Stale`, with what was told before.
 */
export function aggregateLists(document: JsonObject, lists: ListedVersions, form: AggregatedForm): JsonObject {
  const items = groupsOf(document).map(({ name, apiVersions }) => ({
    metadata: name === '' ? {} : { name },
    versions: apiVersions.map((apiVersion) => versionOf(apiVersion, lists.get(apiVersion))),
  }));
  return { kind: 'APIGroupDiscoveryList', apiVersion: `apidiscovery.k8s.io/${form}`, metadata: {}, items };
}

interface ListedGroup {
  readonly name: string;
  /** The preferred one first: the aggregated form says it by the order. */
  readonly apiVersions: readonly string[];
}

function groupsOf(document: JsonObject): readonly ListedGroup[] {
  if (stringAt(document, 'kind') === 'APIVersions') {
    return [{ name: '', apiVersions: stringsAt(document, 'versions') }];
  }
  return objectsAt(document, 'groups').map((group) => {
    const preferred = stringAt(objectAt(group, 'preferredVersion'), 'groupVersion');
    const all = objectsAt(group, 'versions').map((version) => stringAt(version, 'groupVersion') ?? '');
    const first = all.filter((apiVersion) => apiVersion === preferred);
    const others = all.filter((apiVersion) => apiVersion !== preferred);
    return { name: stringAt(group, 'name') ?? '', apiVersions: [...first, ...others] };
  });
}

function versionOf(apiVersion: string, listed: ListedVersion | undefined): JsonObject {
  const { version } = parseGroupVersion(apiVersion);
  const resources = listed?.list ? entriesOf(listed.list, apiVersion) : [];
  return { version, resources, freshness: listed?.fresh === true ? 'Current' : 'Stale' };
}

/** Lists are shared by members and asked for every ten seconds. */
const known = new WeakMap<JsonObject, readonly JsonObject[]>();

function entriesOf(list: JsonObject, apiVersion: string): readonly JsonObject[] {
  const entries = known.get(list) ?? madeEntries(list, apiVersion);
  known.set(list, entries);
  return entries;
}

/** A subresource without its resource (custom metrics) gets one that has no kind, which clients do not list. */
function madeEntries(list: JsonObject, apiVersion: string): readonly JsonObject[] {
  const all = objectsAt(list, 'resources').map((entry) => ({
    entry,
    path: (stringAt(entry, 'name') ?? '').split('/'),
  }));
  const names = new Set(all.map(({ path: [name = ''] }) => name));
  return [...names].map((name) => {
    const own = all.find(({ path }) => path[0] === name && path.length === 1)?.entry;
    const below = all.filter(({ path }) => path[0] === name && path.length > 1);
    const subresources = below.map(({ entry, path }) => ({
      subresource: path.slice(1).join('/'),
      responseKind: kindOf(entry, apiVersion),
      verbs: stringsAt(entry, 'verbs'),
    }));
    return {
      resource: name,
      responseKind: own ? kindOf(own, apiVersion) : {},
      scope: (own ?? below[0]?.entry)?.namespaced === true ? 'Namespaced' : 'Cluster',
      singularResource: stringAt(own, 'singularName') ?? '',
      verbs: stringsAt(own, 'verbs'),
      ...lists(own, ['shortNames', 'categories']),
      ...(subresources.length > 0 && { subresources }),
    };
  });
}

/** An entry that names no version has that of its list. */
function kindOf(entry: JsonObject, apiVersion: string): JsonObject {
  const kind = stringAt(entry, 'kind') ?? '';
  const version = stringAt(entry, 'version') ?? '';
  return version === ''
    ? { ...parseGroupVersion(apiVersion), kind }
    : { group: stringAt(entry, 'group') ?? '', version, kind };
}

function lists(entry: JsonObject | undefined, keys: readonly string[]): JsonObject {
  const found = keys.map((key) => [key, stringsAt(entry, key)] as const);
  return Object.fromEntries(found.filter(([, values]) => values.length > 0));
}
