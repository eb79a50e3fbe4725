import { expect } from 'chai';
import { minorOf } from '../../../src/kubernetes/minor.ts';

describe('minor of a Kubernetes version', () => {
  const cases: [string, string | undefined][] = [
    ['1.21', '1.21'],
    ['1.21+', '1.21'],
    ['v1.21', '1.21'],
    ['1.21.14', '1.21'],
    ['v1.21.14', '1.21'],
    ['1.21.14+k3s1', '1.21'],
    ['v1.27.3-gke.100', '1.27'],
    ['v1.27.16-eks-a5df82a', '1.27'],
    ['v1.38.0-alpha.1', '1.38'],
    [' v1.20.0\n', '1.20'],
    ['', undefined],
    ['1', undefined],
    ['latest', undefined],
    ['release 1.21', undefined],
    ['1.x', undefined],
  ];
  for (const [version, want] of cases) {
    it(`${JSON.stringify(version)} is ${want ?? 'none'}`, () => expect(minorOf(version)).to.equal(want));
  }
});
