import { createHash } from 'node:crypto';
import { encodeJson } from '../json/encode.ts';
import type { JsonObject } from '../json/json.ts';
import type { Capabilities } from '../kubernetes/capabilities.ts';
import { gvkOf, parseGroupVersion } from '../kubernetes/group-version.ts';
import { definitionsInProtobuf } from '../schema/openapi-protobuf.ts';
import { packagedKind, packagedMinors, type PackagedKind } from '../schema/packaged.ts';
import { publishedSchema, type OpenApiVersion } from '../schema/published-schema.ts';
import type { AddedKind } from './served-resource.ts';

/** What is added to an OpenAPI document of version 2. */
export interface AddedDefinitions {
  /** Members of the object `definitions`, as JSON text without the braces. */
  readonly json: Buffer;
  /** To be appended to a document in protobuf. */
  readonly protobuf: Buffer;
  /** Equal for equal definitions. */
  readonly hash: string;
}

/** Before each name: a member may have a definition of the same name that says something else. */
const PREFIX = 'io.karmorph.';

/** Members to which the same is added share it. A set of some 30 kinds takes 0.5 MB. */
const MAX_KEPT = 32;

/** Describes added versions by the packaged schemas: those of the control plane's minor, or of the newest one that has the version. */
export function createDefinitions(): (added: readonly AddedKind[], controlPlane: Capabilities) => AddedDefinitions {
  const kept = new Map<string, AddedDefinitions>();
  return (added, controlPlane) => {
    const { kubernetesVersion = '' } = controlPlane;
    const key = [kubernetesVersion, ...added.map(({ apiVersion, family }) => gvkOf(apiVersion, family.kind))].join(' ');
    const made = kept.get(key) ?? madeOf(definitionsOf(added, kubernetesVersion, 'v2'));
    // The one that was asked for last is kept for longest.
    kept.delete(key);
    kept.set(key, made);
    for (const oldest of [...kept.keys()].slice(0, -MAX_KEPT)) kept.delete(oldest);
    return made;
  };
}

function madeOf(definitions: ReadonlyMap<string, JsonObject>): AddedDefinitions {
  const json = Buffer.from(encodeJson(Object.fromEntries(definitions)).slice(1, -1));
  const hash = createHash('sha256').update(json).digest('hex').slice(0, 32).toUpperCase();
  return { json, protobuf: definitionsInProtobuf(definitions), hash };
}

const PLACE: Readonly<Record<OpenApiVersion, string>> = { v2: '#/definitions/', v3: '#/components/schemas/' };

/**
 * The schemas of added kinds, and all that they refer to, by name, for a document of one version. A kind that no packaged minor has, such as a custom
 * resource, has none.
 */
export function definitionsOf(
  added: readonly AddedKind[],
  minor: string,
  version: OpenApiVersion,
): ReadonlyMap<string, JsonObject> {
  const found = new Map<string, JsonObject>();
  for (const { apiVersion, family } of added) {
    const kind = describedKind(minor, apiVersion, family.kind);
    if (!kind) continue;
    addWithReferences(found, kind, version);
    const gvk = { ...parseGroupVersion(apiVersion), kind: family.kind };
    const name = PREFIX + kind.name;
    found.set(name, { ...found.get(name), 'x-kubernetes-group-version-kind': [gvk] });
  }
  return found;
}

function describedKind(minor: string, apiVersion: string, kind: string): PackagedKind | undefined {
  for (const each of [minor, ...[...packagedMinors()].reverse()]) {
    const found = packagedKind(each, apiVersion, kind);
    if (found) return found;
  }
  return undefined;
}

function addWithReferences(
  found: Map<string, JsonObject>,
  { name, definitions }: PackagedKind,
  version: OpenApiVersion,
): void {
  const waiting = [name];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(PREFIX + next)) continue;
    const reference = (other: string): string => {
      waiting.push(other);
      return PLACE[version] + PREFIX + other;
    };
    found.set(PREFIX + next, publishedSchema(definitions(next) ?? 'any', { version, reference }));
  }
}
