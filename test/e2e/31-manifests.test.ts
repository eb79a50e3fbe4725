import { expect } from 'chai';
import { useFleet } from './support/fleet.ts';
import { kubectl, kubectlApply } from './support/kubectl.ts';
import { shippedManifests } from './support/manifests.ts';

describe('the shipped manifests', () => {
  const fleet = useFleet({ behindGateway: ['m121'] });

  it('are accepted by the cluster that hosts Karmorph, without a Pod Security warning', async () => {
    const { binaries, pki } = fleet().environment;
    const objects = await shippedManifests(binaries, 'host', { url: 'https://karmorph', caPem: pki.caPem });
    const { code, stdout, stderr } = await kubectlApply(binaries, fleet().member('m134'), objects);
    expect(code, stderr).to.equal(0);
    expect(stderr).to.equal('');
    expect(stdout.trim().split('\n')).to.have.length(objects.length);
  });

  const rights = [
    { verb: 'list', resource: 'clusters.cluster.karmada.io', allowed: true },
    { verb: 'watch', resource: 'clusters.cluster.karmada.io', allowed: true },
    { verb: 'update', resource: 'clusters.cluster.karmada.io', allowed: false },
    { verb: 'watch', resource: 'conversionrules.karmorph.io', allowed: true },
    { verb: 'update', resource: 'conversionrules.karmorph.io', allowed: false },
    { verb: 'watch', resource: 'conversionpolicies.karmorph.io', allowed: true },
    { verb: 'update', resource: 'clusterconversionpolicies.karmorph.io', allowed: false },
    { verb: 'get', resource: 'secrets', allowed: false },
    { verb: 'list', resource: 'ingresses.networking.k8s.io', allowed: false },
    { verb: 'impersonate', resource: 'users', allowed: false },
  ];
  for (const { verb, resource, allowed } of rights) {
    it(`${allowed ? 'allow' : 'do not allow'} Karmorph to ${verb} ${resource} on the control plane`, async () => {
      await fleet().karmorph();
      const account = '--as=system:serviceaccount:karmorph-system:karmorph';
      const { kubeconfig } = fleet().karmada.api;
      const args = ['--kubeconfig', kubeconfig, 'auth', 'can-i', verb, resource, account, '--all-namespaces'];
      const { stdout } = await kubectl(fleet().environment.binaries, args);
      expect(stdout.trim()).to.equal(allowed ? 'yes' : 'no');
    });
  }
});
