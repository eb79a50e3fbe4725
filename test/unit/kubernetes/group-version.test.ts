import { expect } from 'chai';
import { compareVersions, formatGroupVersion, parseGroupVersion } from '../../../src/kubernetes/group-version.ts';

describe('parseGroupVersion and formatGroupVersion', () => {
  const cases = [
    { apiVersion: 'v1', group: '', version: 'v1' },
    { apiVersion: 'apps/v1', group: 'apps', version: 'v1' },
    { apiVersion: 'networking.k8s.io/v1beta1', group: 'networking.k8s.io', version: 'v1beta1' },
  ];
  for (const { apiVersion, ...parts } of cases) {
    it(apiVersion, () => {
      expect(parseGroupVersion(apiVersion)).to.deep.equal(parts);
      expect(formatGroupVersion(parts)).to.equal(apiVersion);
    });
  }
});

describe('compareVersions', () => {
  it('orders as Kubernetes does', () => {
    const ordered = ['v10', 'v2', 'v1', 'v11beta2', 'v10beta3', 'v3beta1', 'v12alpha1', 'v11alpha2', 'foo1', 'foo10'];
    expect([...ordered].reverse().sort(compareVersions)).to.deep.equal(ordered);
  });

  const equal = ['v1', 'v1beta1', 'foo'];
  for (const version of equal)
    it(`${version} equals itself`, () => expect(compareVersions(version, version)).to.equal(0));
});
