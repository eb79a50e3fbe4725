import { after, before } from 'mocha';
import type { KubeObject } from './client.ts';
import type { Fleet } from './fleet.ts';

const REGISTRATION = '/apis/admissionregistration.k8s.io/v1';
const NAME = 'karmorph-e2e';

/** Registers Karmorph's admission webhooks on Karmada's API server, for the tests of the enclosing suite. */
export function useAdmissionWebhooks(fleet: () => Fleet): void {
  const resources = ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations'];
  before("Karmorph's admission webhooks", async () => {
    const karmorph = await fleet().karmorph();
    const { client } = fleet().karmada;
    const mutating = configuration('MutatingWebhookConfiguration', karmorph.webhook('/admission/mutate'));
    const validating = configuration('ValidatingWebhookConfiguration', karmorph.webhook('/admission/validate'));
    await client.post(`${REGISTRATION}/mutatingwebhookconfigurations`, mutating);
    await client.post(`${REGISTRATION}/validatingwebhookconfigurations`, validating);
  });
  after("without Karmorph's admission webhooks", async () => {
    for (const resource of resources) {
      const path = `${REGISTRATION}/${resource}/${NAME}`;
      if (await fleet().karmada.client.find(path)) await fleet().karmada.client.delete(path);
    }
  });
}

function configuration(kind: string, clientConfig: object): KubeObject {
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
