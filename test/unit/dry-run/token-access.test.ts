import { expect } from 'chai';
import type { Access } from '../../../src/dry-run/access.ts';
import type { Reviews } from '../../../src/dry-run/reviews.ts';
import type { Sight } from '../../../src/dry-run/sight.ts';
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

  allows = ({ username }: { readonly username?: unknown }, attributes: JsonObject): Promise<boolean> => {
    const what = stringAt(objectAt(attributes, 'resourceAttributes'), 'resource') ?? 'ask';
    return Promise.resolve(this.users.get(String(username))?.includes(what) === true);
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
      .set('placing', ['ask', 'propagationpolicies', 'clusterpropagationpolicies'])
      .set('overriding', ['ask', 'overridepolicies', 'clusteroverridepolicies']);
    decide = createTokenAccess({ reviews, clock, onProblem: (cause) => problems.push(cause) });
  });

  const told = (access: Access): unknown => (access.ok ? access.sight.members : access.problem.code);
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
      expect(told(await decide({ authorization, address: '192.0.2.1' }))).to.equal(want);
    });
  }

  const sights: readonly { user: string; sees: Partial<Sight> }[] = [
    { user: 'admin', sees: { members: true } },
    { user: 'ci', sees: {} },
    { user: 'one', sees: {} },
    { user: 'placing', sees: { policies: true } },
    { user: 'overriding', sees: { overrides: true } },
  ];
  for (const { user, sees } of sights) {
    it(`shows ${user} what it may list of both scopes`, async () => {
      const access = await decide({ authorization: `Bearer ${user}`, address: '192.0.2.1' });
      const sight = { members: false, policies: false, overrides: false, ...sees };
      expect(access).to.deep.equal({ ok: true, sight });
    });
  }

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
