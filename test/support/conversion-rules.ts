import type { JsonObject } from '../../src/json/json.ts';

/** A ConversionRule object as an API server gives it. */
export function ruleObject(
  name: string,
  changes: {
    readonly kind?: string;
    readonly versions?: readonly string[];
    readonly lens?: readonly JsonObject[];
    readonly generation?: number;
    readonly created?: string;
    readonly uid?: string;
    readonly status?: JsonObject;
  } = {},
): JsonObject {
  const {
    kind = 'Widget',
    versions = ['v1', 'v1beta1'],
    lens,
    generation = 1,
    created = '2026-01-01',
    status,
  } = changes;
  const [hub, ...apiVersions] = versions.map((version) => `example.com/${version}`);
  return {
    apiVersion: 'karmorph.io/v1alpha1',
    kind: 'ConversionRule',
    metadata: {
      name,
      uid: changes.uid ?? `uid-${name}`,
      generation,
      creationTimestamp: `${created}T00:00:00Z`,
      resourceVersion: String(generation),
    },
    spec: { kind, hub, spokes: [{ apiVersions, ...(lens && { lens }) }] },
    ...(status && { status }),
  };
}

/** A lens that no release knows. */
export const UNKNOWN_STEP: readonly JsonObject[] = [{ rename: { from: 'a', to: 'b' } }];
