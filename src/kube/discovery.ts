import { isJsonArray, objectAt, objectsAt, stringAt, type JsonObject } from '../json/json.ts';
import { capabilitiesOf, type Capabilities } from '../kubernetes/capabilities.ts';
import { DISCOVERY_ACCEPT } from '../kubernetes/discovery-accept.ts';
import { formatGroupVersion, gvkOf } from '../kubernetes/group-version.ts';
import { minorOf } from '../kubernetes/minor.ts';
import { readObject, type KubeClient } from './kube-client.ts';

/** What an API server says it serves. */
export interface Discovered {
  readonly capabilities: Capabilities;
  /** The resource of each kind, such as `ingresses`, by what {@link gvkOf} writes. */
  readonly resources: ReadonlyMap<string, string>;
  /** False when some group could not be asked, as while an aggregated API server is down: then kinds may be missing. */
  readonly complete: boolean;
}

/** Kinds as {@link gvkOf} writes them, each with its resource; undefined stands for a group/version that could not be asked. */
type Kinds = readonly (readonly [gvk: string, resource: string])[] | undefined;

/** Legacy discovery asks for each group/version: so many at a time. */
const PARALLEL = 8;

/**
 * Asks an API server what it serves, by aggregated discovery (KEP-3352; two requests) where it has that, else group by group.
 * Throws `ProblemError` (`KUBE_*`) when it does not answer.
 */
export async function discover(client: KubeClient, signal: AbortSignal): Promise<Discovered> {
  const get = (path: string): Promise<JsonObject> => readObject(client, path, { signal, accept: DISCOVERY_ACCEPT });
  const [version, core, groups] = await Promise.all([get('/version'), get('/api'), get('/apis')]);
  const found = [...(await kindsOf(core, get)), ...(await kindsOf(groups, get))];
  const resources = new Map(found.flatMap((kinds) => kinds ?? []));
  return {
    capabilities: capabilitiesOf(minorOf(stringAt(version, 'gitVersion') ?? ''), resources.keys()),
    resources,
    complete: !found.includes(undefined),
  };
}

async function kindsOf(document: JsonObject, get: (path: string) => Promise<JsonObject>): Promise<readonly Kinds[]> {
  if (stringAt(document, 'kind') === 'APIGroupDiscoveryList') return aggregatedKinds(document);
  const paths = legacyPaths(document);
  const found: Kinds[] = [];
  for (let at = 0; at < paths.length; at += PARALLEL) {
    const asked = paths.slice(at, at + PARALLEL).map((path) => get(path).then(listedKinds, () => undefined));
    found.push(...(await Promise.all(asked)));
  }
  return found;
}

function aggregatedKinds(document: JsonObject): readonly Kinds[] {
  return objectsAt(document, 'items').flatMap((item): readonly Kinds[] => {
    const group = stringAt(objectAt(item, 'metadata'), 'name') ?? '';
    return objectsAt(item, 'versions').map((served): Kinds => {
      const resources = objectsAt(served, 'resources');
      if (resources.length === 0 && stringAt(served, 'freshness') === 'Stale') return undefined;
      const apiVersion = formatGroupVersion({ group, version: stringAt(served, 'version') ?? '' });
      return resources.map((resource) => [
        gvkOf(apiVersion, stringAt(objectAt(resource, 'responseKind'), 'kind') ?? ''),
        stringAt(resource, 'resource') ?? '',
      ]);
    });
  });
}

/** The paths of the group/versions that `/api` (APIVersions) or `/apis` (APIGroupList) names. */
function legacyPaths(document: JsonObject): readonly string[] {
  const versions = document.versions;
  if (isJsonArray(versions)) return versions.map((version) => `/api/${typeof version === 'string' ? version : ''}`);
  return objectsAt(document, 'groups').flatMap((group) =>
    objectsAt(group, 'versions').map((version) => `/apis/${stringAt(version, 'groupVersion') ?? ''}`),
  );
}

/** The kinds of an APIResourceList; subresources are no kinds of their own. */
function listedKinds(list: JsonObject): Kinds {
  const apiVersion = stringAt(list, 'groupVersion') ?? '';
  return objectsAt(list, 'resources')
    .filter((resource) => stringAt(resource, 'name')?.includes('/') === false)
    .map((resource) => [gvkOf(apiVersion, stringAt(resource, 'kind') ?? ''), stringAt(resource, 'name') ?? '']);
}
