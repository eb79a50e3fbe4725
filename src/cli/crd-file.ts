import { readFileSync } from 'node:fs';
import { problem, ProblemError } from '../errors.ts';
import { reasonOf } from '../json/decode.ts';
import { isJsonObject, objectAt, stringAt, type JsonObject } from '../json/json.ts';
import { decodeYaml } from '../manifest/yaml.ts';
import { crdSchemas, type RuleSchemas } from '../rules/lint/rule-schemas.ts';
import { schemaFromCrd } from '../schema/crd.ts';

/** A kind with the schemas that its CustomResourceDefinition has. */
export interface CrdFile {
  readonly kind: string;
  /** `<plural>.<group>`, as every CustomResourceDefinition is named. */
  readonly name: string;
  readonly schemas: RuleSchemas;
}

/** Reads a CustomResourceDefinition. Throws ProblemError with `INPUT_UNREADABLE`, also for a file that holds something else. */
export function readCrd(file: string): CrdFile {
  const crd = crdIn(file);
  const spec = objectAt(crd, 'spec');
  const group = stringAt(spec, 'group');
  const names = objectAt(spec, 'names');
  const kind = stringAt(names, 'kind');
  if (group === undefined || kind === undefined) throw unreadable(file, 'it is no CustomResourceDefinition');
  const name = `${stringAt(names, 'plural') ?? kind.toLowerCase()}.${group}`;
  return { kind, name, schemas: crdSchemas(group, (version) => schemaFromCrd(crd, version)) };
}

function crdIn(file: string): JsonObject {
  const decoded = decodeYaml(textOf(file));
  if (!decoded.ok) throw unreadable(file, decoded.problem.message);
  if (isJsonObject(decoded.value) && decoded.value.kind === 'CustomResourceDefinition') return decoded.value;
  throw unreadable(file, 'it is no CustomResourceDefinition');
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(file, reasonOf(error));
  }
}

function unreadable(file: string, reason: string): ProblemError {
  return new ProblemError(problem('INPUT_UNREADABLE', { file, reason }));
}
