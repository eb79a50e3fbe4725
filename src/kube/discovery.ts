import { isJsonArray, objectAt, objectsAt, stringAt, stringsAt, type JsonObject } from '../json/json.ts';
import { capabilitiesOf, type Capabilities } from '../kubernetes/capabilities.ts';
import { DISCOVERY_ACCEPT } from '../kubernetes/discovery-accept.ts';
import { formatGroupVersion, gvkOf } from '../kubernetes/group-version.ts';
import { minorOf } from '../kubernetes/minor.ts';
import { readObject, type KubeClient } from './kube-client.ts';
import { preferredKinds, type DiscoveredKind, type DiscoveredVersion } from './preferred-kinds.ts';

/** What an API server says it serves. */
export interface Discovered {
  readonly capabilities: Capabilities;
  /** The apiVersions that could not be asked, as while an aggregated API server is down: their kinds are missing. */
  readonly unanswered: readonly string[];
}

/** Legacy discovery asks for each group/version: so many at a time. */
const PARALLEL = 8;

/**
 * Asks an API server what it serves, by aggregated discovery (KEP-3352; two requests) where it has that, else group by group.
 * Throws `ProblemError` (`KUBE_*`) when it does not answer.
 */
export async function discover(client: KubeClient, signal: AbortSignal): Promise<Discovered> {
  const get = (path: string): Promise<JsonObject> => readObject(client, path, { signal, accept: DISCOVERY_ACCEPT });
  const [version, core, groups] = await Promise.all([get('/version'), get('/api'), get('/apis')]);
  const found = [...(await versionsOf(core, get)), ...(await versionsOf(groups, get))];
  const served = found.flatMap(({ apiVersion, kinds = [] }) => kinds.map(({ kind }) => gvkOf(apiVersion, kind)));
  return {
    capabilities: {
      ...capabilitiesOf(minorOf(stringAt(version, 'gitVersion') ?? ''), served),
      preferred: preferredKinds(found),
    },
    unanswered: found.flatMap(({ apiVersion, kinds }) => (kinds ? [] : [apiVersion])),
  };
}

type Get = (path: string) => Promise<JsonObject>;

async function versionsOf(document: JsonObject, get: Get): Promise<readonly DiscoveredVersion[]> {
  if (stringAt(document, 'kind') === 'APIGroupDiscoveryList') return aggregatedVersions(document);
  const versions = legacyVersions(document);
  const found: DiscoveredVersion[] = [];
  for (let at = 0; at < versions.length; at += PARALLEL) {
    const asked = versions.slice(at, at + PARALLEL).map(async ({ path, ...version }) => {
      const kinds = await get(path).then(listedKinds, () => undefined);
      return { ...version, kinds };
    });
    found.push(...(await Promise.all(asked)));
  }
  return found;
}

/** The versions of a group come in the order of preference. */
function aggregatedVersions(document: JsonObject): readonly DiscoveredVersion[] {
  return objectsAt(document, 'items').flatMap((item) => {
    const group = stringAt(objectAt(item, 'metadata'), 'name') ?? '';
    return objectsAt(item, 'versions').map((served) => {
      const apiVersion = formatGroupVersion({ group, version: stringAt(served, 'version') ?? '' });
      const resources = objectsAt(served, 'resources');
      const isStale = resources.length === 0 && stringAt(served, 'freshness') === 'Stale';
      const kinds = resources.map((resource) => ({
        kind: stringAt(objectAt(resource, 'responseKind'), 'kind') ?? '',
        verbs: stringsAt(resource, 'verbs'),
      }));
      return { apiVersion, isPreferred: false, kinds: isStale ? undefined : kinds };
    });
  });
}

interface LegacyVersion {
  readonly apiVersion: string;
  readonly isPreferred: boolean;
  readonly path: string;
}

/** The group/versions that `/api` (APIVersions) or `/apis` (APIGroupList) names. */
function legacyVersions(document: JsonObject): readonly LegacyVersion[] {
  if (isJsonArray(document.versions))
    return stringsAt(document, 'versions').map((version) => ({
      apiVersion: version,
      isPreferred: false,
      path: `/api/${version}`,
    }));
  return objectsAt(document, 'groups').flatMap((group) => {
    const preferred = stringAt(objectAt(group, 'preferredVersion'), 'groupVersion');
    return objectsAt(group, 'versions').map((version) => {
      const apiVersion = stringAt(version, 'groupVersion') ?? '';
      return { apiVersion, isPreferred: apiVersion === preferred, path: `/apis/${apiVersion}` };
    });
  });
}

/** The kinds of an APIResourceList; subresources are no kinds of their own. */
function listedKinds(list: JsonObject): readonly DiscoveredKind[] {
  return objectsAt(list, 'resources')
    .filter((resource) => stringAt(resource, 'name')?.includes('/') === false)
    .map((resource) => ({ kind: stringAt(resource, 'kind') ?? '', verbs: stringsAt(resource, 'verbs') }));
}
