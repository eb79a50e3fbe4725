import { DiscoveryRefused, getDocument, type DocumentFetch } from './discovery-fetch.ts';
import type { ListedVersion, ListedVersions } from './listed-version.ts';

/** Reads these group/versions. Rejects with the `ProblemError` of a member that cannot be reached. */
export async function fetchListedVersions(
  fetch: DocumentFetch,
  apiVersions: readonly string[],
  previous: ListedVersions | undefined,
): Promise<ListedVersions> {
  const found = apiVersions.map(
    async (apiVersion) => [apiVersion, await listedVersion(fetch, apiVersion, previous)] as const,
  );
  return new Map(await Promise.all(found));
}

async function listedVersion(
  fetch: DocumentFetch,
  apiVersion: string,
  previous: ListedVersions | undefined,
): Promise<ListedVersion> {
  const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  try {
    return { list: await getDocument(fetch, path), fresh: true };
  } catch (error) {
    if (!(error instanceof DiscoveryRefused)) throw error;
    if (error.status === 404) return { list: { groupVersion: apiVersion, resources: [] }, fresh: true };
    return { list: previous?.get(apiVersion)?.list, fresh: false };
  }
}
