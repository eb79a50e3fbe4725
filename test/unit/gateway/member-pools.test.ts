import { expect } from 'chai';
import { lookup } from 'node:dns';
import { createMemberPools } from '../../../src/gateway/member-pools.ts';
import { capabilitiesOf } from '../../../src/kubernetes/capabilities.ts';

const MEMBER = {
  name: 'm1',
  capabilities: capabilitiesOf(undefined, []),
  endpoint: { url: 'https://127.0.0.1:1', caBundle: undefined },
};

describe('createMemberPools', () => {
  const pools = createMemberPools(1000, lookup);
  after(() => pools.close());

  it('renews connections once, however many requests fail on the old ones', () => {
    const old = pools.of(MEMBER);
    pools.renew(MEMBER, old);
    const renewed = pools.of(MEMBER);
    pools.renew(MEMBER, old);
    expect(renewed).to.not.equal(old);
    expect(pools.of(MEMBER)).to.equal(renewed);
  });

  it('keeps connections for as long as the endpoint says the same', () => {
    const kept = pools.of(MEMBER);
    expect(pools.of({ ...MEMBER, endpoint: { ...MEMBER.endpoint } })).to.equal(kept);
    expect(pools.of({ ...MEMBER, endpoint: { ...MEMBER.endpoint, url: 'https://127.0.0.1:2' } })).to.not.equal(kept);
  });
});
