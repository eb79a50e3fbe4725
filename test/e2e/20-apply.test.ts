import { expect } from 'chai';
import type { KubeObject } from './support/client.ts';
import { useFleet } from './support/fleet.ts';
import { appliedBinding, boundTo, expectStored, storedIn, useTemplatesEverywhere } from './support/scenario.ts';

const LEGACY_INGRESS = {
  backend: { serviceName: 'fallback', servicePort: 8080 },
  tls: [{ hosts: ['shop.example'], secretName: 'shop-tls' }],
  rules: [
    {
      host: 'shop.example',
      http: {
        paths: [
          { path: '/', pathType: 'Prefix', backend: { serviceName: 'shop', servicePort: 80 } },
          { path: '/pay', pathType: 'Exact', backend: { serviceName: 'pay', servicePort: 'https' } },
        ],
      },
    },
  ],
};

describe('with Karmorph, a template that is applied once', () => {
  const fleet = useFleet({ behindGateway: ['m121'] });
  const { web, scaler } = useTemplatesEverywhere(fleet, 'apply');

  for (const template of [web, scaler]) {
    it(`is bound and applied to every member that its policy names: ${template.kind!}`, async () => {
      expect(boundTo(await appliedBinding(fleet(), template))).to.deep.equal(['m121', 'm124', 'm134']);
    });

    it(`is stored unchanged by the members that serve its version: ${template.kind!}`, async () => {
      for (const member of ['m134', 'm124'] as const) {
        await expectStored(fleet(), storedIn(member, template), { spec: template.spec });
      }
    });

    it(`is read through the gateway as it was written: ${template.kind!}`, async () => {
      const karmorph = await fleet().karmorph();
      const object = await karmorph.read(fleet().member('m121'), template);
      expect(object).to.containSubset({ apiVersion: template.apiVersion, kind: template.kind, spec: template.spec });
      expect(object.metadata.annotations ?? {}).not.to.have.property('karmorph.io/preserved');
    });
  }

  for (const apiVersion of ['networking.k8s.io/v1beta1', 'extensions/v1beta1']) {
    it(`is stored with the same meaning by the member that has only older versions: ${apiVersion} Ingress`, async () => {
      const { spec } = await expectStored(fleet(), { member: 'm121', template: web, apiVersion }, {});
      expect(spec).to.deep.equal(LEGACY_INGRESS);
    });
  }

  it('is stored with the same meaning by the member that has only older versions: HorizontalPodAutoscaler', async () => {
    const stored = { member: 'm121', template: scaler, apiVersion: 'autoscaling/v1' } as const;
    const { scaleTargetRef, minReplicas, maxReplicas } = scaler.spec!;
    const spec = { scaleTargetRef, minReplicas, maxReplicas, targetCPUUtilizationPercentage: 60 };
    const found = await expectStored(fleet(), stored, { spec });
    const memory = { type: 'Resource', resource: { name: 'memory', targetAverageUtilization: 70 } };
    expect(annotation(found, 'metrics')).to.deep.equal([memory]);
    expect(annotation(found, 'behavior')).to.containSubset({
      ScaleDown: { StabilizationWindowSeconds: 120, Policies: [{ Type: 'Percent', Value: 50, PeriodSeconds: 60 }] },
    });
  });
});

/** What an annotation holds in which Kubernetes keeps what autoscaling/v1 has no field for. */
function annotation(object: KubeObject, name: string): unknown {
  return JSON.parse(object.metadata.annotations?.[`autoscaling.alpha.kubernetes.io/${name}`] ?? 'null');
}
