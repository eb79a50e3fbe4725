import { PRESERVED_ANNOTATION, represerve } from '../engine/preserve.ts';
import { encodeJson } from '../json/encode.ts';
import { isJsonObject, objectAt, stringAt, type JsonObject } from '../json/json.ts';
import { managedEntries } from '../merge/apply/managed-entries.ts';
import { extractFields } from '../merge/fields/extract-fields.ts';
import { fieldSetOf, inField, intersection, isEmptySet, union } from '../merge/fields/field-set.ts';
import { APPLY_PATCH, type ApplyOptions } from './apply-options.ts';
import { checkPolicies } from './check-policies.ts';
import { keepPreserved } from './convert-request.ts';
import { draftApply, type ApplyDraft } from './draft-apply.ts';
import type { ConvertedRequest } from './exchange.ts';
import { followUp } from './follow-up.ts';
import { convertedHeaders } from './headers.ts';
import { callMember, isUnknownPath, storedObject, type MemberAnswer } from './member-answer.ts';
import { memberSchema } from './member-schema.ts';
import { applyQuery, isDryRun } from './query.ts';
import { isRehearsed } from './rehearsal.ts';
import { pathIn } from './route.ts';
import { withFieldsNamed } from './write-object.ts';

/**
 * Server-side apply: the configuration is applied to the object that the client sees, and what of the member's object comes of it is
 * applied at the member in the applier's name. The member keeps who manages what. See docs/adr/0007.
 */
export async function applyObject(request: ConvertedRequest, options: ApplyOptions): Promise<MemberAnswer> {
  const { exchange, path, translation } = request;
  const { patchAttempts } = exchange.context.limits;
  for (let attempt = 1; ; attempt++) {
    const read = await callMember(exchange, {
      method: 'GET',
      path: pathIn(translation.served, path),
      headers: { ...convertedHeaders(exchange.request), accept: 'application/json' },
    });
    const current = read.status === 200 && isJsonObject(read.value) ? read.value : undefined;
    if (!current && !mayCreate(request, read)) return read;
    const draft = draftApply(request, options, current);
    if (path.subresource === undefined) await checkPolicies(request, draft.sent);
    const answer = await sendDraft(request, { draft, current, options });
    if (answer.status !== 409 || versionOf(options.config) !== undefined || attempt >= patchAttempts) return answer;
  }
}

/** There is no such object yet, and the apply is not about a part of it. */
function mayCreate({ path }: ConvertedRequest, read: MemberAnswer): boolean {
  return read.status === 404 && path.subresource === undefined && !isUnknownPath(read);
}

interface Sending {
  readonly draft: ApplyDraft;
  readonly current: JsonObject | undefined;
  readonly options: ApplyOptions;
}

/** A member may drop or default fields, which shows in its answer: what it preserves is corrected as after any write. */
async function sendDraft(request: ConvertedRequest, sending: Sending): Promise<MemberAnswer> {
  const { exchange, path, translation } = request;
  const { query } = exchange.target;
  const send = (object: JsonObject, parameters: string): Promise<MemberAnswer> => {
    const body = Buffer.from(encodeJson(partOf(request, sending, object)));
    const headers = { ...convertedHeaders(exchange.request, body), 'content-type': APPLY_PATCH };
    return callMember(exchange, {
      method: 'PATCH',
      path: pathIn(translation.served, path) + parameters,
      headers,
      body,
    });
  };
  /** What is stored as it must be to read back exactly; undefined when it does. */
  const exactly = (answer: MemberAnswer): JsonObject | undefined => {
    const stored = path.subresource === undefined ? storedObject(answer, translation) : undefined;
    return stored && represerve(sending.draft.sent, stored, exchange.context.rules(), translation.references);
  };
  const force = sending.current !== undefined || sending.options.force;
  let { object } = sending.draft;
  if (isRehearsed(request) && !isDryRun(query)) {
    const rehearsed = exactly(await send(object, applyQuery(query, { force, dryRun: true })));
    if (rehearsed) object = keepPreserved(object, rehearsed);
  }
  const answer = withFieldsNamed(request, await send(object, applyQuery(query, { force })), object);
  const exact = exactly(answer);
  if (!exact) return answer;
  if (isDryRun(query)) return { ...answer, value: exact };
  const corrected = keepPreserved(sending.draft.object, exact);
  return followUp(request, answer, () => send(corrected, applyQuery(query, { force: true })));
}

/** The part of the member's object that is applied. It names the object that it was made of, so that nothing is lost in between. */
function partOf(request: ConvertedRequest, { draft, current, options }: Sending, object: JsonObject): JsonObject {
  const { exchange, path, translation } = request;
  const corrects = object !== draft.object || (current !== undefined && ownsPreserved(current, options.manager));
  const fields = corrects ? union(draft.fields, PRESERVED) : draft.fields;
  const within = path.subresource === undefined ? fields : inField(fields, path.subresource);
  const part = extractFields(object, within, memberSchema(exchange, translation));
  const { name, namespace, uid } = objectAt(draft.sent, 'metadata') ?? {};
  const resourceVersion = versionOf(options.config) ?? (current && versionOf(current));
  const identity = { name, namespace, uid, resourceVersion };
  return {
    apiVersion: translation.served,
    kind: translation.family.kind,
    ...part,
    metadata: { ...objectAt(part, 'metadata'), ...identity },
  };
}

const PRESERVED = fieldSetOf([['f:metadata', 'f:annotations', `f:${PRESERVED_ANNOTATION}`]]);

/** What an applier leaves out that it alone applied before is removed, so the annotation has to be in what it applies again. */
function ownsPreserved(current: JsonObject, applier: string): boolean {
  return managedEntries(current).some(
    ({ manager, operation, fields }) =>
      manager === applier && operation === 'Apply' && !isEmptySet(intersection(fields, PRESERVED)),
  );
}

function versionOf(object: JsonObject): string | undefined {
  return stringAt(objectAt(object, 'metadata'), 'resourceVersion');
}
