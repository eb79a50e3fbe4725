import { z } from 'zod';
import { problem } from '../../errors.ts';
import { encodeJson } from '../../json/encode.ts';
import { jsonEqual } from '../../json/equal.ts';
import { valueAt, type Json } from '../../json/json.ts';
import type { CelExpression } from '../../cel/compile.ts';
import type { FieldPath } from '../field.ts';
import { ConversionFailure, type Direction, type Draft, type Scope } from '../scope.ts';
import type { StepDefinition } from '../step.ts';
import { evaluate, expression } from './expression.ts';
import { fieldName, fieldPath } from './field-path.ts';
import { jsonValue } from './json-value.ts';

const schema = z
  .strictObject({
    when: z.strictObject({
      field: fieldPath.optional().describe('a field that both versions have'),
      equals: jsonValue.optional().describe('what the field must hold; null for one that is left out'),
      spoke: expression.optional().describe('instead: a condition on the object in the spoke, `self`'),
      hub: expression.optional().describe('with `spoke`: the same condition on the object in the hub'),
    }),
    use: z.string().optional().describe('the name of a lens under `spec.lenses`'),
    lens: z.array(z.record(z.string(), z.unknown())).optional().describe('steps in place'),
  })
  .refine((spec) => (spec.use === undefined) !== (spec.lens === undefined), {
    message: 'write either `use: NAME` (a lens under spec.lenses) or `lens: [...]` (steps in place)',
  })
  .refine(({ when: { field, equals, spoke, hub } }) => isWhole([field, equals], [spoke, hub]), {
    path: ['when'],
    message: 'write either `field` and `equals`, or `spoke` and `hub`',
  });

type Condition = z.infer<typeof schema>['when'];

/** Both of one pair, and none of the other. */
function isWhole(one: readonly unknown[], other: readonly unknown[]): boolean {
  const count = (pair: readonly unknown[]): number => pair.filter((part) => part !== undefined).length;
  return count(one) + count(other) === 2 && count(one) !== 1;
}

/** Runs a lens only on some objects. */
export const when: StepDefinition<z.infer<typeof schema>> = {
  name: 'when',
  summary:
    'Runs a lens on those objects only that meet a condition: that a field has a value, or an expression for each side. The condition ' +
    'must hold on both sides for the same objects.',
  schema,
  example: {
    step: {
      when: { field: 'spec.type', equals: 'Disk' },
      lens: [{ move: { from: 'spec.size', to: 'spec.capacity' } }],
    },
    cases: [
      { spoke: { spec: { type: 'Disk', size: 1 } }, hub: { spec: { type: 'Disk', capacity: 1 } } },
      { spoke: { spec: { type: 'Tape', size: 1 } }, hub: { spec: { type: 'Tape', size: 1 } } },
    ],
  },
  describe({ when: { field, equals, spoke, hub } }, direction) {
    if (field) return `where ${fieldName(field)} is \`${encodeJson(equals ?? null)}\``;
    return `where \`${(direction === 'up' ? spoke : hub)?.source ?? ''}\``;
  },
  compile(spec, lenses) {
    const inner = spec.use === undefined ? lenses.compile(spec.lens ?? []) : lenses.named(spec.use);
    return (node, direction, scope) => {
      if (isMet(spec.when, node, direction, scope)) inner(node, direction, scope);
    };
  },
};

function isMet({ field, equals, spoke, hub }: Condition, node: Draft, direction: Direction, scope: Scope): boolean {
  if (field) return holds(node, field, equals ?? null);
  const condition = direction === 'up' ? spoke : hub;
  return condition ? isTrue(condition, node, scope) : false;
}

function holds(node: Draft, field: FieldPath, equals: Json): boolean {
  return jsonEqual(valueAt(node, field), equals);
}

function isTrue(condition: CelExpression, node: Draft, scope: Scope): boolean {
  const value = evaluate(condition, node, scope);
  if (typeof value === 'boolean') return value;
  const reason = 'a condition is true or false';
  throw new ConversionFailure(problem('CEL_RESULT', { expression: condition.source, reason }));
}
