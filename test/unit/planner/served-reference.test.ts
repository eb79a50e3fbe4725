import { expect } from 'chai';
import { capabilitiesOf } from '../../../src/kubernetes/capabilities.ts';
import { servedReference } from '../../../src/planner/served-reference.ts';
import { loadBuiltinRules } from '../../../src/registry/builtin-rules.ts';

describe('servedReference', () => {
  const cases = [
    { name: 'a version that is served stays', kind: 'Ingress', version: 'networking.k8s.io/v1beta1', want: undefined },
    {
      name: 'one that is not becomes the best that is, in its own group',
      kind: 'Ingress',
      version: 'networking.k8s.io/v1',
      want: 'networking.k8s.io/v1beta1',
    },
    {
      name: 'another group does where its own has nothing',
      kind: 'Deployment',
      version: 'extensions/v1beta1',
      want: 'apps/v1',
    },
    { name: 'a kind that is not served at all stays', kind: 'CronJob', version: 'batch/v1', want: undefined },
    { name: 'a kind without a rule stays', kind: 'Rollout', version: 'argoproj.io/v1alpha1', want: undefined },
  ] as const;
  const capabilities = capabilitiesOf('1.18', [
    'extensions/v1beta1/Ingress',
    'networking.k8s.io/v1beta1/Ingress',
    'apps/v1/Deployment',
  ]);
  for (const { name, kind, version, want } of cases) {
    it(name, () => {
      const choose = servedReference(loadBuiltinRules(), capabilities);
      expect(choose({ apiVersion: version, kind, path: 'spec.ref.apiVersion' })).to.equal(want);
    });
  }
});
