import { gvkOf, parseGroupVersion } from '../kubernetes/group-version.ts';

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

/** Whether objects of a kind can be templates, whatever their version in the group. */
export function canBeTemplate(apiVersion: string, kind: string): boolean {
  return !NO_TEMPLATES.has(gvkOf(parseGroupVersion(apiVersion).group, kind));
}
