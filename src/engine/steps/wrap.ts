import { z } from 'zod';
import { isJsonArray } from '../../json/json.ts';
import { putField, takeField, type FieldPath } from '../field.ts';
import type { Draft, Scope } from '../scope.ts';
import type { StepDefinition } from '../step.ts';
import { fieldName, fieldPath } from './field-path.ts';

const schema = z.strictObject({
  wrap: z.strictObject({
    side: z.enum(['spoke', 'hub']).describe('the side that has the list'),
    list: fieldPath.describe('the list, on that side'),
    field: fieldPath.describe('the single value, on the other side'),
  }),
});

/** One value on one side is a list on the other. */
export const wrap: StepDefinition<z.infer<typeof schema>> = {
  name: 'wrap',
  summary:
    'A single value (`field`) on one side is a list with one element (`list`) on the other. More elements are lost.',
  schema,
  example: {
    step: { wrap: { side: 'hub', list: 'spec.hosts', field: 'spec.host' } },
    cases: [
      { spoke: { spec: { host: 'a' } }, hub: { spec: { hosts: ['a'] } } },
      { hub: { spec: { hosts: ['a', 'b'] } }, spoke: { spec: { host: 'a' } }, losses: ['spec.hosts[1]'] },
    ],
  },
  describe({ wrap: { side, list, field } }, direction) {
    return direction === (side === 'hub' ? 'up' : 'down')
      ? `${fieldName(field)} becomes the one element of ${fieldName(list)}`
      : `the first element of ${fieldName(list)} becomes ${fieldName(field)}`;
  },
  losses({ wrap: { side, list } }, direction) {
    if (direction === (side === 'hub' ? 'up' : 'down')) return undefined;
    return `elements of ${fieldName(list)} after the first are lost: the other version has one value`;
  },
  compile({ wrap: { side, list, field } }) {
    const wraps = side === 'hub' ? 'up' : 'down';
    return (node, direction, scope) =>
      direction === wraps ? intoList(node, { list, field }, scope) : outOfList(node, { list, field }, scope);
  },
};

interface Fields {
  readonly list: FieldPath;
  readonly field: FieldPath;
}

function intoList(node: Draft, { list, field }: Fields, scope: Scope): void {
  const value = takeField(node, field, scope);
  if (value === undefined) return;
  if (isJsonArray(value)) throw scope.typeMismatch(field, 'a single value', value);
  putField(node, list, [value], scope);
}

function outOfList(node: Draft, { list, field }: Fields, scope: Scope): void {
  const values = takeField(node, list, scope);
  if (values === undefined) return;
  if (!isJsonArray(values)) throw scope.typeMismatch(list, 'a list', values);
  const [first = null, ...more] = values;
  if (first === null) {
    scope.lose(list, values, 'the other version has one value here, and the list begins with none');
    return;
  }
  if (isJsonArray(first)) throw scope.typeMismatch([...list, 0], 'a single value', first);
  more.forEach((value, index) => scope.lose([...list, index + 1], value, 'the other version has one value here'));
  putField(node, field, first, scope);
}
