/** Kinds that no member gets, and that webhooks are called for all the same; each as `gvkOf` writes it. */
export const CONTROL_PLANE_KINDS = {
  /** Objects of Karmada that name templates by apiVersion and kind. */
  mutated: [
    'apps.karmada.io/v1alpha1/WorkloadRebalancer',
    'autoscaling.karmada.io/v1alpha1/CronFederatedHPA',
    'autoscaling.karmada.io/v1alpha1/FederatedHPA',
    'policy.karmada.io/v1alpha1/ClusterOverridePolicy',
    'policy.karmada.io/v1alpha1/ClusterPropagationPolicy',
    'policy.karmada.io/v1alpha1/OverridePolicy',
    'policy.karmada.io/v1alpha1/PropagationPolicy',
  ],
  /** Our own, which are refused for mistakes. */
  checked: [
    'karmorph.io/v1alpha1/ClusterConversionPolicy',
    'karmorph.io/v1alpha1/ConversionPolicy',
    'karmorph.io/v1alpha1/ConversionRule',
  ],
} as const;
