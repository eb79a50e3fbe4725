import { expect } from 'chai';
import { RecentDecisions } from '../../../src/dry-run/recent-decisions.ts';

describe('RecentDecisions', () => {
  it('knows a token by something that is not the token, and differs in each process', () => {
    const [one, other] = [new RecentDecisions<boolean>(() => 0), new RecentDecisions<boolean>(() => 0)];
    expect(one.keyOf('secret')).to.equal(one.keyOf('secret')).and.not.to.include('secret');
    expect(one.keyOf('secret')).not.to.equal(other.keyOf('secret'));
    expect(one.keyOf('secret')).not.to.equal(one.keyOf('secret2'));
  });

  it('keeps a thousand', () => {
    const recent = new RecentDecisions<number>(() => 0);
    for (let index = 0; index <= 1000; index++) recent.set(String(index), index);
    expect([recent.get('0'), recent.get('1'), recent.get('1000')]).to.deep.equal([undefined, 1, 1000]);
  });
});
