import { withDefaults } from '../engine/with-defaults.ts';
import { problem, ProblemError } from '../errors.ts';
import type { JsonObject } from '../json/json.ts';
import { parseGroupVersion } from '../kubernetes/group-version.ts';
import { decodeObject } from '../schema/decode-object.ts';
import { decodingText } from '../schema/go-types.ts';
import { exactSchema } from './client-schema.ts';
import type { ConvertedRequest } from './exchange.ts';
import { fieldValidation, withoutFieldValidation } from './field-validation.ts';

/** Decoders of API servers tell no more mistakes of one object (sigs.k8s.io/json). */
const MAX_MISTAKES = 100;

/** A write of which the gateway checks the fields, where it knows those of the client's version. Throws `FIELD_VALIDATION`. */
export function withChecks(request: ConvertedRequest): ConvertedRequest {
  const { exchange, translation } = request;
  const { target, context } = exchange;
  const { kubernetesVersion: release } = context.controlPlane();
  const level = fieldValidation({ query: target.query, method: exchange.request.method, release });
  const schema = exactSchema(context.controlPlane(), translation);
  if (!schema) return request;
  const query = withoutFieldValidation(target.query);
  return { ...request, exchange: { ...exchange, target: { ...target, query } }, checks: { level, schema } };
}

/** An object that a client has sent, or that its patch has made. */
export interface Incoming {
  readonly object: JsonObject;
  /** Fields that the body has twice. */
  readonly duplicates: readonly string[];
  /** Of what a patch has made, how API servers name it; undefined for a body. */
  readonly patched?: string;
}

/**
 * The object as an API server of the client's version stores it: without fields that the version does not have, and with the defaults that
 * the member's version does not have. Throws `OBJECT_NOT_DECODED` or `PATCH_NOT_DECODED`, as `fieldValidation` has it.
 */
export function acceptObject(request: ConvertedRequest, incoming: Incoming): JsonObject {
  return completeObject(request, decoded(request, incoming));
}

/** The object with the defaults that the member's version does not have. */
export function completeObject({ exchange, path, translation }: ConvertedRequest, object: JsonObject): JsonObject {
  if (path.subresource !== undefined) return object;
  const complete = withDefaults(object, translation.served, exchange.context.rules());
  // What has no defaults has no conversion either, which tells the reason.
  return complete.ok ? complete.object : object;
}

function decoded(request: ConvertedRequest, incoming: Incoming): JsonObject {
  const { checks, exchange } = request;
  if (!checks) return incoming.object;
  const { object, unknown, mistyped } = decodeObject(incoming.object, checks.schema);
  if (mistyped) throw refused(request, incoming, decodingText(mistyped));
  const mistakes = [...named('duplicate', incoming.duplicates), ...named('unknown', unknown)];
  if (mistakes.length === 0 || checks.level === 'Ignore') return object;
  const told = mistakes.slice(0, MAX_MISTAKES);
  if (checks.level === 'Strict') throw refused(request, incoming, `strict decoding error: ${told.join(', ')}`);
  exchange.record.warnings = told;
  return object;
}

function named(what: string, fields: readonly string[]): readonly string[] {
  return fields.map((field) => `${what} field ${JSON.stringify(field)}`);
}

/** As API servers say it: the object of a body cannot be handled, and that of a patch is invalid. */
function refused({ translation }: ConvertedRequest, { patched }: Incoming, reason: string): ProblemError {
  const { kind } = translation.family;
  if (patched === undefined) {
    const { version } = parseGroupVersion(translation.wanted);
    return new ProblemError({ ...problem('OBJECT_NOT_DECODED', { kind, version, reason }), causes: [] });
  }
  const message = `Invalid value: ${JSON.stringify(patched)}: ${reason}`;
  const causes = [{ reason: 'FieldValueInvalid', message, field: 'patch' }];
  return new ProblemError({ ...problem('PATCH_NOT_DECODED', { name: ' ""', message }), causes });
}
