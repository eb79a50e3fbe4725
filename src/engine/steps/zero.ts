import { z } from 'zod';
import { encodeJson } from '../../json/encode.ts';
import { jsonEqual } from '../../json/equal.ts';
import { ownValue, type Json, type JsonObject } from '../../json/json.ts';
import { objectIn } from '../field.ts';
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
    const keys = spec.at ?? [];
    const path = keys.map((key) => ({ kind: 'key', key }) as const);
    const written = Object.entries(spec.always ?? {});
    const removed = Object.entries({ ...spec.always, ...spec.omit });
    const arriving: Change = { zeros: written, isDue: isAbsent, make: writeZeros };
    const leaving: Change = { zeros: removed, isDue: isThere, make: removeZeros };
    return (node, direction, scope) => {
      const { zeros, isDue, make } = direction === arrives ? arriving : leaving;
      const object = objectIn(node, keys, scope);
      // Nearly always there is nothing to do, and then nothing is copied.
      if (!object || !zeros.some((zero) => isDue(object, zero))) return;
      if (path.length === 0) make(node, zeros, scope);
      else walk(node, path, scope, (target) => make(target, zeros, scope));
    };
  },
};

type Zero = readonly [key: string, value: Json];

interface Change {
  readonly zeros: readonly Zero[];
  readonly isDue: (object: JsonObject, zero: Zero) => boolean;
  readonly make: (target: Draft, zeros: readonly Zero[], scope: Scope) => void;
}

function isAbsent(object: JsonObject, [key]: Zero): boolean {
  return (ownValue(object, key) ?? null) === null;
}

function isThere(object: JsonObject, [key, value]: Zero): boolean {
  const found = ownValue(object, key);
  return found !== undefined && jsonEqual(found, value);
}

function writeZeros(target: Draft, zeros: readonly Zero[]): void {
  for (const zero of zeros) if (isAbsent(target, zero)) target[zero[0]] = zero[1];
}

function removeZeros(target: Draft, zeros: readonly Zero[], scope: Scope): void {
  for (const zero of zeros) if (isThere(target, zero)) scope.remove(target, zero[0]);
}
