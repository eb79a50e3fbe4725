import { z } from 'zod';
import { takeField } from '../field.ts';
import type { StepDefinition } from '../step.ts';
import { fieldName, fieldPath } from './field-path.ts';

const schema = z.strictObject({
  drop: z.strictObject({
    side: z.enum(['spoke', 'hub']).describe('the side that has the field'),
    path: fieldPath.describe('the field'),
    reason: z.string().min(1, 'must say in one sentence why').describe('why it is lost, in one sentence'),
  }),
});

/** A field that only one side has: converting away from that side is a loss, with the reason that the rule gives. */
export const drop: StepDefinition<z.infer<typeof schema>> = {
  name: 'drop',
  summary: 'A field that only one side has: leaving that side loses it, for the `reason` given.',
  schema,
  example: {
    step: { drop: { side: 'hub', path: 'spec.mode', reason: 'v1beta1 has no modes' } },
    cases: [{ hub: { spec: { mode: 'fast', replicas: 1 } }, spoke: { spec: { replicas: 1 } }, losses: ['spec.mode'] }],
  },
  describe({ drop: { side, path, reason } }, direction) {
    return direction === (side === 'hub' ? 'down' : 'up') ? `${fieldName(path)} is lost: ${reason}` : undefined;
  },
  losses(spec, direction) {
    return drop.describe(spec, direction);
  },
  compile({ drop: { side, path, reason } }) {
    const leaves = side === 'hub' ? 'down' : 'up';
    return (node, direction, scope) => {
      if (direction !== leaves) return;
      const value = takeField(node, path, scope);
      if (value !== undefined) scope.lose(path, value, reason);
    };
  },
};
