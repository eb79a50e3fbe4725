import type { JsonObject } from '../json/json.ts';
import type { Namespaces, StrictGroup } from './strict-groups.ts';

// Conditions in CEL on the AdmissionRequest; API servers evaluate them since Kubernetes 1.28 before they call a webhook.

/** What Karmada takes for reserved (pkg/util/names, IsReservedNamespace, v1.18.2), and our own. */
export function notInSystemNamespaces(): JsonObject {
  const prefixes = ['kube-', 'karmada-es-'].map((prefix) => `request.namespace.startsWith(${text(prefix)})`);
  const named = `request.namespace in ${list(['karmada-system', 'karmada-cluster', 'karmorph-system'])}`;
  return {
    name: 'not-in-a-system-namespace',
    expression: `!has(request.namespace) || !(${[named, ...prefixes].join(' || ')})`,
  };
}

/** The API server itself, Kubernetes' controllers, and Karmada's where they have ServiceAccounts: nobody there reads warnings. */
export function notWrittenBySystem(): JsonObject {
  const user = 'request.userInfo.username';
  const accounts = ['kube-system', 'karmada-system'].map(
    (namespace) => `${user}.startsWith(${text(`system:serviceaccount:${namespace}:`)})`,
  );
  const named = `${user} in ${list(['system:apiserver', 'system:kube-controller-manager', 'system:kube-scheduler'])}`;
  return {
    name: 'not-written-by-the-system',
    expression: `!has(${user}) || !(${[named, ...accounts].join(' || ')})`,
  };
}

/** True for objects in these namespaces; undefined where that is every object. */
export function inNamespaces({ all, names }: Namespaces): string | undefined {
  if (!all) return `has(request.namespace) && request.namespace in ${list(names)}`;
  return names.length === 0 ? undefined : `!has(request.namespace) || !(request.namespace in ${list(names)})`;
}

/** True for objects that no webhook of these groups is called for, so that none is checked twice; none where there are no groups. */
export function inNoneOf(groups: readonly StrictGroup[]): readonly JsonObject[] {
  if (groups.length === 0) return [];
  // One condition: an API server takes 64 of a webhook, and groups can be more.
  return [{ name: 'not-in-a-strict-scope', expression: groups.map(notIn).join(' && ') }];
}

function notIn({ kinds, namespaces }: StrictGroup): string {
  const resources = kinds.flatMap(({ served }) => served.map(({ group, resource }) => `${group}/${resource}`));
  const isKind = `(request.resource.group + '/' + request.resource.resource) in ${list([...new Set(resources)].sort())}`;
  const inScope = inNamespaces(namespaces);
  return inScope === undefined ? `!(${isKind})` : `!(${isKind} && (${inScope}))`;
}

function list(values: readonly string[]): string {
  return `[${values.map(text).join(', ')}]`;
}

/** Names of namespaces and resources have no quotes; a policy that is not checked could. */
function text(value: string): string {
  return `'${value.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n')}'`;
}
