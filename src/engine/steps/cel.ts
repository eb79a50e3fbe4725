import { z } from 'zod';
import type { CelExpression } from '../../cel/compile.ts';
import { jsonEqual } from '../../json/equal.ts';
import type { Json } from '../../json/json.ts';
import { putField, takeField } from '../field.ts';
import type { Scope } from '../scope.ts';
import type { StepDefinition } from '../step.ts';
import { evaluate, expression } from './expression.ts';
import { fieldName, fieldPath } from './field-path.ts';

const schema = z.strictObject({
  cel: z.strictObject({
    from: fieldPath.describe('the field of the spoke'),
    to: fieldPath.describe('the field of the hub; it may be the same path'),
    up: expression.describe("the hub's value: `self` is the spoke's, `object` the whole object"),
    down: expression.describe("the spoke's value: `self` is the hub's"),
  }),
});

/** The value of a field is computed. */
export const cel: StepDefinition<z.infer<typeof schema>> = {
  name: 'cel',
  summary:
    'The value of a field is computed from that of the other side by a pair of expressions. A value that the other expression does not ' +
    'give back is told as lost.',
  schema,
  example: {
    step: { cel: { from: 'spec.port', to: 'spec.url', up: "'tcp://' + string(self)", down: 'int(self.substring(6))' } },
    cases: [{ spoke: { spec: { port: 80 } }, hub: { spec: { url: 'tcp://80' } } }],
  },
  describe({ cel: { from, to, up, down } }, direction) {
    const [source, target, { source: text }] = direction === 'up' ? [from, to, up] : [to, from, down];
    return `${fieldName(target)} is computed from ${fieldName(source)}: \`${text}\``;
  },
  losses({ cel: { from, to, up, down } }, direction) {
    const [source, { source: back }] = direction === 'up' ? [from, down] : [to, up];
    return `a value of ${fieldName(source)} is lost where \`${back}\` does not give it back`;
  },
  compile({ cel: { from, to, up, down } }) {
    return (node, direction, scope) => {
      const [source, target] = direction === 'up' ? [from, to] : [to, from];
      const [there, back] = direction === 'up' ? [up, down] : [down, up];
      const value = takeField(node, source, scope);
      if (value === undefined) return;
      const result = evaluate(there, value, scope, source) ?? undefined;
      const reason = reasonOfLoss(value, result, { back, scope });
      if (reason !== undefined) scope.lose(source, value, reason);
      if (result !== undefined) putField(node, target, result, scope);
    };
  },
};

interface WayBack {
  readonly back: CelExpression;
  readonly scope: Scope;
}

function reasonOfLoss(value: Json, result: Json | undefined, { back, scope }: WayBack): string | undefined {
  if (result === undefined) return 'the other version has no value for it';
  const again = back.evaluate({ self: result, object: scope.root });
  return again.ok && jsonEqual(again.value, value)
    ? undefined
    : 'it cannot be computed back from the value that it gives';
}
