import { isJsonArray, stringAt, valueAt, type Json, type JsonObject } from '../json/json.ts';

const WITH_POD_TEMPLATE = new Set(['ReplicaSet', 'Deployment', 'DaemonSet', 'StatefulSet', 'Job']);

/** The containers of the kinds in which Karmada looks for them, and the path of their list; undefined for any other kind. */
export function containersOf(
  object: JsonObject,
): { readonly path: string; readonly containers: readonly Json[] } | undefined {
  const kind = stringAt(object, 'kind') ?? '';
  if (kind !== 'Pod' && !WITH_POD_TEMPLATE.has(kind)) return undefined;
  const keys = kind === 'Pod' ? ['spec', 'containers'] : ['spec', 'template', 'spec', 'containers'];
  const containers = valueAt(object, keys);
  return isJsonArray(containers) ? { path: `/${keys.join('/')}`, containers } : undefined;
}
