import { objectAt, objectsAt, stringAt, type JsonObject } from '../json/json.ts';
import { compareVersions, formatGroupVersion } from '../kubernetes/group-version.ts';
import { isAggregated } from './aggregated-documents.ts';
import type { AddedKind } from './served-resource.ts';

/** Either the member's own, whatever is added to it, or the newest of all that clients see. */
export type PreferredVersions = 'of-member' | 'newest';

/**
 * A discovery document with the newest version of each group as its preferred one where that version is added, so that clients which name no
 * version use it. Groups to which nothing newer is added stay as they are.
 */
export function preferNewest(document: JsonObject, added: readonly AddedKind[]): JsonObject {
  const isAdded = new Set(added.map(({ apiVersion }) => apiVersion));
  const prefer = (group: JsonObject): JsonObject => withNewestFirst(group, isAdded);
  if (isAggregated(document)) return { ...document, items: objectsAt(document, 'items').map(prefer) };
  switch (stringAt(document, 'kind')) {
    case 'APIGroupList':
      return { ...document, groups: objectsAt(document, 'groups').map(prefer) };
    case 'APIGroup':
      return prefer(document);
    default:
      return document;
  }
}

/** In the aggregated form the first version is the preferred one; in the other it is named as well. */
function withNewestFirst(group: JsonObject, isAdded: ReadonlySet<string>): JsonObject {
  const versions = objectsAt(group, 'versions');
  const [newest] = [...versions].sort((a, b) => compareVersions(versionOf(a), versionOf(b)));
  if (!newest || !isAdded.has(apiVersionOf(newest, group))) return group;
  const ordered = [newest, ...versions.filter((version) => version !== newest)];
  const isNamed = group.preferredVersion !== undefined;
  return { ...group, versions: ordered, ...(isNamed && { preferredVersion: newest }) };
}

function versionOf(version: JsonObject): string {
  return stringAt(version, 'version') ?? '';
}

function apiVersionOf(version: JsonObject, group: JsonObject): string {
  const name = stringAt(group, 'name') ?? stringAt(objectAt(group, 'metadata'), 'name') ?? '';
  return formatGroupVersion({ group: name, version: versionOf(version) });
}
