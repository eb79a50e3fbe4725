import { z } from 'zod';
import { problem } from '../../errors.ts';
import type { Json } from '../../json/json.ts';
import { putField, takeField, type FieldPath } from '../field.ts';
import { ConversionFailure, type Direction, type Draft, type Scope } from '../scope.ts';
import type { StepDefinition } from '../step.ts';
import { fieldName, fieldPath } from './field-path.ts';

const schema = z
  .strictObject({
    map: z.strictObject({
      field: fieldPath.describe('the field, at the same place in both versions'),
      values: z.record(z.string(), z.string()).describe('by value in the spoke, the value in the hub'),
      other: z
        .enum(['keep', 'lose', 'fail'])
        .default('keep')
        .describe(
          'what becomes of a value that is not in the table: it stays as it is, is lost, or refuses the object',
        ),
      reason: z
        .string()
        .min(1, 'must say in one sentence why')
        .optional()
        .describe('why such a value is lost or refused'),
    }),
  })
  .superRefine(({ map: { values, other, reason } }, context) => {
    const targets = Object.values(values);
    const twice = targets.find((value, index) => targets.indexOf(value) < index);
    if (twice !== undefined) {
      const message = `two values become "${twice}", which can be read back as one of them only`;
      context.addIssue({ code: 'custom', path: ['map', 'values'], message });
    }
    if ((other === 'keep') !== (reason === undefined)) {
      const message =
        other === 'keep'
          ? 'a reason is for `other: lose` and `other: fail`'
          : `\`other: ${other}\` needs a \`reason\`: why such a value is ${other === 'lose' ? 'lost' : 'refused'}, in one sentence`;
      context.addIssue({ code: 'custom', path: ['map'], message });
    }
  });

type Spec = z.infer<typeof schema>;

/** The values of an enum have other names in the hub. */
export const map: StepDefinition<Spec> = {
  name: 'map',
  summary: 'The values of a field have other names in the hub. Each value stands for exactly one of the other side.',
  schema,
  example: {
    step: { map: { field: 'spec.mode', values: { Fast: 'Parallel', Slow: 'OneByOne' } } },
    cases: [
      { spoke: { spec: { mode: 'Fast' } }, hub: { spec: { mode: 'Parallel' } } },
      { spoke: { spec: { mode: 'Other' } }, hub: { spec: { mode: 'Other' } } },
    ],
  },
  describe({ map: { field, values } }, direction) {
    const pairs = Object.entries(values).map(([spoke, hub]) =>
      direction === 'up' ? `\`${spoke}\` becomes \`${hub}\`` : `\`${hub}\` becomes \`${spoke}\``,
    );
    return `in ${fieldName(field)} ${pairs.join(', ')}`;
  },
  losses({ map: { field, values, other, reason = '' } }, direction) {
    if (other === 'lose') return `any other value of ${fieldName(field)} is lost: ${reason}`;
    const taken = other === 'keep' ? takenValues(values, direction) : [];
    if (taken.length === 0) return undefined;
    const names = taken.map((value) => `\`${value}\``).join(', ');
    return `${names} in ${fieldName(field)} is lost: the other version has another meaning for this value`;
  },
  compile({ map: { field, values, other, reason = '' } }) {
    const up = new Map(Object.entries(values));
    const down = new Map([...up].map(([spoke, hub]) => [hub, spoke]));
    const rest = { other, reason };
    return (node, direction, scope) => {
      const [table, taken] = direction === 'up' ? [up, down] : [down, up];
      renameValue(node, { field, table, taken, direction, ...rest }, scope);
    };
  },
};

/** Values without a partner that would be read back as those of another value. */
function takenValues(values: Spec['map']['values'], direction: Direction): readonly string[] {
  const [own, others] = [Object.keys(values), Object.values(values)];
  const [known, taken] = direction === 'up' ? [own, others] : [others, own];
  return taken.filter((value) => !known.includes(value));
}

interface Renaming {
  readonly field: FieldPath;
  readonly table: ReadonlyMap<string, string>;
  /** The values that mean something else on the side that is arrived at. */
  readonly taken: ReadonlyMap<string, string>;
  readonly direction: Direction;
  readonly other: Spec['map']['other'];
  readonly reason: string;
}

function renameValue(node: Draft, renaming: Renaming, scope: Scope): void {
  const { field, table } = renaming;
  const value = takeField(node, field, scope);
  if (value === undefined) return;
  if (typeof value !== 'string') throw scope.typeMismatch(field, 'a string', value);
  const renamed = table.get(value) ?? otherValue(value, renaming, scope);
  if (renamed !== undefined) putField(node, field, renamed, scope);
}

/** What becomes of a value that is not in the table; undefined when it is lost. */
function otherValue(value: string, { field, taken, other, reason }: Renaming, scope: Scope): Json | undefined {
  if (other === 'fail') {
    throw new ConversionFailure(problem('CONVERSION_REFUSED', { path: scope.where(field), reason }));
  }
  if (other === 'keep' && !taken.has(value)) return value;
  scope.lose(field, value, other === 'lose' ? reason : 'the other version has another meaning for this value');
  return undefined;
}
