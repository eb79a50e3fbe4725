import { expect } from 'chai';
import { fieldSetOf, pathsOf } from '../../../src/merge/fields/field-set.ts';

describe('paths of a set of fields', () => {
  it('are in the order of API servers: sorted, and what is in the set before what is further inside', () => {
    const paths = [
      ['f:spec', 'f:minReplicas'],
      ['f:spec', 'f:maxReplicas'],
      ['f:spec', 'f:behavior', 'f:scaleUp'],
      ['f:metadata', 'f:labels', 'f:b'],
      ['f:metadata', 'f:labels', 'f:a'],
      ['f:metadata', 'f:labels'],
    ];
    expect(pathsOf(fieldSetOf(paths)).map((path) => path.join('/'))).to.deep.equal([
      'f:metadata/f:labels',
      'f:metadata/f:labels/f:a',
      'f:metadata/f:labels/f:b',
      'f:spec/f:maxReplicas',
      'f:spec/f:minReplicas',
      'f:spec/f:behavior/f:scaleUp',
    ]);
  });
});
