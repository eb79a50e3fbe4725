import { z } from 'zod';
import { problem } from '../../errors.ts';
import { valueAt } from '../../json/json.ts';
import { ConversionFailure } from '../scope.ts';
import type { StepDefinition } from '../step.ts';
import { fieldName, fieldPath } from './field-path.ts';

const schema = z.strictObject({
  fail: z.strictObject({
    side: z.enum(['spoke', 'hub']).describe('the side that such an object cannot leave'),
    path: fieldPath.optional().describe('the field that makes it so; every object, when left out'),
    reason: z.string().min(1, 'must say in one sentence why').describe('what is told'),
  }),
});

/** An object that must not be converted, since a loss would be worse than an error. */
export const fail: StepDefinition<z.infer<typeof schema>> = {
  name: 'fail',
  summary:
    'Refuses an object that leaves one side: one that has the field, or every one, which makes sense inside `when`. For what must not ' +
    'be lost; where a loss is better than an error, use `drop`.',
  schema,
  example: {
    step: { fail: { side: 'hub', path: 'spec.encryption', reason: 'v1beta1 stores everything in plain text' } },
    cases: [
      { spoke: { spec: { size: 1 } }, hub: { spec: { size: 1 } } },
      { hub: { spec: { encryption: 'AES' } }, error: 'spec.encryption: v1beta1 stores everything in plain text' },
    ],
  },
  describe({ fail: { side, path, reason } }, direction) {
    if (direction !== (side === 'hub' ? 'down' : 'up')) return undefined;
    return path ? `an object with ${fieldName(path)} is refused: ${reason}` : `the object is refused: ${reason}`;
  },
  compile({ fail: { side, path, reason } }) {
    const leaves = side === 'hub' ? 'down' : 'up';
    return (node, direction, scope) => {
      if (direction !== leaves || (path && (valueAt(node, path) ?? null) === null)) return;
      const where = scope.where(path ?? []) || 'the object';
      throw new ConversionFailure(problem('CONVERSION_REFUSED', { path: where, reason }));
    };
  },
};
