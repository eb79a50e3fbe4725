import { z } from 'zod';
import type { Json } from '../../json/json.ts';
import { putField, takeField, type FieldPath } from '../field.ts';
import type { Scope } from '../scope.ts';
import type { StepDefinition } from '../step.ts';
import { fieldName, fieldPath } from './field-path.ts';

const schema = z.strictObject({
  scale: z.strictObject({
    from: fieldPath.describe('the field of the spoke'),
    to: fieldPath.describe('the field of the hub; the same path when only the unit differs'),
    factor: z.int().min(2).describe('how many units of the hub are one of the spoke'),
  }),
});

/** A number has another unit in the hub. */
export const scale: StepDefinition<z.infer<typeof schema>> = {
  name: 'scale',
  summary:
    'An integer has a smaller unit in the hub: its value there is `factor` times that of the spoke. What is left when dividing is lost.',
  schema,
  example: {
    step: { scale: { from: 'spec.timeoutSeconds', to: 'spec.timeoutMilliseconds', factor: 1000 } },
    cases: [
      { spoke: { spec: { timeoutSeconds: 3 } }, hub: { spec: { timeoutMilliseconds: 3000 } } },
      {
        hub: { spec: { timeoutMilliseconds: 3500 } },
        spoke: { spec: { timeoutSeconds: 3 } },
        losses: ['spec.timeoutMilliseconds'],
      },
    ],
  },
  describe({ scale: { from, to, factor } }, direction) {
    return direction === 'up'
      ? `${fieldName(from)} times ${String(factor)} becomes ${fieldName(to)}`
      : `${fieldName(to)} divided by ${String(factor)} becomes ${fieldName(from)}`;
  },
  losses({ scale: { to, factor } }, direction) {
    if (direction === 'up') return undefined;
    return `a value of ${fieldName(to)} that is no multiple of ${String(factor)} is lost, and its rounding towards zero is kept`;
  },
  compile({ scale: { from, to, factor } }) {
    const by = BigInt(factor);
    return (node, direction, scope) => {
      const [source, target] = direction === 'up' ? [from, to] : [to, from];
      const value = takeField(node, source, scope);
      if (value === undefined) return;
      const integer = integerOf(value, source, scope);
      if (direction === 'down' && integer % by !== 0n) {
        scope.lose(source, value, `it is no multiple of ${String(by)}, and is rounded towards zero`);
      }
      putField(node, target, jsonInteger(direction === 'up' ? integer * by : integer / by), scope);
    };
  },
};

function integerOf(value: Json, path: FieldPath, scope: Scope): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  throw scope.typeMismatch(path, 'an integer', value);
}

function jsonInteger(value: bigint): Json {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
