/** `v1` of family `apps.Deployment` is `apps/v1`; `extensions_v1beta1` is `extensions/v1beta1`; `core_v1` is `v1`. */
export function apiVersionOf(family: string, name: string): string {
  if (name.startsWith('core_')) return name.slice('core_'.length);
  if (name.includes('_')) return name.replace('_', '/');
  return `${family.slice(0, family.lastIndexOf('.'))}/${name}`;
}

/** The file of a pair in its family's folder. */
export function pairFile(family: string, from: string, to: string): string {
  return `${versionName(family, from)}-to-${versionName(family, to)}.jsonl`;
}

/** The folder of a family: the group of its hub, and its kind. */
export function familyFolder(hub: string, kind: string): string {
  return `${hub.slice(0, hub.indexOf('/'))}.${kind}`;
}

/** The kind of a family's folder. */
export function kindOf(family: string): string {
  return family.slice(family.lastIndexOf('.') + 1);
}

function versionName(family: string, apiVersion: string): string {
  if (!apiVersion.includes('/')) return `core_${apiVersion}`;
  const [group = '', version = ''] = apiVersion.split('/');
  return family === `${group}.${kindOf(family)}` ? version : `${group}_${version}`;
}
