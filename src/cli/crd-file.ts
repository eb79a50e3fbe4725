import { readFileSync } from 'node:fs';
import { problem, ProblemError } from '../errors.ts';
import { isJsonArray, isJsonObject, objectAt, stringAt, type JsonObject } from '../json/json.ts';
import { decodeYaml } from '../manifest/yaml.ts';
import { crdSchemas, type RuleSchemas } from '../rules/lint/rule-schemas.ts';
import { schemaFromCrd } from '../schema/crd.ts';
import { fileReason } from './file-reason.ts';

/** A kind with the schemas that its CustomResourceDefinition has. */
export interface CrdFile {
  readonly kind: string;
  /** `<plural>.<group>`, as every CustomResourceDefinition is named. */
  readonly name: string;
  /** The apiVersions that it has. */
  readonly versions: readonly string[];
  readonly schemas: RuleSchemas;
}

/** Reads a CustomResourceDefinition. Throws ProblemError with `CRD_FILE_UNUSABLE`, also for a file that holds something else. */
export function readCrd(file: string): CrdFile {
  const crd = crdIn(file);
  const spec = objectAt(crd, 'spec');
  const group = stringAt(spec, 'group');
  const names = objectAt(spec, 'names');
  const kind = stringAt(names, 'kind');
  if (group === undefined || kind === undefined) throw unreadable(file, 'it is no CustomResourceDefinition');
  const name = `${stringAt(names, 'plural') ?? kind.toLowerCase()}.${group}`;
  const versions = versionNames(spec).map((version) => `${group}/${version}`);
  return { kind, name, versions, schemas: crdSchemas(group, (version) => schemaFromCrd(crd, version)) };
}

/** Definitions of v1beta1 may have one version alone. */
function versionNames(spec: JsonObject | undefined): readonly string[] {
  const versions = spec?.versions;
  const names = isJsonArray(versions)
    ? versions.map((version) => (isJsonObject(version) ? stringAt(version, 'name') : undefined))
    : [stringAt(spec, 'version')];
  return names.filter((name) => name !== undefined);
}

function crdIn(file: string): JsonObject {
  const decoded = decodeYaml(textOf(file));
  if (!decoded.ok) throw unreadable(file, decoded.problem.message);
  if (isJsonObject(decoded.value) && decoded.value.kind === 'CustomResourceDefinition') return decoded.value;
  const kind = isJsonObject(decoded.value) ? stringAt(decoded.value, 'kind') : undefined;
  throw unreadable(file, `it is ${kind === undefined ? 'no' : `a ${kind}, not a`} CustomResourceDefinition`);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(file, fileReason(error));
  }
}

function unreadable(file: string, reason: string): ProblemError {
  return new ProblemError(problem('CRD_FILE_UNUSABLE', { file, reason }));
}
