import { expect } from 'chai';
import { RateLimits } from '../../../src/dry-run/rate-limits.ts';

describe('RateLimits', () => {
  it('allows a burst, then so many a second, for each caller', () => {
    let now = 0;
    const limits = new RateLimits({ burst: 2, perSecond: 1 }, () => now);
    const take = (caller: string, at: number): boolean => {
      now = at;
      return limits.take(caller);
    };
    expect([take('a', 0), take('a', 0), take('a', 0), take('b', 0)]).to.deep.equal([true, true, false, true]);
    expect([take('a', 999), take('a', 1000), take('a', 1001)]).to.deep.equal([false, true, false]);
    expect([take('a', 60_000), take('a', 60_000), take('a', 60_000)]).to.deep.equal([true, true, false]);
  });

  it('forgets the caller who has not been seen for longest, when there are too many', () => {
    const limits = new RateLimits({ burst: 1, perSecond: 0 }, () => 0);
    for (let index = 0; index < 2000; index++) limits.take(String(index));
    expect(limits.take('0')).to.equal(false);
    limits.take('another');
    expect(limits.take('0')).to.equal(false);
    expect(limits.take('1')).to.equal(true);
  });
});
