import type { FieldPath } from '../../engine/field.ts';
import { encodeJson } from '../../json/encode.ts';
import type { Json } from '../../json/json.ts';
import type { ScalarType, SchemaNode } from '../../schema/node.ts';
import type { Site } from './finding.ts';
import type { LensRun } from './lens-run.ts';
import { canHold, typeName } from './type-name.ts';

/** Where a step names a field. */
export interface Place {
  readonly run: LensRun;
  readonly site: Site;
}

export interface TypedField {
  readonly path: FieldPath;
  readonly type: SchemaNode;
}

/** Reports a field that is not of the scalar type that a step is for. */
export function expectType(place: Place, { path, type }: TypedField, expected: ScalarType): void {
  if (type.kind === 'any' || (type.kind === 'scalar' && type.type === expected)) return;
  mismatch(place, { path, type }, typeName({ kind: 'scalar', type: expected }));
}

/** Reports a field whose type is not the one that a step is for, in words. */
export function mismatch({ run, site }: Place, { path, type }: TypedField, expected: string): void {
  const parameters = { path: run.name(path), version: run.version, actual: typeName(type), expected };
  run.report('LINT_TYPE_MISMATCH', site, parameters);
}

/** Reports a step that waits for a value which a field never has. */
export function expectValue({ run, site }: Place, { path, type }: TypedField, value: Json): void {
  if (canHold(type, value)) return;
  const reason = `${run.name(path)} is ${typeName(type)} in ${run.version} and is never ${encodeJson(value)}`;
  run.report('LINT_STEP_DEAD', site, { reason });
}
