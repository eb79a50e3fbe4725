import type { CatalogueEntry } from './entry.ts';

/** What goes wrong when members are put behind the gateway, and taken out again. */
export const ADOPTION_ERRORS = {
  ADOPTION_OPTIONS: {
    status: 400,
    reason: 'BadRequest',
    message: '{reason}',
    hint: '`karmorph adopt --help`, `karmorph release --help` and docs/adoption.md have examples.',
  },
  ADOPTION_MEMBER: {
    status: 404,
    reason: 'NotFound',
    message: 'Karmada has no member {name}; it has {known}',
    hint: 'Name a Cluster of the Karmada API server: `kubectl get clusters` lists them.',
  },
  ADOPTION_REFUSED: {
    status: 422,
    reason: 'Invalid',
    message: 'member {name} cannot be put behind the gateway: {reason}',
    hint: 'docs/adoption.md says what a member must be like. Until then, it gets only what it serves by itself.',
  },
  ADOPTION_SECRET: {
    status: 422,
    reason: 'Invalid',
    message: 'the Secret {secret} of member {name} cannot be used: {reason}',
    hint: 'It holds the credentials that Karmada has for the member: `token` and `caBundle`. `karmadactl join` writes both.',
  },
  ADOPTION_PATH: {
    status: 503,
    reason: 'ServiceUnavailable',
    message:
      'the way to member {name} through {gateway} does not work, so Karmada still goes to the member itself: {reason}',
    hint: 'Check --gateway, --gateway-ca and that the gateway reaches the member at its spec.apiEndpoint; nothing has changed for Karmada.',
  },
  ADOPTION_ROLLED_BACK: {
    status: 503,
    reason: 'ServiceUnavailable',
    message: 'member {name} is not Ready behind the gateway after {seconds} s, and was put back: {reason}',
    hint: 'Check that karmada-controller-manager can connect to the gateway, and the log of Karmorph.',
  },
  ADOPTION_UNFINISHED: {
    status: 503,
    reason: 'ServiceUnavailable',
    message: 'member {name} is not settled after {seconds} s: {reason}',
    hint: 'Run the command again: it goes on where it stopped. `karmorph status` says how far it is.',
  },
  ADOPTION_RESTART_NEEDED: {
    status: 503,
    reason: 'ServiceUnavailable',
    message:
      "Karmada's informers still go to the former address of {names}: their state is not reported, and drift not corrected",
    hint: 'On the host cluster: `kubectl -n karmada-system rollout restart deployment/karmada-controller-manager`, and karmada-search where it runs. After a release, then run `karmorph release --restarted` for these members.',
  },
  ADOPTION_RESTART_FAILED: {
    status: 503,
    reason: 'ServiceUnavailable',
    message: 'Deployment {namespace}/{name} of the host cluster was not restarted: {reason}',
    hint: 'Restart it by hand: `kubectl -n karmada-system rollout restart deployment/karmada-controller-manager`, and karmada-search where it runs. Or correct the kubeconfig and rights of --host, and run the command again.',
  },
  ADOPTION_REBALANCE: {
    status: 503,
    reason: 'ServiceUnavailable',
    message: 'the templates that had left out member {name} are not scheduled anew: {reason}',
    hint: 'Create a WorkloadRebalancer that names them, or allow Karmorph to: manifests/adoption has the rights.',
  },
} as const satisfies Record<string, CatalogueEntry>;
