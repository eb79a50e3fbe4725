import { represerve } from '../engine/preserve.ts';
import type { Loss } from '../engine/scope.ts';
import { problem, ProblemError } from '../errors.ts';
import { encodeJson } from '../json/encode.ts';
import { objectAt, stringAt, type Json, type JsonObject } from '../json/json.ts';
import { acceptObject } from './accept-object.ts';
import { checkPolicies } from './check-policies.ts';
import { convertForMember, readObject, keepPreserved } from './convert-request.ts';
import { labelsOf, type ConvertedRequest } from './exchange.ts';
import { essenceOf } from './media-types.ts';
import { followUp } from './follow-up.ts';
import { callMember, storedObject, type MemberAnswer } from './member-answer.ts';
import { nameFields } from './name-fields.ts';
import { followUpQuery, isDryRun } from './query.ts';
import { rehearse } from './rehearsal.ts';
import { pathIn } from './route.ts';
import { withoutBareAnnotation } from './bare-object.ts';

/** Create or replace: the body is converted for the member. Gives the member's answer, not yet converted. */
export function writeObject(request: ConvertedRequest): Promise<MemberAnswer> {
  return storeObject(request, { sent: sentObject(request), method: request.exchange.request.method ?? 'POST' });
}

/** The object in the body. Throws `REQUEST_MEDIA_TYPE` for one that is not plain JSON, `BARE_OBJECT_WRITTEN`, and as `readObject` fails. */
export function sentObject(request: ConvertedRequest): JsonObject {
  const { exchange, translation, body } = request;
  const { 'content-type': type, 'content-encoding': encoding = 'identity' } = exchange.request.headers;
  if (!/^(application\/json)?$/.test(essenceOf(type)) || encoding !== 'identity') {
    const actual = encoding === 'identity' ? essenceOf(type) : encoding;
    throw new ProblemError(problem('REQUEST_MEDIA_TYPE', { ...labelsOf(translation), type: actual }));
  }
  const decoded = readObject(body, translation);
  if (!decoded.ok) throw new ProblemError(decoded.problem);
  const object = withoutBareAnnotation(decoded.object);
  return acceptObject(request, { object, duplicates: decoded.duplicates });
}

/** An object to be written, in the version that the client sees. */
export interface Write {
  readonly sent: JsonObject;
  readonly method: string;
  /** For a status write: the member's object, whose preserved values stay. */
  readonly current?: JsonObject;
  /** Who shall manage what, in the member's version; left to the member when undefined. */
  readonly managedFields?: Json | undefined;
}

/** Converts and writes an object, and makes reading it back exact. Throws `CONVERSION_FAILED`, and as {@link checkPolicies} does. */
export async function storeObject(request: ConvertedRequest, write: Write): Promise<MemberAnswer> {
  const { exchange, path, translation } = request;
  const result = convertForMember(write.sent, translation, exchange.context.rules());
  if (!result.ok) throw new ProblemError(result.problem);
  if (!write.current) await checkPolicies(request, write.sent);
  const object = write.current
    ? keepPreserved(result.object, write.current)
    : await rehearse(request, { sent: write.sent, object: result.object, method: write.method });
  const answer = await callMember(exchange, {
    method: write.method,
    path: pathIn(translation.served, path) + exchange.target.query,
    body: Buffer.from(encodeJson(write.managedFields ? withManagers(object, write.managedFields) : object)),
  });
  const stored = storedObject(answer, translation);
  if (!stored) return withFieldsNamed(request, answer, object);
  report(request, object, result.losses);
  // A status write leaves what was preserved as it is.
  return path.subresource === undefined ? makeExact(request, { sent: write.sent, stored, answer }) : answer;
}

/** The answer to a write that may have been refused: fields are named as the client knows them. */
export function withFieldsNamed(
  { exchange, translation }: ConvertedRequest,
  answer: MemberAnswer,
  object: JsonObject,
): MemberAnswer {
  if (answer.status !== 422) return answer;
  const rules = exchange.context.rules();
  return { ...answer, value: nameFields(answer.value, { object, translation, rules }) };
}

function withManagers(object: JsonObject, managedFields: Json): JsonObject {
  return { ...object, metadata: { ...objectAt(object, 'metadata'), managedFields } };
}

/** Only paths and reasons are logged: values may be secrets. */
function report({ exchange, translation }: ConvertedRequest, object: JsonObject, losses: readonly Loss[]): void {
  if (losses.length === 0) return;
  const { context, member } = exchange;
  const labels = labelsOf(translation);
  const metadata = objectAt(object, 'metadata');
  context.metrics.losses(losses.length, labels);
  context.log.info(
    {
      event: 'gateway_write_with_losses',
      member: member.name,
      ...labels,
      namespace: stringAt(metadata, 'namespace'),
      name: stringAt(metadata, 'name') ?? stringAt(metadata, 'generateName'),
      losses: losses.map(({ path, reason }) => ({ path, reason })),
    },
    'the member stores less than was written; the rest is preserved',
  );
}

interface Written {
  readonly sent: JsonObject;
  readonly stored: JsonObject;
  readonly answer: MemberAnswer;
}

/**
 * What a member defaults or drops shows only in its answer. Where reading back would differ from what was written, a second
 * write preserves the difference; when it fails, the first one stands. A dry run is answered as if there had been a second write.
 */
async function makeExact(request: ConvertedRequest, { sent, stored, answer }: Written): Promise<MemberAnswer> {
  const { exchange, path, translation } = request;
  const { context, target } = exchange;
  const exact = represerve(sent, stored, context.rules(), translation.references);
  if (!exact) return answer;
  if (isDryRun(target.query)) return { ...answer, value: exact };
  const name = stringAt(objectAt(stored, 'metadata'), 'name') ?? '';
  const collection = pathIn(translation.served, path);
  const item = path.name === undefined ? `${collection}/${encodeURIComponent(name)}` : collection;
  const body = Buffer.from(encodeJson(exact));
  const call = { method: 'PUT', path: item + followUpQuery(target.query), body };
  return followUp(request, answer, () => callMember(exchange, call));
}
