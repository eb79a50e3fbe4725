import { z } from 'zod';
import { putField, takeField } from '../field.ts';
import type { StepDefinition } from '../step.ts';
import { fieldName, fieldPath } from './field-path.ts';

const schema = z.strictObject({
  move: z.strictObject({
    from: fieldPath.describe('the field of the spoke'),
    to: fieldPath.describe('the field of the hub'),
  }),
});

/** A field has another place, or another name, in the hub. */
export const move: StepDefinition<z.infer<typeof schema>> = {
  name: 'move',
  summary: 'A field of the spoke (`from`) is another field in the hub (`to`).',
  schema,
  example: {
    step: { move: { from: 'spec.backend', to: 'spec.defaultBackend' } },
    cases: [{ spoke: { spec: { backend: 'a' } }, hub: { spec: { defaultBackend: 'a' } } }],
  },
  describe({ move: { from, to } }, direction) {
    const [source, target] = direction === 'up' ? [from, to] : [to, from];
    return `${fieldName(source)} becomes ${fieldName(target)}`;
  },
  compile({ move: { from, to } }) {
    return (node, direction, scope) => {
      const [source, target] = direction === 'up' ? [from, to] : [to, from];
      const value = takeField(node, source, scope);
      if (value !== undefined) putField(node, target, value, scope);
    };
  },
};
