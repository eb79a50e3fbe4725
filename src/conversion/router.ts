import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Router, type NextFunction, type Request, type Response } from 'express';
import type { RuleSet } from '../engine/rule-set.ts';
import { problem, ProblemError, type Problem } from '../errors.ts';
import { convertReview } from './convert-review.ts';
import { createPacer } from '../gateway/pacer.ts';
import { readReviewBody } from './read-review-body.ts';

export interface ConversionOptions {
  readonly rules: () => RuleSet;
  /** Told how many objects an answer has, and why it has none. */
  readonly observe: (converted: number, failure: Problem | undefined) => void;
}

/** An API server converts a whole list with one review: objects of up to 1.5 MiB, as many as it reads at a time. */
const MAX_REVIEW_BYTES = 128 * 1024 * 1024;

/** `POST /`: ConversionReviews of apiextensions.k8s.io/v1 and v1beta1, for every kind that has a rule. */
export function createConversionRouter({ rules, observe }: ConversionOptions): Router {
  const router = Router();
  router.post('/', jsonOnly, async (request, response) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const pace = createPacer(gone.signal);
    const answer = await readReviewBody(request, MAX_REVIEW_BYTES, pace)
      .then((body) => convertReview(body, rules(), pace))
      .catch((error: unknown) => {
        // Whoever asked has gone: there is nobody to answer.
        if (gone.signal.aborted) return undefined;
        throw error;
      });
    if (!answer) return;
    if (!answer.ok) throw new ProblemError(answer.problem);
    observe(answer.converted, answer.problem);
    await send(response, answer.chunks);
  });
  return router;
}

/** An API server reads the reason of a failure only from an answer with status 200. */
async function send(response: Response, chunks: readonly Buffer[]): Promise<void> {
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  response.status(200).type('application/json').set('content-length', String(length));
  // A client that goes away while it is answered is no error of ours.
  await pipeline(Readable.from(chunks), response).catch(() => undefined);
}

function jsonOnly(request: Request, _response: Response, next: NextFunction): void {
  const type = request.headers['content-type'] ?? 'no type';
  if (!/^application\/json *(;|$)/i.test(type)) throw new ProblemError(problem('CONVERT_MEDIA_TYPE', { type }));
  next();
}
