import { problem, type Problem } from '../errors.ts';
import { stringAt, type JsonObject } from '../json/json.ts';
import type { Clock } from '../kube/clock.ts';
import { kubeProblem } from '../kube/kube-client.ts';
import type { Access, DecideAccess } from './access.ts';
import { policySight } from './policy-sight.ts';
import { RateLimits } from './rate-limits.ts';
import { RecentDecisions } from './recent-decisions.ts';
import type { Reviews } from './reviews.ts';

interface TokenAccessOptions {
  readonly reviews: Reviews;
  readonly clock: Clock;
  /** Told why the Karmada API server could not be asked: callers are not. */
  readonly onProblem: (problem: Problem) => void;
}

/** What is known of a token. */
type Decision = { readonly user: string | undefined; readonly access: Access };

const ASK = { nonResourceAttributes: { path: '/v1/dry-run', verb: 'post' } };
const LIST_MEMBERS = toList('cluster.karmada.io', 'clusters');

function toList(group: string, resource: string, namespace?: string): JsonObject {
  const where = namespace === undefined ? {} : { namespace };
  return { resourceAttributes: { group, version: 'v1alpha1', resource, verb: 'list', ...where } };
}

/** Tokens that are asked about at one time; more are told to come again. */
const MAX_REVIEWS = 16;

/**
 * Answers callers whose bearer token the Karmada API server accepts and who may `post` to /v1/dry-run there; they see what
 * they may list there: names of members, and policies everywhere or in the namespaces of their templates. Fails with `DRY_RUN_TOO_MANY`, `DRY_RUN_UNAUTHENTICATED`, `DRY_RUN_FORBIDDEN` and
 * `DRY_RUN_UNDECIDED`: when nobody can be asked, nobody is answered.
 */
export function createTokenAccess({ reviews, clock, onProblem }: TokenAccessOptions): DecideAccess {
  const now = (): number => clock.now();
  const addresses = new RateLimits({ burst: 50, perSecond: 20 }, now);
  const users = new RateLimits({ burst: 10, perSecond: 5 }, now);
  const recent = new RecentDecisions<Decision>(now);
  const underWay = new Map<string, Promise<Decision>>();

  const undecided = (error: unknown): Refused => {
    onProblem(kubeProblem('/v1/dry-run', error));
    return refused('DRY_RUN_UNDECIDED');
  };
  const review = (token: string, key: string): Promise<Decision> => {
    const asked = underWay.get(key);
    if (asked) return asked;
    if (underWay.size >= MAX_REVIEWS) return Promise.resolve(TOO_MANY);
    const decided = decisionOn(token, reviews, undecided)
      .then((decision) => {
        recent.set(key, decision);
        return decision;
      })
      .catch((error: unknown): Decision => ({ user: undefined, access: undecided(error) }))
      .finally(() => underWay.delete(key));
    underWay.set(key, decided);
    return decided;
  };

  return async ({ authorization = '', address }) => {
    if (!addresses.take(address)) return TOO_MANY.access;
    const [, token] = /^bearer +(\S+) *$/i.exec(authorization) ?? [];
    if (token === undefined) return refused('DRY_RUN_UNAUTHENTICATED');
    const key = recent.keyOf(token);
    const { user, access } = recent.get(key) ?? (await review(token, key));
    return user !== undefined && !users.take(user) ? TOO_MANY.access : access;
  };
}

async function decisionOn(token: string, reviews: Reviews, undecided: (error: unknown) => Refused): Promise<Decision> {
  const user = await reviews.userOf(token);
  if (!user) return { user: undefined, access: refused('DRY_RUN_UNAUTHENTICATED') };
  const name = stringAt(user, 'username') ?? '';
  if (!(await reviews.allows(user, ASK))) {
    return { user: name, access: { ok: false, problem: problem('DRY_RUN_FORBIDDEN', { user: name }) } };
  }
  const [members, policiesOf] = await Promise.all([
    reviews.allows(user, LIST_MEMBERS),
    policySight((resource, namespace) => reviews.allows(user, toList('policy.karmada.io', resource, namespace))),
  ]);
  const sightOf = (namespaces: readonly string[]) =>
    policiesOf(namespaces).then((reads) => ({ ok: true as const, sight: { members, reads } }), undecided);
  return { user: name, access: { ok: true, sightOf } };
}

type Refused = Extract<Access, { readonly ok: false }>;
type Refusal = 'DRY_RUN_UNAUTHENTICATED' | 'DRY_RUN_UNDECIDED' | 'DRY_RUN_TOO_MANY';

function refused(code: Refusal): Refused {
  return { ok: false, problem: problem(code) };
}

const TOO_MANY: Decision = { user: undefined, access: refused('DRY_RUN_TOO_MANY') };
