import { expect } from 'chai';
import type { KubeObject } from './support/client.ts';
import { eventually } from './support/eventually.ts';
import { useFleet } from './support/fleet.ts';
import { kubectl, type KubectlResult } from './support/kubectl.ts';
import { objectPath } from './support/paths.ts';
import { appliedBinding, useScenario } from './support/scenario.ts';
import { autoscaler, ingress, override, propagation } from './support/templates.ts';
import { useAdmissionWebhooks } from './support/webhooks.ts';

/** What a GitOps tool has in its repository: a selector, an override and a scale target of versions that are not served. */
function manifests(namespace: string): Record<'policy' | 'override' | 'scaler' | 'web', KubeObject> {
  const [web, scaler] = [ingress(namespace), autoscaler(namespace)];
  scaler.spec!['scaleTargetRef'] = { apiVersion: 'extensions/v1beta1', kind: 'Deployment', name: 'web' };
  const [oldWeb, oldScaler] = [
    { ...web, apiVersion: 'networking.k8s.io/v1beta1' },
    { ...scaler, apiVersion: 'autoscaling/v1' },
  ];
  return {
    policy: propagation(namespace, ['m134'], [oldWeb, oldScaler]),
    override: override(oldScaler, 'm134', { path: '/spec/scaleTargetRef/name', value: 'api' }),
    scaler,
    web,
  };
}

const REWRITTEN = {
  policy: { spec: { resourceSelectors: [{ apiVersion: 'networking.k8s.io/v1' }, { apiVersion: 'autoscaling/v2' }] } },
  override: { spec: { resourceSelectors: [{ apiVersion: 'autoscaling/v2' }] } },
  scaler: { spec: { scaleTargetRef: { apiVersion: 'apps/v1' } } },
};
const NAMES = ['policy', 'override', 'scaler'] as const;

describe('versions that the control plane does not serve, applied again and again', () => {
  const fleet = useFleet({ behindGateway: [] });
  useAdmissionWebhooks(fleet);

  for (const { name, flags } of [
    { name: 'client-side', flags: [] },
    { name: 'server-side', flags: ['--server-side'] },
  ]) {
    describe(name, () => {
      const objects = manifests(`drift-${name}`);
      // Made by the tests; the scenario makes the namespace, and removes what is there afterwards.
      useScenario(fleet, { namespace: `drift-${name}`, objects: [objects.web] });
      after(async () => {
        for (const key of NAMES) await fleet().karmada.client.delete(objectPath(objects[key]));
      });

      const run = async (verb: string): Promise<KubectlResult> => {
        const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: NAMES.map((key) => objects[key]) });
        const args = ['--kubeconfig', fleet().karmada.api.kubeconfig, verb, ...flags, '-f', '-'];
        return kubectl(fleet().environment.binaries, args, list);
      };
      const stored = (): Promise<readonly KubeObject[]> =>
        Promise.all(NAMES.map((key) => fleet().karmada.client.get(objectPath(objects[key]))));
      const versions = async (): Promise<readonly unknown[]> =>
        (await stored()).map(({ metadata }) => metadata.resourceVersion);

      it('are rewritten, and kubectl says to what', async () => {
        const { code, stderr } = await run('apply');
        expect(code, stderr).to.equal(0);
        for (const [path, to, why] of [
          ['spec.resourceSelectors[0]', 'networking.k8s.io/v1', 'networking.k8s.io/v1beta1 is not served'],
          ['spec.resourceSelectors[1]', 'autoscaling/v2', 'autoscaling/v1 is not watched by Karmada'],
          ['spec.scaleTargetRef', 'apps/v1', 'extensions/v1beta1 is not served'],
        ])
          expect(stderr).to.include(`Warning: karmorph: ${path}.apiVersion is now ${to} (${why})`);
        const found = await stored();
        NAMES.forEach((key, index) => expect(found[index], key).to.containSubset(REWRITTEN[key]));
      });

      it('so that the policy matches', async () => {
        await appliedBinding(fleet(), objects.web);
        await appliedBinding(fleet(), objects.scaler);
      });

      it('change nothing when they are applied again', async () => {
        // Karmada may still be writing labels and status when the binding is applied.
        await eventually('nothing changes', async () => {
          const before = await versions();
          const { code, stderr } = await run('apply');
          expect(code, stderr).to.equal(0);
          expect(stderr).to.include('is now networking.k8s.io/v1');
          expect(await versions()).to.deep.equal(before);
        });
      });

      it('are no difference to kubectl diff', async () => {
        const { code, stdout, stderr } = await run('diff');
        expect(stdout).to.equal('');
        expect(code, stderr).to.equal(0);
      });
    });
  }
});
