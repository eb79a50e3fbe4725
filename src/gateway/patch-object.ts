import { problem, ProblemError } from '../errors.ts';
import { isJsonObject, objectAt, stringAt, type JsonObject } from '../json/json.ts';
import { acceptObject } from './accept-object.ts';
import { applyObject } from './apply-object.ts';
import { applyOptions, isApplyType } from './apply-options.ts';
import { clientSchema } from './client-schema.ts';
import { withoutManagedFields } from './convert-answer.ts';
import { checkType } from './convert-request.ts';
import { shown, shownWithManagers } from './draft-apply.ts';
import { labelsOf, type ConvertedRequest } from './exchange.ts';
import { convertedHeaders } from './headers.ts';
import { essenceOf } from './media-types.ts';
import { callMember, type MemberAnswer } from './member-answer.ts';
import { isPatchType, parsePatch } from './patch.ts';
import { pathIn } from './route.ts';
import { sentObject, storeObject } from './write-object.ts';
import { writtenManagers } from './written-managers.ts';

/**
 * A patch is written in the version that the client sees, so it is applied to the object in that version: read, convert up,
 * patch, convert down, replace. An apply is done by {@link applyObject}. Throws `PATCH_MEDIA_TYPE` for a strategic merge patch
 * and for an apply of a kind whose schema is not known.
 */
export async function patchObject(request: ConvertedRequest): Promise<MemberAnswer> {
  const { exchange, translation, body } = request;
  const type = essenceOf(exchange.request.headers['content-type']);
  const schema = clientSchema(exchange.context.controlPlane(), translation);
  if (isApplyType(type)) return applyObject(request, applyOptions(request, { mediaType: type, schema }));
  if (!isPatchType(type, { schema }))
    throw new ProblemError(problem('PATCH_MEDIA_TYPE', { ...labelsOf(translation), type }));
  const parsed = parsePatch(type, body, { schema, limit: exchange.context.limits.requestBytes });
  if (!parsed.ok) throw new ProblemError(parsed.problem);
  return readModifyWrite(request, (before) => {
    const patched = parsed.patch(before);
    const checked = patched.ok ? checkType(patched.object, translation) : patched;
    if (!checked.ok) throw new ProblemError(checked.problem);
    return acceptObject(request, { ...checked, duplicates: parsed.duplicates, patched: parsed.nameOf(checked.object) });
  });
}

/** Replaces the status. The member's object is read first: what was preserved with its spec has to stay. */
export function replaceStatus(request: ConvertedRequest): Promise<MemberAnswer> {
  const sent = sentObject(request);
  return readModifyWrite(request, () => sent);
}

/**
 * Writes with the resourceVersion that was read, and tries again when the object was changed in between; a resourceVersion
 * of the client's own is kept, and then a conflict is the client's to solve.
 */
async function readModifyWrite(
  request: ConvertedRequest,
  change: (before: JsonObject) => JsonObject,
): Promise<MemberAnswer> {
  const { exchange, path, translation, body } = request;
  const { patchAttempts } = exchange.context.limits;
  const concernsManagers = body.includes('managedFields');
  for (let attempt = 1; ; attempt++) {
    const headers = { ...convertedHeaders(exchange.request), accept: 'application/json' };
    const read = await callMember(exchange, { method: 'GET', path: pathIn(translation.served, path), headers });
    if (read.status !== 200 || !isJsonObject(read.value)) return read;
    const current = read.value;
    const before = concernsManagers ? shownWithManagers(request, current) : shown(request, current);
    const sent = change(before);
    const answer = await storeObject(request, {
      sent: withoutManagedFields(withResourceVersion(sent, current)),
      method: 'PUT',
      managedFields: concernsManagers ? writtenManagers(request, { current, before, sent }) : undefined,
      ...(path.subresource === 'status' && { current }),
    });
    if (answer.status !== 409 || isPinned(sent, current) || attempt >= patchAttempts) return answer;
  }
}

/** True when the client itself chose the resourceVersion that it writes to. */
function isPinned(sent: JsonObject, current: JsonObject): boolean {
  const own = resourceVersionOf(sent);
  return own !== undefined && own !== resourceVersionOf(current);
}

function resourceVersionOf(object: JsonObject): string | undefined {
  return stringAt(objectAt(object, 'metadata'), 'resourceVersion');
}

function withResourceVersion(sent: JsonObject, current: JsonObject): JsonObject {
  if (resourceVersionOf(sent) !== undefined) return sent;
  return { ...sent, metadata: { ...objectAt(sent, 'metadata'), resourceVersion: resourceVersionOf(current) } };
}
