import { z } from 'zod';
import { decodeJson } from '../../json/decode.ts';
import { encodeJson } from '../../json/encode.ts';
import { isJsonObject, type Json } from '../../json/json.ts';
import { annotationAt, dropAnnotation, putAnnotation } from '../annotation.ts';
import { isEmpty, putField, takeField } from '../field.ts';
import type { Draft, Scope } from '../scope.ts';
import type { StepDefinition } from '../step.ts';
import { fieldKey, fieldName, fieldPath } from './field-path.ts';

const schema = z.strictObject({
  annotation: z.strictObject({
    side: z.enum(['spoke', 'hub']).describe('the side that has the annotation'),
    name: fieldKey.describe('its name, such as example.com/size'),
    field: fieldPath.describe('the field of the other side'),
    as: z
      .enum(['text', 'json'])
      .default('text')
      .describe('how the value is written: a text as it is, or any value as JSON'),
  }),
});

type Spec = z.infer<typeof schema>['annotation'];

/** A field on one side is an annotation on the other. */
export const annotation: StepDefinition<z.infer<typeof schema>> = {
  name: 'annotation',
  summary:
    'A field on one side is an annotation of the same object on the other, as text or as JSON. An annotation that is not JSON where ' +
    'it should be stays an annotation.',
  schema,
  example: {
    step: { annotation: { side: 'spoke', name: 'example.com/limits', field: 'spec.limits', as: 'json' } },
    cases: [
      {
        spoke: { metadata: { annotations: { 'example.com/limits': '{"cpu":2}' } } },
        hub: { spec: { limits: { cpu: 2 } } },
      },
    ],
  },
  describe({ annotation: { side, name, field } }, direction) {
    return direction === (side === 'hub' ? 'up' : 'down')
      ? `${fieldName(field)} becomes the annotation \`${name}\``
      : `the annotation \`${name}\` becomes ${fieldName(field)}`;
  },
  losses({ annotation: { side, name, field } }, direction) {
    if (direction !== (side === 'hub' ? 'up' : 'down')) return undefined;
    return `another value of the annotation \`${name}\` is lost where ${fieldName(field)} is set`;
  },
  compile({ annotation: spec }) {
    const arrives = spec.side === 'hub' ? 'up' : 'down';
    return (node, direction, scope) =>
      direction === arrives ? toAnnotation(node, spec, scope) : toField(node, spec, scope);
  },
};

function toAnnotation(node: Draft, { name, field, as }: Spec, scope: Scope): void {
  const value = takeField(node, field, scope);
  if (value === undefined) return;
  if (as === 'text' && typeof value !== 'string') throw scope.typeMismatch(field, 'a string', value);
  const text = typeof value === 'string' && as === 'text' ? value : encodeJson(value);
  const displaced = annotationAt(node, name);
  if (displaced !== undefined && displaced !== text) {
    scope.lose(
      ['metadata', 'annotations', name],
      displaced,
      'a field of the other version is written to this annotation',
    );
  }
  putAnnotation(node, name, text, scope);
}

function toField(node: Draft, { name, field, as }: Spec, scope: Scope): void {
  const text = annotationAt(node, name);
  if (text === undefined) return;
  if (typeof text !== 'string') throw scope.typeMismatch(['metadata', 'annotations', name], 'a string', text);
  const value = as === 'text' ? text : parsed(text);
  if (value === undefined) return;
  dropAnnotation(node, name, scope);
  dropEmptyMetadata(node, scope);
  putField(node, field, value, scope);
}

/** The value of a text that would be written in the same way; null is no value for a field. */
function parsed(text: string): Json | undefined {
  const decoded = decodeJson(text);
  return decoded.ok ? (decoded.value ?? undefined) : undefined;
}

/** The annotation may have been all that there was. */
function dropEmptyMetadata(node: Draft, scope: Scope): void {
  if (isJsonObject(node.metadata) && isEmpty(node.metadata)) scope.remove(node, 'metadata');
}
