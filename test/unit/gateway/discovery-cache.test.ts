import { expect } from 'chai';
import { ruleSetOf, type RuleSet } from '../../../src/engine/rule-set.ts';
import { createDiscoveryCache, type DiscoveryCache } from '../../../src/gateway/discovery-cache.ts';
import type { RoutedMember } from '../../../src/gateway/routed-member.ts';
import { memberDiscovery, type MemberDiscovery } from '../../../src/gateway/member-discovery.ts';
import { capabilitiesOf } from '../../../src/kubernetes/capabilities.ts';

const CALLER = { authorization: 'Bearer a' };

describe('discovery cache', () => {
  let now: number;
  let fetched: string[];
  let failing: boolean;
  let slow: Promise<void>;
  let known: string[];
  let rules: RuleSet;
  let cache: DiscoveryCache<MemberDiscovery>;

  beforeEach(() => {
    now = 5_000;
    fetched = [];
    failing = false;
    slow = Promise.resolve();
    known = ['m1', 'm2'];
    rules = ruleSetOf([]);
    cache = createDiscoveryCache({
      fetch: async ({ name }) => {
        fetched.push(name);
        const found = memberDiscovery(rules, { kubernetesVersion: String(fetched.length), resources: [] });
        await slow;
        if (failing) throw new Error('down');
        return found;
      },
      rules: () => rules,
      ttl: 10_000,
      patience: 20,
      now: () => now,
      isMember: (name) => known.includes(name),
    });
  });

  const member = (name: string, url = 'https://a'): RoutedMember => ({
    name,
    capabilities: capabilitiesOf(undefined, []),
    endpoint: { url, caBundle: undefined },
  });
  const get = async (name = 'm1', url?: string): Promise<string | undefined> => {
    const found: MemberDiscovery = await cache.get(member(name, url), CALLER);
    return found.capabilities.kubernetesVersion;
  };

  it('asks a member once within the time to live', async () => {
    expect([await get(), await get(), await get('m2')]).to.deep.equal(['1', '1', '2']);
    now += 9_999;
    expect(await get()).to.equal('1');
    now += 1;
    expect(await get()).to.equal('3');
  });

  it('gives what it knew when the member fails, and asks again after a second', async () => {
    await get();
    failing = true;
    now += 10_000;
    expect(await get()).to.equal('1');
    now += 999;
    expect(await get()).to.equal('1');
    expect(fetched).to.have.length(2);
    now += 1;
    failing = false;
    expect(await get()).to.equal('3');
  });

  it('gives what it knew when the member takes its time, unless that is known to be wrong', async () => {
    await get();
    let answer = (): void => undefined;
    slow = new Promise((resolve) => (answer = resolve));
    now += 10_000;
    expect(await get()).to.equal('1');
    cache.invalidate('m1');
    const waiting = get();
    answer();
    expect(await waiting).to.equal('2');
    expect(await get()).to.equal('2');
    expect(fetched).to.have.length(2);
  });

  it('fails when it knows nothing', async () => {
    failing = true;
    const failed = await get().catch((error: unknown) => (error as Error).message);
    expect(failed).to.equal('down');
  });

  it('asks again after an invalidation, but not within a second', async () => {
    await get();
    cache.invalidate('m1');
    expect(await get()).to.equal('1');
    now += 1_000;
    cache.invalidate('m1');
    expect(await get()).to.equal('2');
    cache.invalidate('nobody');
  });

  it('asks again when the rules change', async () => {
    await get();
    rules = ruleSetOf([]);
    expect(await get()).to.equal('2');
  });

  it('does not take another server for the member', async () => {
    await get();
    expect(await get('m1', 'https://b')).to.equal('2');
    failing = true;
    const failed = await get('m1', 'https://c').catch((error: unknown) => (error as Error).message);
    expect(failed).to.equal('down');
  });

  it('forgets members that are gone', async () => {
    await get('m1');
    known = ['m2'];
    await get('m2');
    failing = true;
    const failed = await get('m1').catch((error: unknown) => (error as Error).message);
    expect(failed).to.equal('down');
  });

  it('shares a fetch between callers of the same credentials alone', async () => {
    await Promise.all([cache.get(member('m1'), CALLER), cache.get(member('m1'), CALLER)]);
    expect(fetched).to.have.length(1);
    now += 10_000;
    await Promise.all([cache.get(member('m1'), CALLER), cache.get(member('m1'), { authorization: 'Bearer b' })]);
    expect(fetched).to.have.length(3);
  });
});
