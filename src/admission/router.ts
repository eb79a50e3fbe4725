import { raw, Router, type Request, type Response } from 'express';
import type { RuleSet } from '../engine/rule-set.ts';
import { CATALOGUE } from '../errors.ts';
import { statusObject } from '../kubernetes/status.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { encodeJson } from '../json/encode.ts';
import type { JsonObject } from '../json/json.ts';
import { mutate } from './mutate.ts';
import { allowed, denied, refused, type Advice } from './response.ts';
import { parseReview, type Review } from './review.ts';
import { mistakesInRule } from './validate-rule.ts';
import { validate } from './validate.ts';

export interface AdmissionOptions {
  readonly inventory: Inventory;
  readonly rules: () => RuleSet;
  /** Told how many warnings an answer has. */
  readonly observe: (warnings: number) => void;
}

/** A review carries the object twice for an update, and an API server takes objects of up to 3 MiB. */
const MAX_REVIEW_BYTES = 7 * 1024 * 1024;

/** `POST /mutate`, `/validate` and `/rules`: AdmissionReviews of admission.k8s.io/v1 and v1beta1. */
export function createAdmissionRouter({ inventory, rules, observe }: AdmissionOptions): Router {
  const router = Router();
  router.use(raw({ type: () => true, limit: MAX_REVIEW_BYTES }));
  const answered = (review: (review: Review) => JsonObject) => (request: Request, response: Response) => {
    const { status, body } = answerReview(textOf(request), review);
    response.status(status).type('application/json').send(encodeJson(body));
  };
  const reviewed = (review: (review: Review) => Advice) =>
    answered((read) => {
      const advice = review(read);
      observe(advice.warnings.length);
      return allowed(read, advice);
    });
  router.post('/mutate', reviewed(mutate));
  router.post(
    '/validate',
    reviewed((review) => validate(review, { inventory, rules: rules() })),
  );
  router.post(
    '/rules',
    answered((review) => {
      const mistakes = mistakesInRule(review);
      return mistakes.length > 0 ? denied(review, mistakes) : allowed(review, { warnings: [], patch: [] });
    }),
  );
  return router;
}

interface Answer {
  readonly status: number;
  readonly body: JsonObject;
}

/**
 * Answers the text of a review. What cannot be read is refused in an AdmissionReview when it is recognizable as one, so
 * that the API server shows the reason, and with a `Status` otherwise.
 */
function answerReview(text: string, review: (review: Review) => JsonObject): Answer {
  const parsed = parseReview(text);
  if (parsed.ok) return { status: 200, body: review(parsed.review) };
  const { problem, envelope } = parsed;
  const body = envelope ? refused(envelope, problem) : statusObject(problem);
  return { status: CATALOGUE[problem.code].status, body };
}

function textOf({ body }: Request): string {
  return Buffer.isBuffer(body) ? body.toString('utf8') : '';
}
