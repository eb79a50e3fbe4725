import { z } from 'zod';
import { valueAt } from '../../json/json.ts';
import { isEmpty, putField, takeField } from '../field.ts';
import type { Draft, Scope } from '../scope.ts';
import type { StepDefinition } from '../step.ts';
import { fieldKey, fieldName } from './field-path.ts';

const schema = z.strictObject({
  nest: z.strictObject({
    side: z.enum(['spoke', 'hub']).describe('the side that has the object'),
    into: fieldKey.describe('the object that holds the fields on that side'),
    fields: z.array(fieldKey).min(1).describe('their names'),
  }),
});

/** Fields that one side keeps in an object of their own, and the other side beside that object. */
export const nest: StepDefinition<z.infer<typeof schema>> = {
  name: 'nest',
  summary: 'Fields (`fields`) that are inside an object (`into`) on one side, and stand in its place on the other.',
  schema,
  example: {
    step: { nest: { side: 'hub', into: 'limits', fields: ['cpu', 'memory'] } },
    cases: [{ spoke: { cpu: 2, memory: '1Gi' }, hub: { limits: { cpu: 2, memory: '1Gi' } } }],
  },
  describe({ nest: { side, into, fields } }, direction) {
    const names = fields.map((field) => fieldName([field])).join(', ');
    return direction === (side === 'hub' ? 'up' : 'down')
      ? `${names} move into ${fieldName([into])}`
      : `${names} move out of ${fieldName([into])}`;
  },
  compile({ nest: { side, into, fields } }) {
    const wraps = side === 'hub' ? 'up' : 'down';
    return (node, direction, scope) => {
      if (direction === wraps) wrap(node, into, fields, scope);
      else unwrap(node, into, fields, scope);
    };
  },
};

function wrap(node: Draft, into: string, fields: readonly string[], scope: Scope): void {
  const present = fields.filter((field) => (valueAt(node, [field]) ?? null) !== null);
  if (present.length === 0) return;
  const inner = scope.child(node, into) ?? scope.draft({});
  for (const field of present) {
    const value = takeField(node, [field], scope);
    if (value === undefined) continue;
    scope.enter(into);
    putField(inner, [field], value, scope);
    scope.leave();
  }
  node[into] = inner;
}

function unwrap(node: Draft, into: string, fields: readonly string[], scope: Scope): void {
  const inner = scope.child(node, into);
  if (!inner) return;
  for (const field of fields) {
    scope.enter(into);
    const value = takeField(inner, [field], scope);
    scope.leave();
    if (value !== undefined) putField(node, [field], value, scope);
  }
  // What is left is unknown to the rule, and stays where it is.
  if (isEmpty(inner)) scope.remove(node, into);
  else node[into] = scope.settle(inner);
}
