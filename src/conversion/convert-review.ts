import type { RuleSet } from '../engine/rule-set.ts';
import { problem, type Problem } from '../errors.ts';
import { encodeJson } from '../json/encode.ts';
import type { JsonObject } from '../json/json.ts';
import { convertObject } from './convert-object.ts';
import type { Pacer } from '../gateway/pacer.ts';
import { parseRequest, type ConversionRequest, type ReviewEnvelope } from './review.ts';
import { splitReview, type SplitReview } from './split-review.ts';

/** The text of an answer, in pieces; or, where nobody can be answered with a ConversionReview, the problem. */
export type ReviewAnswer =
  | { readonly ok: true; readonly chunks: readonly Buffer[]; readonly converted: number; readonly problem?: Problem }
  | { readonly ok: false; readonly problem: Problem };

/**
 * Answers a ConversionReview of apiextensions.k8s.io/v1 or v1beta1. All objects are converted, in their order, or the whole review
 * fails with the first problem. Works in pieces, and calls `pace` between them. Never throws for what is in the body.
 */
export async function convertReview(body: Buffer, rules: RuleSet, pace: Pacer): Promise<ReviewAnswer> {
  const split = await splitInTurns(body, pace);
  const parsed = split.refused ? twice() : parseRequest(split.envelope);
  if (!parsed.ok) return parsed.envelope ? failed(parsed.envelope, parsed.problem) : parsed;
  const texts: Buffer[] = [];
  for (const [index, [begin, end]] of split.objects.entries()) {
    const waiting = pace();
    if (waiting) await waiting;
    const converted = convertObject(body.toString('utf8', begin, end), parsed.request.desiredAPIVersion, rules);
    if (!converted.ok) return failed(parsed.request, withIndex(converted.problem, index));
    texts.push(Buffer.from(converted.text));
  }
  return succeeded(parsed.request, texts);
}

async function splitInTurns(body: Buffer, pace: Pacer): Promise<SplitReview> {
  const scan = splitReview(body);
  for (;;) {
    const step = scan.next();
    if (step.done) return step.value;
    const waiting = pace();
    if (waiting) await waiting;
  }
}

function twice(): ReturnType<typeof parseRequest> {
  const reason = 'it has more than one list of objects, or too many objects';
  return { ok: false, problem: problem('CONVERT_REVIEW_INVALID', { reason }), envelope: undefined };
}

/** Problems of the text itself name no object. */
function withIndex(cause: Problem, index: number): Problem {
  if (cause.code === 'CONVERSION_FAILED') return cause;
  return { ...cause, message: `request.objects[${String(index)}]: ${cause.message}` };
}

const COMMA = Buffer.from(',');

function succeeded(request: ConversionRequest, texts: readonly Buffer[]): ReviewAnswer {
  const text = encodeJson(review(request, { uid: request.uid, result: { status: 'Success' }, convertedObjects: [] }));
  const end = text.lastIndexOf(']');
  const objects = texts.flatMap((object, index) => (index === 0 ? [object] : [COMMA, object]));
  const chunks = [Buffer.from(text.slice(0, end)), ...objects, Buffer.from(text.slice(end))];
  return { ok: true, chunks, converted: texts.length };
}

function failed(envelope: ReviewEnvelope, cause: Problem): ReviewAnswer {
  const message = `${cause.message} [${cause.code}]. ${cause.hint}`;
  const text = encodeJson(review(envelope, { uid: envelope.uid, result: { status: 'Failure', message } }));
  return { ok: true, chunks: [Buffer.from(text)], converted: 0, problem: cause };
}

function review({ apiVersion }: ReviewEnvelope, response: JsonObject): JsonObject {
  return { apiVersion, kind: 'ConversionReview', response };
}
