import { raw, Router, type NextFunction, type Request, type Response } from 'express';
import type { RuleSet } from '../engine/rule-set.ts';
import { problem, ProblemError } from '../errors.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { PolicySet } from '../policies/policy-set.ts';
import type { Access, DecideAccess } from './access.ts';
import { answerText } from './answer.ts';
import { namespacesOf } from './namespaced.ts';
import { parseDryRun } from './request.ts';
import { selectMembers } from './select-members.ts';

export interface DryRunOptions {
  readonly inventory: Inventory;
  readonly rules: () => RuleSet;
  /** The conversion policies in force; undefined while some that may be have not been read. */
  readonly policies: () => PolicySet | undefined;
  /** Who is answered. */
  readonly access: DecideAccess;
}

const MAX_BODY_BYTES = 3 * 1024 * 1024;

/** `POST /`: what would each member get? Nothing of the body is read before the caller may ask. */
export function createDryRunRouter({ inventory, rules, policies, access }: DryRunOptions): Router {
  const router = Router();
  router.post('/', admit(access), raw({ type: () => true, limit: MAX_BODY_BYTES }), async (request, response) => {
    const parsed = await parseDryRun(textOf(request));
    if (!parsed.ok) throw new ProblemError(parsed.problem);
    const { templates, members: names, ...rest } = parsed.request;
    const { sightOf } = response.locals as Extract<Access, { readonly ok: true }>;
    const seen = await sightOf(namespacesOf(templates, rest.namespace));
    if (!seen.ok) throw new ProblemError(seen.problem);
    const { sight } = seen;
    if (names && !sight.members) throw new ProblemError(problem('DRY_RUN_NAMES'));
    const planning = inventory.planning();
    if (!planning.ready) throw new ProblemError(planning.problem);
    const conversion = policies();
    if (!conversion) throw new ProblemError(problem('POLICIES_NOT_READ'));
    const { fleet } = planning;
    const selected = selectMembers(fleet, names);
    if (!selected.ok) throw new ProblemError(selected.problem);
    const answer = await answerText(templates, {
      ...{ ...rest, fleet, only: selected.only, sight, rules: rules(), conversion },
      labelsOf: (name) => inventory.member(name)?.labels,
    });
    if (!answer.ok) throw new ProblemError(answer.problem);
    response.type('application/json').set('cache-control', 'no-store').send(answer.text);
  });
  router.all('/', ({ method }, response) => {
    response.set('allow', 'POST');
    throw new ProblemError(problem('DRY_RUN_METHOD', { method }));
  });
  return router;
}

function admit(access: DecideAccess) {
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    const address = request.socket.remoteAddress ?? 'an unknown address';
    const decided: Access = await access({ authorization: request.headers.authorization, address });
    if (!decided.ok) {
      if (decided.problem.code === 'DRY_RUN_UNAUTHENTICATED') response.set('www-authenticate', 'Bearer');
      throw new ProblemError(decided.problem);
    }
    response.locals.sightOf = decided.sightOf;
    next();
  };
}

function textOf({ body }: Request): string {
  return Buffer.isBuffer(body) ? body.toString('utf8') : '';
}
