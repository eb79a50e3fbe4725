import { objectAt, objectsAt, stringAt, type JsonObject } from '../json/json.ts';
import { gvkOf } from '../kubernetes/group-version.ts';

/** `status.apiEnablements` of a Cluster: what Karmada saw the member serve, each kind as {@link gvkOf} writes it. */
export function enabledKinds(cluster: JsonObject): readonly string[] {
  return objectsAt(objectAt(cluster, 'status'), 'apiEnablements').flatMap((enablement) => {
    const apiVersion = stringAt(enablement, 'groupVersion') ?? '';
    return objectsAt(enablement, 'resources').map((resource) => gvkOf(apiVersion, stringAt(resource, 'kind') ?? ''));
  });
}
