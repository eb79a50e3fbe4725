import { z } from 'zod';
import type { Json } from '../../json/json.ts';
import { putField, takeField, type FieldPath } from '../field.ts';
import type { Draft, Scope } from '../scope.ts';
import type { StepDefinition } from '../step.ts';
import { fieldName, fieldPath } from './field-path.ts';

const schema = z.strictObject({
  union: z.strictObject({
    field: fieldPath.describe('the field of the spoke, an integer or a text'),
    integer: fieldPath.describe('the field of the hub for an integer'),
    string: fieldPath.describe('the field of the hub for a text; it wins where the hub has both'),
  }),
});

type Union = z.infer<typeof schema>['union'];

/** A field of type IntOrString in the spoke is two fields in the hub, one for each type. */
export const union: StepDefinition<z.infer<typeof schema>> = {
  name: 'union',
  summary: 'An integer-or-string field of the spoke (`field`) is one of two fields in the hub (`integer`, `string`).',
  schema,
  example: {
    step: { union: { field: 'servicePort', integer: 'port.number', string: 'port.name' } },
    cases: [
      { spoke: { servicePort: 80 }, hub: { port: { number: 80 } } },
      { hub: { port: { number: 80, name: 'web' } }, spoke: { servicePort: 'web' }, losses: ['port.number'] },
    ],
  },
  describe({ union: { field, integer, string } }, direction) {
    return direction === 'up'
      ? `${fieldName(field)} becomes ${fieldName(integer)} when it is a number, ${fieldName(string)} when it is text`
      : `${fieldName(string)}, or else ${fieldName(integer)}, becomes ${fieldName(field)}; where both are set, the number is lost`;
  },
  losses({ union: { field, integer, string } }, direction) {
    if (direction === 'up') return undefined;
    return `${fieldName(integer)} is lost where ${fieldName(string)} is set too: ${fieldName(field)} holds one of them`;
  },
  compile({ union: spec }) {
    return (node, direction, scope) => (direction === 'up' ? split(node, spec, scope) : join(node, spec, scope));
  },
};

function split(node: Draft, spec: Union, scope: Scope): void {
  const value = takeField(node, spec.field, scope);
  if (value === undefined) return;
  if (typeof value === 'string') putField(node, spec.string, value, scope);
  else if (isInteger(value)) putField(node, spec.integer, value, scope);
  else throw scope.typeMismatch(spec.field, 'an integer or a string', value);
}

/** A string wins over an integer, as in upstream's conversions; the integer beside it is lost. */
function join(node: Draft, spec: Union, scope: Scope): void {
  const text = takeField(node, spec.string, scope) ?? '';
  const integer = takeField(node, spec.integer, scope);
  if (typeof text !== 'string') throw scope.typeMismatch(spec.string, 'a string', text);
  if (integer !== undefined && !isInteger(integer)) throw scope.typeMismatch(spec.integer, 'an integer', integer);
  if (text !== '' && integer !== undefined && integer !== 0) {
    scope.lose(spec.integer, integer, `${last(spec.field)} holds either a number or a name, and the name is kept`);
  }
  const value = text === '' ? integer : text;
  if (value !== undefined) putField(node, spec.field, value, scope);
}

function isInteger(value: Json): boolean {
  return typeof value === 'bigint' || Number.isInteger(value);
}

function last(path: FieldPath): string {
  return path.at(-1) ?? '';
}
