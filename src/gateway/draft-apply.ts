import { fromMember } from '../engine/preserve.ts';
import { problem, ProblemError } from '../errors.ts';
import { jsonEqual } from '../json/equal.ts';
import { valueAt, type JsonObject } from '../json/json.ts';
import { applyConfig, type Applied } from '../merge/apply/apply-config.ts';
import { lastAppliedFields } from '../merge/apply/last-applied.ts';
import type { ManagedEntry } from '../merge/apply/managed-entries.ts';
import { SERVER_FIELDS } from '../merge/apply/server-fields.ts';
import { translateFields } from '../merge/apply/translate-fields.ts';
import { compareFields } from '../merge/fields/compare-fields.ts';
import {
  difference,
  fieldSetOf,
  inField,
  intersection,
  isEmptySet,
  NO_FIELDS,
  outsideField,
  union,
  type FieldSet,
} from '../merge/fields/field-set.ts';
import { fieldsOf } from '../merge/fields/fields-of.ts';
import { completeObject } from './accept-object.ts';
import { applyConflict } from './apply-conflict.ts';
import type { ApplyOptions } from './apply-options.ts';
import { clientSchema } from './client-schema.ts';
import { withoutManagedFields } from './convert-answer.ts';
import { convertForMember } from './convert-request.ts';
import type { ConvertedRequest } from './exchange.ts';
import { shownEntries, withManagedFields } from './managed-fields.ts';
import { memberSchema } from './member-schema.ts';

/** What an apply makes of an object. */
export interface ApplyDraft {
  /** The whole object in the client's version. */
  readonly sent: JsonObject;
  /** The same for the member. */
  readonly object: JsonObject;
  /** The fields of the member's object that the apply is about. */
  readonly fields: FieldSet;
}

/**
 * Applies a configuration to the object in the version that the client sees, and finds which fields of the member's object that means: those
 * that the configuration's fields become, and whatever else changes. Throws `APPLY_CONFLICT` and
 * `APPLY_TOO_MANY_MANAGERS`, and as conversions fail.
 */
export function draftApply(
  request: ConvertedRequest,
  options: ApplyOptions,
  current: JsonObject | undefined,
): ApplyDraft {
  const live = current && shown(request, current);
  const applied = applyTo(request, options, { current, live });
  const sent = completeObject(request, applied.object);
  const convert = (object: JsonObject): ReturnType<typeof convertForMember> =>
    convertForMember(object, request.translation, request.exchange.context.rules());
  const node = memberSchema(request.exchange, request.translation);
  const [before, after] = [live ? converted(convert(live)) : {}, converted(convert(sent))];
  const changed = difference(compareFields(before, after, node).changed, SERVER_FIELDS);
  const managed = translateFields(applied.object, applied.fields, { convert, node });
  // What the member has may be written otherwise than it would be now, and stays so while nothing is new.
  const isNew = live === undefined || !jsonEqual(live, sent);
  const object = current && !isNew ? withoutManagedFields(current) : after;
  return { sent, object, fields: union(managed, changed) };
}

interface Current {
  readonly current: JsonObject | undefined;
  /** In the client's version. */
  readonly live: JsonObject | undefined;
}

function applyTo(request: ConvertedRequest, options: ApplyOptions, { current, live }: Current): Applied<ManagedEntry> {
  const { config, schema, manager, force } = options;
  const { path } = request;
  const entries = current ? managers(request, options, current) : [];
  // Kubernetes 1.21 and older do not say that an entry is of the status.
  const isOwn = (entry: ManagedEntry): boolean =>
    entry.manager === manager && entry.operation === 'Apply' && ['', path.subresource].includes(entry.subresource);
  const own = entries.filter(isOwn).reduce((all, { fields }) => union(all, fields), NO_FIELDS);
  const last = path.subresource === undefined ? outsideField(own, 'status') : inField(own, path.subresource);
  const others = entries.filter((entry) => !isOwn(entry)).map((who) => ({ who, fields: who.fields }));
  const applied = applyConfig({ live: live ?? {}, config, schema, last, others });
  const taken = live && manager === 'kubectl' ? lastAppliedFields(live, schema) : NO_FIELDS;
  const conflicts = applied.conflicts.filter((conflict) =>
    isEmptySet(intersection(fieldSetOf([conflict.path]), taken)),
  );
  if (!force && conflicts.length > 0) throw applyConflict(conflicts);
  return applied;
}

/** An object that nobody is known to manage has been there before the first apply, as API servers call it. */
function managers(request: ConvertedRequest, { schema }: ApplyOptions, current: JsonObject): readonly ManagedEntry[] {
  const { exchange, translation } = request;
  if (valueAt(current, ['metadata', 'managedFields']) !== undefined) {
    const entries = shownEntries(current, { translation, rules: exchange.context.rules(), schema });
    if (!entries) throw new ProblemError(problem('APPLY_TOO_MANY_MANAGERS', { kind: translation.family.kind }));
    return entries;
  }
  const { wanted: apiVersion } = translation;
  const fields = difference(fieldsOf(shown(request, current), schema), SERVER_FIELDS);
  return [{ manager: 'before-first-apply', operation: 'Update', apiVersion, time: undefined, subresource: '', fields }];
}

function converted(result: ReturnType<typeof convertForMember>): JsonObject {
  if (!result.ok) throw new ProblemError(result.problem);
  return result.object;
}

/** A member's object as the client sees it. */
export function shown({ exchange, translation }: ConvertedRequest, current: JsonObject): JsonObject {
  const { wanted, references } = translation;
  const result = fromMember(withoutManagedFields(current), wanted, exchange.context.rules(), references);
  if (result.ok) return result.object;
  throw new ProblemError(
    problem('MEMBER_ANSWER_INVALID', { member: exchange.member.name, reason: result.problem.message }),
  );
}

/** The same, with who manages what, where that can be told. */
export function shownWithManagers(request: ConvertedRequest, current: JsonObject): JsonObject {
  const { exchange, translation } = request;
  const { context } = exchange;
  const object = shown(request, current);
  const schema = clientSchema(context.controlPlane(), translation);
  return schema ? withManagedFields(object, current, { translation, rules: context.rules(), schema }) : object;
}
