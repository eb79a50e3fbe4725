/** Label of a Cluster: `enabled` lets Karmorph put the member behind its gateway, `disabled` keeps or takes it out. */
export const ADOPTION_LABEL = 'karmorph.io/adoption';

/** Annotation of a Cluster behind the gateway: `https://host:port` of its real API server. */
export const MEMBER_ENDPOINT = 'karmorph.io/member-endpoint';
/** Annotation of a Cluster behind the gateway: base64 of the PEM certificates that its API server is verified against. */
export const MEMBER_CA = 'karmorph.io/member-ca-bundle';

/** Annotations of a Cluster that remember how far its adoption has come, so that anybody can finish or undo it. */
export const RECORD = {
  /** `spec.apiEndpoint` as it was, to the letter. */
  originalEndpoint: 'karmorph.io/original-endpoint',
  /** `spec.apiEndpoint` as it is behind the gateway. */
  gatewayEndpoint: 'karmorph.io/gateway-endpoint',
  /** The kinds that the member lacked, such as `networking.k8s.io/v1/Ingress`, with spaces between them. */
  adoptedFor: 'karmorph.io/adopted-for',
  /** When `spec.apiEndpoint` became the gateway's. */
  switchedAt: 'karmorph.io/switched-at',
  /** When the member was seen Ready behind the gateway, with the versions that it lacked. */
  adoptedAt: 'karmorph.io/adopted-at',
  /** When `spec.apiEndpoint` became the original one again. */
  releasedAt: 'karmorph.io/released-at',
  /** While Karmada's informers go to another address: which process they are in, or `unknown`. */
  restartPending: 'karmorph.io/restart-pending',
  /** JSON: when an adoption failed last, how often in a row, and why. */
  failed: 'karmorph.io/adoption-failed',
} as const;

/** The value of {@link RECORD.restartPending} where nobody could tell the process. */
export const UNKNOWN_PROCESS = 'unknown';
