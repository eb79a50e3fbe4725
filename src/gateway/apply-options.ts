import { problem, ProblemError } from '../errors.ts';
import { decodeJson } from '../json/decode.ts';
import { isJsonObject, objectAt, stringAt, type JsonObject } from '../json/json.ts';
import { omit } from '../json/omit.ts';
import { decodeYaml, MAX_SERVED_YAML } from '../manifest/yaml.ts';
import { whyUnmergeable } from '../merge/apply/check-config.ts';
import { decodeObject } from '../schema/decode-object.ts';
import { typingText } from '../schema/go-types.ts';
import type { ObjectNode, SchemaNode } from '../schema/node.ts';
import { checkType } from './convert-request.ts';
import { labelsOf, type ConvertedRequest } from './exchange.ts';
import { isTrue } from './query.ts';

export const APPLY_PATCH = 'application/apply-patch+yaml';
const APPLY_CBOR = 'application/apply-patch+cbor';

/** Whether a media type is that of an apply, in a form that can be read or not. */
export function isApplyType(mediaType: string): boolean {
  return mediaType === APPLY_PATCH || mediaType === APPLY_CBOR;
}

/** An apply, read. */
export interface ApplyOptions {
  readonly config: JsonObject;
  readonly schema: SchemaNode;
  readonly manager: string;
  readonly force: boolean;
}

interface ApplyForm {
  readonly mediaType: string;
  /** Undefined for a kind whose schema is not known. */
  readonly schema: SchemaNode | undefined;
}

/** Reads an apply. Throws `PATCH_MEDIA_TYPE`, `APPLY_CBOR`, `APPLY_OPTIONS` or `APPLY_INVALID`, and as decoding and `checkType` fail. */
export function applyOptions(request: ConvertedRequest, { mediaType, schema }: ApplyForm): ApplyOptions {
  const { exchange, path, translation } = request;
  if (mediaType === APPLY_CBOR) throw new ProblemError(problem('APPLY_CBOR', { ...labelsOf(translation) }));
  if (!schema) throw new ProblemError(problem('PATCH_MEDIA_TYPE', { ...labelsOf(translation), type: mediaType }));
  const parameters = new URLSearchParams(exchange.target.query);
  const manager = parameters.get('fieldManager') ?? '';
  if (manager === '') throw withoutManager();
  const config = configOf(request);
  const reason = whyInapplicable(request, config) ?? whyUnmergeable(config, schema);
  if (reason !== undefined) throw new ProblemError({ ...problem('APPLY_INVALID', { reason }), causes: [] });
  return { config: appliedPart(config, path.subresource), schema, manager, force: isTrue(parameters.get('force')) };
}

function withoutManager(): ProblemError {
  const message = 'Required value: is required for apply patch';
  return new ProblemError({
    ...problem('APPLY_OPTIONS', { reason: `fieldManager: ${message}` }),
    about: { group: 'meta.k8s.io', kind: 'PatchOptions' },
    causes: [{ reason: 'FieldValueRequired', message, field: 'fieldManager' }],
  });
}

/** As API servers say it: an apply is typed before it is merged, whatever `fieldValidation` says. */
function whyInapplicable({ checks, translation }: ConvertedRequest, config: JsonObject): string | undefined {
  const metadata = objectAt(config, 'metadata');
  if (metadata?.managedFields !== undefined) return 'metadata.managedFields must be nil';
  const mistakes = checks ? mistakesIn(config, checks.schema) : [];
  if (mistakes.length === 0) return undefined;
  const name = `${stringAt(metadata, 'namespace') ?? ''}/${stringAt(metadata, 'name') ?? ''}`;
  const type = `${translation.wanted}, Kind=${translation.family.kind}`;
  const told = mistakes.length === 1 ? mistakes.join('') : ['errors:', ...mistakes].join('\n  ');
  return `failed to create typed patch object (${name}; ${type}): ${told}`;
}

function mistakesIn(config: JsonObject, schema: ObjectNode): readonly string[] {
  const { unknown, mistyped } = decodeObject(config, schema);
  return mistyped ? [typingText(mistyped)] : unknown.map((field) => `.${field}: field not declared in schema`);
}

/**
 * What of a configuration is applied: the status to the status, everything else to the object, as API servers do it for every built-in kind
 * that has one. What servers fill in is left out: Go's encoders write it into every object, as null.
 */
function appliedPart(config: JsonObject, subresource: string | undefined): JsonObject {
  const metadata = omit(objectAt(config, 'metadata') ?? {}, 'creationTimestamp', 'generation', 'selfLink');
  if (subresource === undefined) return { ...omit(config, 'status'), metadata };
  const { apiVersion, kind, status } = config;
  const { name, namespace, uid, resourceVersion } = metadata;
  return { apiVersion, kind, metadata: { name, namespace, uid, resourceVersion }, status };
}

function configOf({ body, translation }: ConvertedRequest): JsonObject {
  const text = body.toString('utf8');
  // kubectl sends JSON under this media type, and JSON is decoded in a fraction of the time.
  const json = text.trimStart().startsWith('{') ? decodeJson(text) : undefined;
  const decoded = json?.ok === true ? json : decodeYaml(text, MAX_SERVED_YAML);
  if (!decoded.ok) throw new ProblemError(decoded.problem);
  if (!isJsonObject(decoded.value)) throw new ProblemError(problem('OBJECT_NOT_KUBERNETES'));
  const checked = checkType(decoded.value, translation);
  if (!checked.ok) throw new ProblemError(checked.problem);
  return checked.object;
}
