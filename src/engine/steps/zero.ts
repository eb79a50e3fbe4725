import { z } from 'zod';
import { jsonEqual } from '../../json/equal.ts';
import type { Json } from '../../json/json.ts';
import type { FieldPath } from '../field.ts';
import type { Path } from '../path.ts';
import type { Draft } from '../scope.ts';
import type { StepDefinition } from '../step.ts';
import { walk } from '../walk.ts';
import { fieldPath } from './field-path.ts';

const values = z.record(
  z.string(),
  z.json().transform((value) => value as Json),
);

const schema = z.strictObject({
  zero: z.strictObject({
    side: z.enum(['spoke', 'hub']),
    /** The object that has the fields; the step does nothing where it is absent. */
    at: fieldPath.optional(),
    /** Fields that this version always writes, with the value that stands for "not set". */
    always: values.optional(),
    /** Fields that this version leaves out when they have this value. */
    omit: values.optional(),
  }),
});

type Zero = z.infer<typeof schema>['zero'];

/**
 * Go structs encode some fields even when they are not set (no `omitempty`): `servicePort: 0`, `port: {}`. This step
 * removes them when leaving that side, so that other steps see "absent", and writes them when arriving there.
 */
export const zero: StepDefinition<z.infer<typeof schema>> = {
  name: 'zero',
  summary: 'Values that stand for "not set" on one side: removed when leaving it, written when arriving (`always`).',
  schema,
  compile({ zero: spec }) {
    const arrives = spec.side === 'hub' ? 'up' : 'down';
    return (node, direction, scope) =>
      walk(node, keysOf(spec.at), scope, (target) => {
        if (direction === arrives) writeZeros(target, spec);
        else removeZeros(target, spec);
      });
  },
};

function keysOf(path: FieldPath | undefined): Path {
  return (path ?? []).map((key) => ({ kind: 'key', key }));
}

function writeZeros(target: Draft, spec: Zero): void {
  for (const [key, value] of Object.entries(spec.always ?? {})) target[key] ??= value;
}

function removeZeros(target: Draft, spec: Zero): void {
  for (const [key, value] of Object.entries({ ...spec.always, ...spec.omit })) {
    if (jsonEqual(target[key], value)) Reflect.deleteProperty(target, key);
  }
}
