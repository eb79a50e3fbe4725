import { expect } from 'chai';
import type { Access } from '../../../src/dry-run/access.ts';
import type { Reviews } from '../../../src/dry-run/reviews.ts';
import type { Sight } from '../../../src/dry-run/sight.ts';
import { policyTitle, type KarmadaPolicyName } from '../../../src/karmada/policy-name.ts';
import { createTokenAccess } from '../../../src/dry-run/token-access.ts';
import { problem, ProblemError, type Problem } from '../../../src/errors.ts';
import { objectAt, stringAt, type JsonObject } from '../../../src/json/json.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const PATH = '/apis/authentication.k8s.io/v1/tokenreviews';

/** Users by token, and what they may do: `ask`, or list a resource. */
class FakeReviews implements Reviews {
  readonly asked: string[] = [];
  readonly users = new Map<string, readonly string[]>();
  failure: Error | undefined;
  /** Reviews wait for it. */
  gate: Promise<void> = Promise.resolve();

  userOf = async (token: string): Promise<{ username: string } | undefined> => {
    this.asked.push(token);
    await this.gate;
    if (this.failure) throw this.failure;
    return this.users.has(token) ? { username: token } : undefined;
  };

  readonly namespaces: string[] = [];

  allows = ({ username }: { readonly username?: unknown }, attributes: JsonObject): Promise<boolean> => {
    const what = objectAt(attributes, 'resourceAttributes');
    const [resource = 'ask', namespace] = [stringAt(what, 'resource'), stringAt(what, 'namespace')];
    if (namespace !== undefined) this.namespaces.push(namespace);
    if (this.failure) return Promise.reject(this.failure);
    const right = namespace === undefined ? resource : `${resource} in ${namespace}`;
    return Promise.resolve(this.users.get(String(username))?.includes(right) === true);
  };
}

describe('createTokenAccess', () => {
  let reviews = new FakeReviews();
  let clock = new FakeClock();
  let problems: Problem[] = [];
  let decide = createTokenAccess({ reviews, clock, onProblem: (cause) => problems.push(cause) });
  beforeEach(() => {
    [reviews, clock, problems] = [new FakeReviews(), new FakeClock(), []];
    reviews.users
      .set('admin', ['ask', 'clusters'])
      .set('ci', ['ask'])
      .set('guest', ['clusters'])
      .set('one', ['ask', 'propagationpolicies', 'overridepolicies'])
      .set('tenant', ['ask', 'propagationpolicies in shop', 'overridepolicies in shop', 'overridepolicies in bank'])
      .set('placing', ['ask', 'propagationpolicies', 'clusterpropagationpolicies'])
      .set('overriding', ['ask', 'overridepolicies', 'clusteroverridepolicies']);
    decide = createTokenAccess({ reviews, clock, onProblem: (cause) => problems.push(cause) });
  });

  const sightOf = async (access: Access, ...namespaces: readonly string[]): Promise<Sight | string> => {
    if (!access.ok) return access.problem.code;
    const seen = await access.sightOf(namespaces);
    return seen.ok ? seen.sight : seen.problem.code;
  };
  const told = async (access: Access): Promise<unknown> => {
    const sight = await sightOf(access);
    return typeof sight === 'string' ? sight : sight.members;
  };
  const ask = async (token: string, address = '192.0.2.1'): Promise<unknown> =>
    told(await decide({ authorization: `Bearer ${token}`, address }));

  const cases: readonly { name: string; authorization: string | undefined; want: unknown }[] = [
    { name: 'who may list clusters, with names', authorization: 'Bearer admin', want: true },
    { name: 'who may only ask, without names', authorization: 'bearer ci', want: false },
    { name: 'nobody who may only list clusters', authorization: 'Bearer guest', want: 'DRY_RUN_FORBIDDEN' },
    { name: 'nobody with a token that is not accepted', authorization: 'Bearer x', want: 'DRY_RUN_UNAUTHENTICATED' },
    { name: 'nobody without a token', authorization: undefined, want: 'DRY_RUN_UNAUTHENTICATED' },
    { name: 'nobody with an empty token', authorization: 'Bearer ', want: 'DRY_RUN_UNAUTHENTICATED' },
    { name: 'nobody with a password', authorization: 'Basic YTpi', want: 'DRY_RUN_UNAUTHENTICATED' },
  ];
  for (const { name, authorization, want } of cases) {
    it(`answers ${name}`, async () => {
      expect(await told(await decide({ authorization, address: '192.0.2.1' }))).to.equal(want);
    });
  }

  const POLICIES: readonly KarmadaPolicyName[] = [
    { kind: 'PropagationPolicy', namespace: 'shop', name: 'p' },
    { kind: 'OverridePolicy', namespace: 'shop', name: 'o' },
    { kind: 'PropagationPolicy', namespace: 'bank', name: 'p' },
    { kind: 'OverridePolicy', namespace: 'bank', name: 'o' },
    { kind: 'ClusterPropagationPolicy', namespace: '', name: 'p' },
    { kind: 'ClusterOverridePolicy', namespace: '', name: 'o' },
  ];
  const readBy = async (user: string, ...namespaces: readonly string[]): Promise<readonly string[] | string> => {
    const sight = await sightOf(await decide({ authorization: `Bearer ${user}`, address: '192.0.2.1' }), ...namespaces);
    return typeof sight === 'string' ? sight : POLICIES.filter(sight.reads).map(policyTitle);
  };
  const sights: readonly { user: string; namespaces: readonly string[]; reads: readonly string[] }[] = [
    { user: 'admin', namespaces: ['shop'], reads: [] },
    {
      user: 'one',
      namespaces: [],
      reads: ['PropagationPolicy shop/p', 'OverridePolicy shop/o', 'PropagationPolicy bank/p', 'OverridePolicy bank/o'],
    },
    {
      user: 'placing',
      namespaces: ['bank'],
      reads: ['PropagationPolicy shop/p', 'PropagationPolicy bank/p', 'ClusterPropagationPolicy p'],
    },
    { user: 'tenant', namespaces: [], reads: [] },
    { user: 'tenant', namespaces: ['shop'], reads: ['PropagationPolicy shop/p', 'OverridePolicy shop/o'] },
    {
      user: 'tenant',
      namespaces: ['bank', 'shop', 'other'],
      reads: ['PropagationPolicy shop/p', 'OverridePolicy shop/o', 'OverridePolicy bank/o'],
    },
  ];
  for (const { user, namespaces, reads } of sights) {
    it(`shows ${user} the policies that it may list, with templates in ${namespaces.join(' and ') || 'no namespace'}`, async () =>
      expect(await readBy(user, ...namespaces)).to.deep.equal(reads));
  }

  it('asks about a namespace once in five seconds, and not where everything may be listed', async () => {
    await readBy('tenant', 'shop');
    await readBy('tenant', 'shop', 'bank');
    await readBy('one', 'shop');
    expect(reviews.namespaces).to.deep.equal(['shop', 'shop', 'bank', 'bank']);
  });

  it('asks about ten namespaces of a caller, and shows nothing of more', async () => {
    const others = Array.from({ length: 10 }, (_, index) => `other-${String(index)}`);
    expect(await readBy('tenant', ...others, 'shop')).to.deep.equal([]);
    expect(reviews.namespaces).to.have.length(20);
    clock.advance(5000);
    expect(await readBy('tenant', 'shop')).to.have.length(2);
  });

  it('answers nobody when it cannot be asked about a namespace, and asks again', async () => {
    await readBy('tenant');
    reviews.failure = new Error('gone');
    expect(await readBy('tenant', 'shop')).to.equal('DRY_RUN_UNDECIDED');
    expect(problems).to.have.length(1);
    reviews.failure = undefined;
    expect(await readBy('tenant', 'shop')).to.have.length(2);
  });

  it('asks once in five seconds, and once for callers at the same time', async () => {
    expect(await Promise.all([ask('ci'), ask('ci')])).to.deep.equal([false, false]);
    clock.advance(4999);
    reviews.users.delete('ci');
    expect(await ask('ci')).to.equal(false);
    expect(reviews.asked).to.deep.equal(['ci']);
    clock.advance(1);
    expect(await ask('ci')).to.equal('DRY_RUN_UNAUTHENTICATED');
  });

  it('answers nobody when nobody can be asked, says why to the operator alone, and asks again', async () => {
    const cause = problem('KUBE_UNREACHABLE', { server: 'karmada', path: PATH, reason: 'refused' });
    reviews.failure = new ProblemError(cause);
    expect(await ask('admin')).to.equal('DRY_RUN_UNDECIDED');
    expect(problems).to.deep.equal([cause]);
    reviews.failure = undefined;
    expect(await ask('admin')).to.equal(true);
  });

  it('limits a user, whatever the address', async () => {
    for (let count = 0; count < 10; count++) expect(await ask('ci', `192.0.2.${String(count)}`)).to.equal(false);
    expect(await ask('ci', '198.51.100.1')).to.equal('DRY_RUN_TOO_MANY');
    expect(await ask('admin', '198.51.100.1')).to.equal(true);
    clock.advance(200);
    expect(await ask('ci', '198.51.100.1')).to.equal(false);
  });

  it('limits an address, whatever the token, before anybody is asked', async () => {
    for (let count = 0; count < 50; count++) await ask(`wrong-${String(count)}`);
    expect(await ask('wrong-50')).to.equal('DRY_RUN_TOO_MANY');
    expect(reviews.asked).to.have.length(50);
    expect(await ask('admin', '198.51.100.1')).to.equal(true);
  });

  it('asks about so many tokens at one time, and no more', async () => {
    let open = (): void => undefined;
    reviews.gate = new Promise((resolve) => (open = resolve));
    const first = Array.from({ length: 16 }, (_, index) => ask(`wrong-${String(index)}`));
    expect(await ask('admin')).to.equal('DRY_RUN_TOO_MANY');
    open();
    expect(new Set(await Promise.all(first))).to.deep.equal(new Set(['DRY_RUN_UNAUTHENTICATED']));
    expect(await ask('admin')).to.equal(true);
  });
});
