import { raw, Router, type NextFunction, type Request, type Response } from 'express';
import type { RuleSet } from '../engine/rule-set.ts';
import { problem, ProblemError } from '../errors.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { answerText } from './answer.ts';
import { parseDryRun } from './request.ts';
import { selectMembers } from './select-members.ts';

export interface DryRunOptions {
  readonly inventory: Inventory;
  readonly rules: () => RuleSet;
}

const MAX_BODY_BYTES = 3 * 1024 * 1024;

/**
 * `POST /`: what would each member get? Answers callers on the same host only, since callers are not authenticated:
 * what it tells about members is otherwise for users of the Karmada API server.
 */
export function createDryRunRouter({ inventory, rules }: DryRunOptions): Router {
  const router = Router();
  router.post('/', loopbackOnly, raw({ type: () => true, limit: MAX_BODY_BYTES }), async (request, response) => {
    const parsed = await parseDryRun(textOf(request));
    if (!parsed.ok) throw new ProblemError(parsed.problem);
    const { templates, members: names } = parsed.request;
    const selected = selectMembers(inventory, names);
    if (!selected.ok) throw new ProblemError(selected.problem);
    const answer = await answerText(templates, { members: selected.members, rules: rules() });
    if (!answer.ok) throw new ProblemError(answer.problem);
    response.type('application/json').send(answer.text);
  });
  router.all('/', ({ method }, response) => {
    response.set('allow', 'POST');
    throw new ProblemError(problem('DRY_RUN_METHOD', { method }));
  });
  return router;
}

/** Not all of 127.0.0.0/8: sidecar proxies use other addresses of it for requests from elsewhere. */
const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

function loopbackOnly(request: Request, _response: Response, next: NextFunction): void {
  const address = request.socket.remoteAddress ?? 'an unknown address';
  if (!LOOPBACK.has(address)) throw new ProblemError(problem('DRY_RUN_REMOTE', { address }));
  next();
}

function textOf({ body }: Request): string {
  return Buffer.isBuffer(body) ? body.toString('utf8') : '';
}
