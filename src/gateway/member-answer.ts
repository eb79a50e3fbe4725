import type { IncomingHttpHeaders } from 'node:http';
import { problem, ProblemError } from '../errors.ts';
import { decodeJson } from '../json/decode.ts';
import { isJsonObject, objectAt, stringAt, type Json, type JsonObject } from '../json/json.ts';
import { sendBody, sendJson } from './answer.ts';
import { convertAnswer } from './convert-answer.ts';
import { clientSchema } from './client-schema.ts';
import type { Exchange, GatewayContext, Translation } from './exchange.ts';
import { answerHeaders, convertedHeaders, endToEndHeaders } from './headers.ts';
import { withManagedFields } from './managed-fields.ts';
import { isJson } from './media-types.ts';
import { readMemberBody } from './member-body.ts';
import type { MemberMessage } from './member-message.ts';
import { reportUnconverted, unconvertedWarning } from './unconverted.ts';
import { withWarnings } from './warning-header.ts';

/** A member's answer, read to its end. */
export interface MemberAnswer {
  readonly message: MemberMessage;
  readonly status: number;
  readonly body: Buffer;
  /** The body when it is JSON; undefined when it is something else, which is not converted. */
  readonly value: Json | undefined;
}

/** A request of which the gateway reads the answer. */
export interface MemberCall {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly body?: Buffer | undefined;
  /** Instead of those of the client's request. */
  readonly headers?: IncomingHttpHeaders | undefined;
}

/**
 * Sends a request and reads the whole answer. Rejects as `MemberClient.send` does, and with `MEMBER_ANSWER_TOO_LARGE` or
 * `MEMBER_ANSWER_INVALID` (the answer says that it is JSON, and is not).
 */
export async function callMember(exchange: Exchange, call: MemberCall): Promise<MemberAnswer> {
  return readAnswer(exchange, await openMember(exchange, call));
}

/** Sends a request whose answer is not read yet. Rejects as `MemberClient.send` does. */
export function openMember(exchange: Exchange, { method, path, body, headers }: MemberCall): Promise<MemberMessage> {
  const { context, request, member, signal } = exchange;
  const sent = headers ?? convertedHeaders(request, body);
  return context.client.send(member, { method, path, headers: sent, signal, body });
}

/** Reads an answer to its end. */
export async function readAnswer(exchange: Exchange, message: MemberMessage): Promise<MemberAnswer> {
  const { answerBytes: limit } = exchange.context.limits;
  const member = exchange.member.name;
  return decodedAnswer(exchange, message, await readMemberBody(message, member, limit));
}

/** The answer with its whole body. Throws `MEMBER_ANSWER_INVALID`. */
export function decodedAnswer(exchange: Exchange, message: MemberMessage, body: Buffer): MemberAnswer {
  const status = message.statusCode;
  if (!isPlainJson(message) || body.length === 0) return { message, status, body, value: undefined };
  const decoded = decodeJson(body.toString('utf8'));
  if (decoded.ok) return { message, status, body, value: decoded.value };
  throw invalidAnswer(exchange.member.name, decoded.problem.message);
}

/** The object that a write stored; undefined when the answer is anything else, such as an error. */
export function storedObject({ status, value }: MemberAnswer, { family, served }: Translation): JsonObject | undefined {
  if (status < 200 || status > 299 || !isJsonObject(value)) return undefined;
  return value.kind === family.kind && value.apiVersion === served ? value : undefined;
}

/** Whether an answer can be read as text. */
export function isPlainJson({ headers }: MemberMessage): boolean {
  return isJson(headers['content-type']) && headers['content-encoding'] === undefined;
}

/** Sends a member's answer to the client as it came. */
export function sendUnchanged({ response }: Exchange, { message, status, body }: MemberAnswer): void {
  sendBody(response, status, endToEndHeaders(message), body);
}

/** Sends a member's answer to the client, converted. Throws `MEMBER_ANSWER_INVALID` when that cannot be done. */
export function sendConverted(exchange: Exchange, answer: MemberAnswer, translation: Translation): void {
  const { response, context, member } = exchange;
  const { message, status, value } = answer;
  if (value === undefined) {
    const type = message.headers['content-type'] ?? 'of unknown type';
    if (status < 300 && answer.body.length > 0) throw invalidAnswer(member.name, `it is ${type}, not plain JSON`);
    sendUnchanged(exchange, answer);
    return;
  }
  const result = convertAnswer(value, translation, context.rules());
  if (!result.ok) throw invalidAnswer(member.name, result.problem.message);
  const shown = withManagers(result.value, value, { translation, context });
  const headers = answerHeaders(message, translation.served);
  const { unconverted = [] } = result;
  const [first] = unconverted;
  if (first) reportUnconverted(exchange, translation, { count: unconverted.length, first });
  const warnings = [...(exchange.record.warnings ?? []), ...(first ? [unconvertedWarning(first)] : [])];
  sendJson(response, status, withWarnings(headers, warnings), shown);
}

/** Of one object it is told who manages what; in lists and watches that would take longer than the conversion. */
function withManagers(
  shown: Json,
  value: Json,
  { translation, context }: { readonly translation: Translation; readonly context: GatewayContext },
): Json {
  if (!isJsonObject(shown) || !isJsonObject(value) || value.apiVersion !== translation.served) return shown;
  if (value.kind !== translation.family.kind || objectAt(value, 'metadata')?.managedFields === undefined) return shown;
  const schema = clientSchema(context.controlPlane(), translation);
  return schema ? withManagedFields(shown, value, { translation, rules: context.rules(), schema }) : shown;
}

export function invalidAnswer(member: string, reason: string): ProblemError {
  return new ProblemError(problem('MEMBER_ANSWER_INVALID', { member, reason }));
}

/**
 * True for a 404 that says that the path itself is unknown, not the object: the member's `Status` then names no object, or
 * there is no `Status` at all.
 */
export function isUnknownPath({ status, value }: MemberAnswer): boolean {
  if (status !== 404) return false;
  const details = isJsonObject(value) ? objectAt(value, 'details') : undefined;
  return stringAt(details, 'name') === undefined;
}
