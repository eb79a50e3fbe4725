import { isJsonArray, isJsonObject, objectAt, stringAt, type Json, type JsonObject } from '../json/json.ts';
import { nodeBuilder } from './build-nodes.ts';
import type { SchemaNode } from './node.ts';
import { packagedDefinition } from './packaged.ts';
import { prepareSchema } from './prepare.ts';

/**
 * The schema of one version, such as `v1`, of the kind that a CustomResourceDefinition defines, in apiextensions.k8s.io/v1 or
 * v1beta1. `any` when the server prunes nothing of it, undefined when the definition does not have the version.
 * `metadata` is ObjectMeta of the newest packaged minor, whatever the definition says of it: so do API servers.
 */
export function schemaFromCrd(crd: JsonObject, version: string): SchemaNode | undefined {
  const spec = objectAt(crd, 'spec') ?? {};
  const entry = versionsOf(spec).find(({ name }) => name === version);
  if (!entry) return undefined;
  if (keepsEverything(crd, spec)) return { kind: 'any' };
  const schema = objectAt(objectAt(entry, 'schema') ?? objectAt(spec, 'validation'), 'openAPIV3Schema');
  if (!schema) return { kind: 'any' };
  const root = { ...schema, 'x-kubernetes-embedded-resource': true };
  return nodeBuilder(packagedDefinition)(prepareSchema(root, { structural: true }));
}

/** A definition of v1beta1 may name its only version alone. */
function versionsOf(spec: JsonObject): readonly JsonObject[] {
  const { versions } = spec;
  if (isJsonArray(versions)) return versions.filter((entry: Json) => isJsonObject(entry));
  return [{ name: stringAt(spec, 'version') }];
}

/** `preserveUnknownFields` is true by default in v1beta1, and may not be true in v1. */
function keepsEverything(crd: JsonObject, { preserveUnknownFields }: JsonObject): boolean {
  return (
    preserveUnknownFields === true ||
    (stringAt(crd, 'apiVersion')?.endsWith('/v1beta1') === true && preserveUnknownFields !== false)
  );
}
