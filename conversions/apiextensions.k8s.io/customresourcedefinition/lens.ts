import { putField, takeField } from '../../../src/engine/field.ts';
import type { Lens } from '../../../src/engine/rule-set.ts';
import { literalPath } from '../../../src/engine/path.ts';
import type { Direction, Draft, Scope } from '../../../src/engine/scope.ts';
import { walk } from '../../../src/engine/walk.ts';
import { toV1Conversion, toV1beta1Conversion } from './conversion-webhook.ts';
import { liftVersionFields, spreadVersionFields } from './version-fields.ts';

const SPEC = literalPath('spec');
const CONVERSION = literalPath('conversion');
const COLUMNS = [literalPath('additionalPrinterColumns[*]'), literalPath('versions[*].additionalPrinterColumns[*]')];

/** v1beta1 can say for all versions at once what v1 says for each: schema, subresources, columns, selectable fields. */
export const customResourceDefinition: Lens = (object, direction, scope) => {
  const draft = scope.draft(object);
  walk(draft, SPEC, scope, (spec) => (direction === 'up' ? toV1(spec, scope) : toV1beta1(spec, scope)));
  return draft;
};

function toV1(spec: Draft, scope: Scope): void {
  renameJsonPath(spec, 'up', scope);
  spreadVersionFields(spec, scope);
  walk(spec, CONVERSION, scope, (conversion) => toV1Conversion(conversion, scope));
  if (spec.preserveUnknownFields === false) scope.remove(spec, 'preserveUnknownFields');
}

function toV1beta1(spec: Draft, scope: Scope): void {
  // v1beta1's default is true, so that false has to be written.
  spec.preserveUnknownFields ??= false;
  walk(spec, CONVERSION, scope, (conversion) => toV1beta1Conversion(conversion, scope));
  liftVersionFields(spec, scope);
  renameJsonPath(spec, 'down', scope);
}

function renameJsonPath(spec: Draft, direction: Direction, scope: Scope): void {
  const [from, to] = direction === 'up' ? (['JSONPath', 'jsonPath'] as const) : (['jsonPath', 'JSONPath'] as const);
  for (const path of COLUMNS) {
    walk(spec, path, scope, (column) => {
      const value = takeField(column, [from], scope);
      if (value !== undefined) putField(column, [to], value, scope);
    });
  }
}
