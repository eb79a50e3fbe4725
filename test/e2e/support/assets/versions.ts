/** The releases that the suite runs. The cached files carry these versions in their names. */
export const ETCD_VERSION = '3.6.16';
export const KARMADA_VERSION = '1.18.2';
/** Only the conformance suite runs it. It applies on the server, and can do as Helm 3 did. */
export const HELM_VERSION = '4.2.1';

/** What the Karmada control plane itself runs on, and the newest member. */
export const KUBERNETES_1_34 = '1.34.4';
export const KUBERNETES_1_24 = '1.24.17';
/** The last line of releases with `extensions/v1beta1` Ingress and without `autoscaling/v2`. */
export const KUBERNETES_1_21 = '1.21.14';

/** A release that only conversions are compared with: no member of the suite runs it. */
export const KUBERNETES_1_37 = '1.37.2';

export type KubernetesVersion =
  typeof KUBERNETES_1_37 | typeof KUBERNETES_1_34 | typeof KUBERNETES_1_24 | typeof KUBERNETES_1_21;

/** The commands of Karmada that make up a control plane, and the agent of a pull-mode member. */
export const KARMADA_COMMANDS = [
  'aggregated-apiserver',
  'controller-manager',
  'scheduler',
  'webhook',
  'agent',
] as const;

export type KarmadaCommand = (typeof KARMADA_COMMANDS)[number];
