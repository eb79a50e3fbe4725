import { expect } from 'chai';
import { watchedKinds, capabilitiesOf, serves } from '../../../src/kubernetes/capabilities.ts';

const KINDS = ['apps/v1/Deployment', 'v1/Service'];

describe('capabilitiesOf', () => {
  const first = capabilitiesOf('1.21', KINDS).fingerprint;
  const cases = [
    { name: 'another order', version: '1.21', kinds: [...KINDS].reverse(), same: true },
    { name: 'a kind twice', version: '1.21', kinds: [...KINDS, 'v1/Service'], same: true },
    { name: 'a kind more', version: '1.21', kinds: [...KINDS, 'v1/Pod'], same: false },
    { name: 'a kind less', version: '1.21', kinds: ['v1/Service'], same: false },
    { name: 'another version', version: '1.22', kinds: KINDS, same: false },
    { name: 'no version', version: undefined, kinds: KINDS, same: false },
  ];
  for (const { name, version, kinds, same } of cases) {
    it(`${name}: ${same ? 'the same' : 'another'} fingerprint`, () =>
      expect(capabilitiesOf(version, kinds).fingerprint === first).to.equal(same));
  }

  it('serves exactly the kinds that it was given', () => {
    const capabilities = capabilitiesOf('1.21', KINDS);
    expect(serves(capabilities, 'apps/v1', 'Deployment')).to.equal(true);
    expect(serves(capabilities, 'v1', 'Service')).to.equal(true);
    expect(serves(capabilities, 'apps/v1beta1', 'Deployment')).to.equal(false);
    expect(serves(capabilities, 'v1', 'Deployment')).to.equal(false);
  });
});

describe('watchedKinds', () => {
  const both = capabilitiesOf('1.34', [
    'a/v1/Kind',
    'a/v2/Kind',
    'a/v3alpha1/Kind',
    'b/v1beta1/Kind',
    'v1/Kind',
    'a/v1/Old',
  ]);

  it('are those that discovery prefers', () => {
    expect([...watchedKinds({ ...both, preferred: new Set(['a/v1/Kind']) })]).to.deep.equal(['a/v1/Kind']);
  });

  it('are the first version of each group in the order of Kubernetes, where nobody said', () => {
    expect([...watchedKinds(both)].sort()).to.deep.equal(['a/v1/Old', 'a/v2/Kind', 'b/v1beta1/Kind', 'v1/Kind']);
  });
});
