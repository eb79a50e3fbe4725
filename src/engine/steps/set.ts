import { z } from 'zod';
import { encodeJson } from '../../json/encode.ts';
import { jsonEqual } from '../../json/equal.ts';
import { putField, takeField } from '../field.ts';
import type { StepDefinition } from '../step.ts';
import { fieldName, fieldPath } from './field-path.ts';
import { jsonValue } from './json-value.ts';

const schema = z.strictObject({
  set: z.strictObject({
    side: z.enum(['spoke', 'hub']).describe('the side that has the field'),
    path: fieldPath.describe('the field'),
    value: jsonValue.describe('what the field holds there'),
  }),
});

/** A field that only one side has, where everything that comes from the other side means one value. */
export const set: StepDefinition<z.infer<typeof schema>> = {
  name: 'set',
  summary:
    'A field that only one side has, and one value that every object of the other side means. It is written when arriving, and taken ' +
    'off when leaving; another value is lost.',
  schema,
  example: {
    step: { set: { side: 'hub', path: 'spec.mode', value: 'Classic' } },
    cases: [
      { spoke: { spec: { size: 1 } }, hub: { spec: { size: 1, mode: 'Classic' } } },
      { hub: { spec: { size: 1, mode: 'New' } }, spoke: { spec: { size: 1 } }, losses: ['spec.mode'] },
    ],
  },
  describe({ set: { side, path, value } }, direction) {
    const text = `\`${encodeJson(value)}\``;
    return direction === (side === 'hub' ? 'up' : 'down')
      ? `${fieldName(path)} is set to ${text}`
      : `${fieldName(path)} is left out, and lost when it is not ${text}`;
  },
  losses({ set: { side, path, value } }, direction) {
    if (direction === (side === 'hub' ? 'up' : 'down')) return undefined;
    return `${fieldName(path)} is lost when it is not \`${encodeJson(value)}\`: the other version always means that`;
  },
  compile({ set: { side, path, value } }) {
    const arrives = side === 'hub' ? 'up' : 'down';
    const reason = `the other version always means ${encodeJson(value)}`;
    return (node, direction, scope) => {
      if (direction === arrives) putField(node, path, value, scope);
      else {
        const found = takeField(node, path, scope);
        if (found !== undefined && !jsonEqual(found, value)) scope.lose(path, found, reason);
      }
    };
  },
};
