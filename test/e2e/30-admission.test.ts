import { expect } from 'chai';
import type { KubeObject } from './support/client.ts';
import { MEMBER_NAMES, useFleet } from './support/fleet.ts';
import { kubectlApply } from './support/kubectl.ts';
import { useScenario } from './support/scenario.ts';
import { autoscaler, ingress, propagation } from './support/templates.ts';
import { useAdmissionWebhooks } from './support/webhooks.ts';

const NAMESPACE = 'admission';

describe('kubectl apply, with the admission webhooks', () => {
  const fleet = useFleet({ behindGateway: ['m121'] });
  const web = ingress(NAMESPACE);
  // The tolerance of autoscaling/v2 came with Kubernetes 1.33; no other version of the kind has it.
  const tolerant = autoscaler(NAMESPACE, 'tolerant');
  tolerant.spec!['behavior'] = { scaleDown: { tolerance: '50m' } };
  const budget: KubeObject = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web', namespace: NAMESPACE },
    spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } } },
  };
  // Registered before the objects, so that they are also removed before them.
  useAdmissionWebhooks(fleet, NAMESPACE);
  useScenario(fleet, {
    namespace: NAMESPACE,
    objects: [propagation(NAMESPACE, MEMBER_NAMES, [web, tolerant, budget])],
  });

  it('warns of a field that a member loses, and names both', async () => {
    const { code, stderr } = await kubectlApply(fleet(), tolerant);
    expect(code, stderr).to.equal(0);
    expect(stderr).to.match(/^Warning: .*m121.*tolerance/m);
  });

  it('says which member gets another version, and which one', async () => {
    const { code, stdout, stderr } = await kubectlApply(fleet(), web);
    expect(code, stderr).to.equal(0);
    expect(stdout).to.include('ingress.networking.k8s.io/web created');
    expect(stderr).to.match(/^Warning: .*m121.*networking\.k8s\.io\/v1beta1/m);
    expect(stderr).not.to.match(/m124|m134/);
  });

  it('is silent about a template that every member serves', async () => {
    const { code, stderr } = await kubectlApply(fleet(), budget);
    expect(code, stderr).to.equal(0);
    expect(stderr).to.equal('');
  });
});
