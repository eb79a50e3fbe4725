import { expect } from 'chai';
import { remembered } from '../../../src/gateway/remembered.ts';

describe('remembered', () => {
  it('computes once for the same objects, and anew for any other', () => {
    const [a, b, c] = [{}, {}, {}];
    let computed = 0;
    const pair = remembered((left: object, right: object) => ({ left, right, number: ++computed }));
    expect(pair(a, b)).to.equal(pair(a, b));
    expect(pair(a, c).number).to.equal(2);
    expect(pair(b, a)).to.deep.equal({ left: b, right: a, number: 3 });
    expect(pair(a, b).number).to.equal(1);
  });
});
