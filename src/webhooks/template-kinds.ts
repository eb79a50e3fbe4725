import type { RuleSet } from '../engine/rule-set.ts';
import { gvkOf, parseGroupVersion } from '../kubernetes/group-version.ts';

/** What an API server serves: the resource, such as `ingresses`, of each kind as `gvkOf` writes it. */
export type ServedResources = ReadonlyMap<string, string>;

/** A kind that webhooks are called for. */
export interface TemplateKind {
  readonly kind: string;
  /** Every apiVersion that the kind has, served or not. */
  readonly apiVersions: readonly string[];
  /** Those that are served, each with its resource. */
  readonly served: readonly { readonly group: string; readonly version: string; readonly resource: string }[];
}

/**
 * Kinds that nobody propagates as a template: nodes and controllers write them for one cluster, many times a minute, or they
 * configure the API server itself, which then asks no webhook.
 */
const NO_TEMPLATES: ReadonlySet<string> = new Set([
  'admissionregistration.k8s.io/MutatingAdmissionPolicy',
  'admissionregistration.k8s.io/MutatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'apiregistration.k8s.io/APIService',
  'apps/ControllerRevision',
  'certificates.k8s.io/CertificateSigningRequest',
  'certificates.k8s.io/PodCertificateRequest',
  'coordination.k8s.io/Lease',
  'coordination.k8s.io/LeaseCandidate',
  'discovery.k8s.io/EndpointSlice',
  'events.k8s.io/Event',
  'networking.k8s.io/IPAddress',
  'networking.k8s.io/ServiceCIDR',
  'resource.k8s.io/ResourceSlice',
  'storage.k8s.io/CSINode',
  'storage.k8s.io/CSIStorageCapacity',
  'storage.k8s.io/VolumeAttachment',
  'storagemigration.k8s.io/StorageVersionMigration',
]);

/** The kinds that have a rule, that the API server serves, and that are templates; sorted, so that the same input gives the same. */
export function templateKinds({ families }: RuleSet, resources: ServedResources): readonly TemplateKind[] {
  const kinds = families.flatMap(({ kind, hub, versions }): TemplateKind[] => {
    if (NO_TEMPLATES.has(gvkOf(parseGroupVersion(hub).group, kind))) return [];
    const served = versions.flatMap((apiVersion) => {
      const resource = resources.get(gvkOf(apiVersion, kind));
      return resource === undefined ? [] : [{ ...parseGroupVersion(apiVersion), resource }];
    });
    return served.length === 0 ? [] : [{ kind, apiVersions: versions, served }];
  });
  return kinds.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function keyOf({ kind, apiVersions }: TemplateKind): string {
  return gvkOf(parseGroupVersion(apiVersions[0] ?? '').group, kind);
}
