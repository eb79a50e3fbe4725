import { after, before } from 'mocha';
import type { KubeObject } from './client.ts';
import type { Fleet } from './fleet.ts';

const REGISTRATION = '/apis/admissionregistration.k8s.io/v1';
const NAME = 'karmorph-e2e';
const RESOURCES = ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations'] as const;

/** Registers Karmorph's admission webhooks on Karmada's API server, for one namespace and the tests of the enclosing suite. */
export function useAdmissionWebhooks(fleet: () => Fleet, namespace: string): void {
  before("Karmorph's admission webhooks", async () => {
    const karmorph = await fleet().karmorph();
    const { client } = fleet().karmada;
    const mutating = configuration('MutatingWebhookConfiguration', namespace, karmorph.webhook('/admission/mutate'));
    const validating = configuration(
      'ValidatingWebhookConfiguration',
      namespace,
      karmorph.webhook('/admission/validate'),
    );
    await client.post(`${REGISTRATION}/mutatingwebhookconfigurations`, mutating);
    await client.post(`${REGISTRATION}/validatingwebhookconfigurations`, validating);
  });
  after("without Karmorph's admission webhooks", async () => {
    for (const resource of RESOURCES) {
      const path = `${REGISTRATION}/${resource}/${NAME}`;
      if (await fleet().karmada.client.find(path)) await fleet().karmada.client.delete(path);
    }
  });
}

function configuration(kind: string, namespace: string, clientConfig: object): KubeObject {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind,
    metadata: { name: NAME },
    webhooks: [
      {
        name: 'templates.karmorph.io',
        clientConfig,
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        failurePolicy: 'Fail',
        timeoutSeconds: 5,
        // The suites share one Karmada, and a webhook that fails must fail the tests of its own suite alone.
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
        rules: [
          {
            apiGroups: ['networking.k8s.io', 'autoscaling', 'policy', 'policy.karmada.io'],
            apiVersions: ['*'],
            operations: ['CREATE', 'UPDATE'],
            resources: ['*'],
            scope: '*',
          },
        ],
      },
    ],
  };
}
