import { randomUUID } from 'node:crypto';
import type { ErrorRequestHandler } from 'express';
import type { Logger } from 'pino';
import { problem, ProblemError, type Problem } from '../errors.ts';
import { sendProblem } from '../gateway/answer.ts';

/**
 * The last middleware: every error becomes a `Status`. What is not a known problem is a mistake in Karmorph; its text and
 * stack go to the log alone, under an id that the answer names.
 */
export function answerErrors(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const known = knownProblem(error);
    const id = randomUUID();
    if (!known)
      logger.error({ event: 'request_failed', id, method: request.method, url: request.originalUrl, err: error });
    if (response.headersSent) response.destroy();
    else sendProblem(response, known ?? problem('INTERNAL', { id }));
  };
}

function knownProblem(error: unknown): Problem | undefined {
  if (error instanceof ProblemError) return error.problem;
  if (!(error instanceof Error) || !('status' in error)) return undefined;
  if ('type' in error && error.type === 'entity.too.large') {
    return problem('BODY_TOO_LARGE', { limit: 'limit' in error ? Number(error.limit) : 0 });
  }
  // Errors of body-parser and of the router: a body cut short, an unknown encoding, a path that cannot be decoded.
  return Number(error.status) < 500 ? problem('REQUEST_BROKEN', { reason: error.message }) : undefined;
}
