import { z } from 'zod';
import { encodeJson } from '../../json/encode.ts';
import { jsonEqual } from '../../json/equal.ts';
import { ownValue, type Json } from '../../json/json.ts';
import type { FieldPath } from '../field.ts';
import type { Path } from '../path.ts';
import type { Draft, Scope } from '../scope.ts';
import type { StepDefinition } from '../step.ts';
import { walk } from '../walk.ts';
import { fieldName, fieldPath } from './field-path.ts';
import { jsonValues } from './json-value.ts';

const schema = z.strictObject({
  zero: z.strictObject({
    side: z.enum(['spoke', 'hub']).describe('the side that writes such values'),
    at: fieldPath.optional().describe('the object that has the fields; the step does nothing where it is absent'),
    always: jsonValues
      .optional()
      .describe('fields that this version always writes, with the value that stands for "not set"'),
    omit: jsonValues.optional().describe('values that are taken off when leaving, and never written'),
  }),
});

/**
 * Go structs encode some fields even when they are not set (no `omitempty`): `servicePort: 0`, `port: {}`. This step
 * removes them when leaving that side, so that other steps see "absent", and writes them when arriving there.
 */
export const zero: StepDefinition<z.infer<typeof schema>> = {
  name: 'zero',
  summary: 'Values that stand for "not set" on one side: removed when leaving it, written when arriving (`always`).',
  schema,
  example: {
    step: { zero: { side: 'spoke', at: 'backend', always: { servicePort: 0 }, omit: { serviceName: '' } } },
    cases: [{ spoke: { backend: { resource: 'a', servicePort: 0 } }, hub: { backend: { resource: 'a' } } }],
  },
  describe({ zero: { side, at, always = {}, omit = {} } }, direction) {
    const arrives = direction === (side === 'hub' ? 'up' : 'down');
    const place = at === undefined ? '' : ` in ${fieldName(at)}`;
    const values = Object.entries(arrives ? always : { ...always, ...omit });
    const texts = values.map(([key, value]) => `\`${key}: ${encodeJson(value)}\``).join(', ');
    if (texts === '') return undefined;
    return arrives ? `${texts} is written${place} where it is not set` : `${texts} counts as not set${place}`;
  },
  compile({ zero: spec }) {
    const arrives = spec.side === 'hub' ? 'up' : 'down';
    const path = keysOf(spec.at);
    const written = Object.entries(spec.always ?? {});
    const removed = Object.entries({ ...spec.always, ...spec.omit });
    return (node, direction, scope) =>
      walk(node, path, scope, (target) => {
        if (direction === arrives) writeZeros(target, written);
        else removeZeros(target, removed, scope);
      });
  },
};

function keysOf(path: FieldPath | undefined): Path {
  return (path ?? []).map((key) => ({ kind: 'key', key }));
}

type Zeros = readonly (readonly [string, Json])[];

function writeZeros(target: Draft, zeros: Zeros): void {
  for (const [key, value] of zeros) if ((ownValue(target, key) ?? null) === null) target[key] = value;
}

function removeZeros(target: Draft, zeros: Zeros, scope: Scope): void {
  for (const [key, value] of zeros) {
    const found = ownValue(target, key);
    if (found !== undefined && jsonEqual(found, value)) scope.remove(target, key);
  }
}
