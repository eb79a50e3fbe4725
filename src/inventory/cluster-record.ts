import { MEMBER_CA, MEMBER_ENDPOINT } from '../adoption/names.ts';
import { problem, type Problem } from '../errors.ts';
import { objectAt, objectsAt, stringAt, type JsonObject } from '../json/json.ts';
import { enabledKinds } from '../karmada/enabled-kinds.ts';
import { checkEndpointUrl } from '../kubernetes/endpoint-url.ts';
import type { MemberEndpoint } from './inventory.ts';
import { checkCaBundle } from './member-endpoint.ts';
import { memberTraits, type MemberTraits } from './member-traits.ts';

/** What Karmorph keeps of a Karmada `Cluster` (cluster.karmada.io/v1alpha1): a few lines of some ten thousand. */
export interface ClusterRecord {
  readonly name: string;
  /** `status.kubernetesVersion`; undefined until Karmada has reached the cluster. */
  readonly kubernetesVersion: string | undefined;
  /** `status.apiEnablements`, each kind as `gvkOf` writes it. */
  readonly enablements: readonly string[];
  readonly traits: MemberTraits;
  /** False when Karmada says that it could not collect all of them (condition CompleteAPIEnablements), or has none. */
  readonly complete: boolean;
  /** True when the Cluster names an endpoint, even one that cannot be used. */
  readonly behindGateway: boolean;
  readonly endpoint: MemberEndpoint | undefined;
  /** Why the annotations give no endpoint. */
  readonly problem: Problem | undefined;
}

/** Takes what is needed from a Cluster object. Undefined when it has no name. */
export function clusterRecord(cluster: JsonObject): ClusterRecord | undefined {
  const name = stringAt(objectAt(cluster, 'metadata'), 'name');
  if (name === undefined) return undefined;
  const status = objectAt(cluster, 'status');
  const enablements = enabledKinds(cluster);
  const version = stringAt(status, 'kubernetesVersion') ?? '';
  return {
    name,
    kubernetesVersion: version === '' ? undefined : version,
    enablements,
    traits: memberTraits(cluster),
    complete: enablements.length > 0 && !saysIncomplete(status),
    ...endpointOf(name, objectAt(objectAt(cluster, 'metadata'), 'annotations')),
  };
}

function saysIncomplete(status: JsonObject | undefined): boolean {
  return objectsAt(status, 'conditions').some(
    (condition) =>
      stringAt(condition, 'type') === 'CompleteAPIEnablements' && stringAt(condition, 'status') === 'False',
  );
}

function endpointOf(
  name: string,
  annotations: JsonObject | undefined,
): Pick<ClusterRecord, 'behindGateway' | 'endpoint' | 'problem'> {
  const address = stringAt(annotations, MEMBER_ENDPOINT);
  if (address === undefined) return { behindGateway: false, endpoint: undefined, problem: undefined };
  const bundle = stringAt(annotations, MEMBER_CA);
  const url = checkEndpointUrl(address);
  const ca = bundle === undefined ? undefined : checkCaBundle(bundle);
  if (url.ok && ca?.ok !== false) {
    return { behindGateway: true, endpoint: { url: url.value, caBundle: ca?.value }, problem: undefined };
  }
  const [annotation, reason] = url.ok ? [MEMBER_CA, ca?.ok === false ? ca.reason : ''] : [MEMBER_ENDPOINT, url.reason];
  const found = problem('MEMBER_ANNOTATION_INVALID', { name, annotation, reason });
  return { behindGateway: true, endpoint: undefined, problem: found };
}
