import { parseGroupVersion } from '../kubernetes/group-version.ts';
import type { TemplateIdentity } from './template-identity.ts';

/** Karmada's own groups, events and leases, which its detector never watches (Karmada v1.18 pkg/util/apigroup.go). */
const GROUP = /^((cluster|policy|work|config|networking|autoscaling|remedy|apps)\.karmada\.io|events\.k8s\.io)$/;
const EVENT = { apiVersion: 'v1', kind: 'Event' };
const LEASES = 'coordination.k8s.io/v1';
/** Karmada's reserved namespaces, and what `--skipped-propagating-namespaces` is unless somebody sets it. */
const NAMESPACE = /^(karmada-system|karmada-cluster|karmada-es-.*|kube-.*)$/;
/** Says that something else than a policy propagates the object, such as a MultiClusterService. */
const CLAIMED_BY = 'resourcetemplate.karmada.io/claimed-by';

/** True for an object that no policy propagates, whatever it selects (Karmada v1.18 pkg/detector/detector.go). */
export function isSkipped({ apiVersion, kind, namespace, labels }: TemplateIdentity): boolean {
  return (
    GROUP.test(parseGroupVersion(apiVersion).group) ||
    (apiVersion === EVENT.apiVersion && kind === EVENT.kind) ||
    apiVersion === LEASES ||
    NAMESPACE.test(namespace) ||
    (labels[CLAIMED_BY] ?? '') !== ''
  );
}
