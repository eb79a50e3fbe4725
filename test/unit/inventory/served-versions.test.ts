import { expect } from 'chai';
import { knownKinds, NEWEST_MINOR, servedBy } from '../../../src/inventory/served-versions.ts';
import { serves } from '../../../src/kubernetes/capabilities.ts';

describe('packaged served versions', () => {
  // Each row from the release notes and the deprecated API migration guide of Kubernetes.
  const cases: { version: string; apiVersion: string; kind: string; want: boolean }[] = [
    { version: '1.16', apiVersion: 'v1', kind: 'Pod', want: true },
    { version: '1.37', apiVersion: 'v1', kind: 'Service', want: true },
    { version: '1.16', apiVersion: 'apps/v1', kind: 'Deployment', want: true },
    { version: '1.16', apiVersion: 'extensions/v1beta1', kind: 'Deployment', want: false },
    { version: '1.16', apiVersion: 'batch/v1', kind: 'Job', want: true },
    { version: '1.18', apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', want: false },
    { version: '1.18', apiVersion: 'networking.k8s.io/v1beta1', kind: 'Ingress', want: true },
    { version: '1.21', apiVersion: 'extensions/v1beta1', kind: 'Ingress', want: true },
    { version: '1.22', apiVersion: 'extensions/v1beta1', kind: 'Ingress', want: false },
    { version: '1.16', apiVersion: 'discovery.k8s.io/v1beta1', kind: 'EndpointSlice', want: false },
    { version: '1.20', apiVersion: 'batch/v1', kind: 'CronJob', want: false },
    { version: '1.22', apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', want: false },
    { version: '1.23', apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', want: true },
    { version: '1.24', apiVersion: 'policy/v1beta1', kind: 'PodSecurityPolicy', want: true },
    { version: '1.25', apiVersion: 'policy/v1beta1', kind: 'PodDisruptionBudget', want: false },
    // Betas introduced in 1.24 or later are off by default (KEP-3136).
    {
      version: '1.34',
      apiVersion: 'admissionregistration.k8s.io/v1beta1',
      kind: 'MutatingAdmissionPolicy',
      want: false,
    },
    { version: '1.30', apiVersion: 'autoscaling/v1', kind: 'Scale', want: false },
  ];
  for (const { version, apiVersion, kind, want } of cases) {
    it(`${version} ${want ? 'serves' : 'does not serve'} ${apiVersion} ${kind}`, () => {
      const served = servedBy(version);
      expect(served.ok && serves(served.capabilities, apiVersion, kind)).to.equal(want);
      expect(served.ok && served.capabilities.kubernetesVersion).to.equal(version);
    });
  }

  it('knows a distribution by its minor, and shares what two servers have in common', () => {
    const [a, b] = [servedBy('v1.27.3-gke.100'), servedBy('1.27')];
    expect(a.ok && b.ok && a.capabilities === b.capabilities).to.equal(true);
    expect(NEWEST_MINOR).to.equal('1.37');
  });

  const unknown: [string, string, RegExp][] = [
    ['1.15', 'KUBERNETES_VERSION_UNKNOWN', /1\.15.*1\.16 to 1\.37/],
    ['v1.99.0', 'KUBERNETES_VERSION_UNKNOWN', /1\.16 to 1\.37/],
    ['2.20', 'KUBERNETES_VERSION_UNKNOWN', /1\.16 to 1\.37/],
    ['newest', 'KUBERNETES_VERSION_INVALID', /"newest"/],
  ];
  for (const [version, code, message] of unknown) {
    it(`refuses ${version} and says why`, () => {
      const served = servedBy(version);
      expect(!served.ok && served.problem.code).to.equal(code);
      expect(served.ok ? '' : served.problem.message).to.match(message);
    });
  }

  it('lists the kinds of a group/version, whichever minor serves them', () => {
    expect(knownKinds('extensions/v1beta1')).to.deep.equal(['Ingress']);
    expect(knownKinds('batch/v1')).to.have.members(['CronJob', 'Job']);
    expect(knownKinds('example.com/v1')).to.deep.equal([]);
  });
});
