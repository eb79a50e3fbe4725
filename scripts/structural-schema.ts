import { z } from 'zod';
import { STEPS } from '../src/engine/steps/index.ts';
import { conversionRule } from '../src/rules/model.ts';

/** A part of an OpenAPI schema, as CustomResourceDefinitions have it. */
export type Schema = Readonly<Record<string, unknown>>;

/** Keys that mean the same in JSON Schema and in a structural schema. */
const KEPT = ['type', 'description', 'enum', 'pattern', 'minLength', 'minItems', 'minimum', 'maximum', 'required'];

/** What Karmorph checks itself: steps inside steps, and values of any type. */
const ANYTHING: Schema = { 'x-kubernetes-preserve-unknown-fields': true, nullable: true };
const ANY_STEP: Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

/** The structural schema of the spec of a ConversionRule, from the schemas that rule files are checked with. */
export function ruleSpecSchema(): Schema {
  return structural(jsonSchemaOf(conversionRule.shape.spec), stepSchema());
}

/** The structural schema of a spec, from the schema that files are checked with. */
export function specSchema(schema: z.ZodType): Schema {
  return structural(jsonSchemaOf(schema), ANY_STEP);
}

/** A step has one of the keys that name steps; that it has one only, Karmorph checks. */
function stepSchema(): Schema {
  const properties: Record<string, unknown> = {};
  for (const { name, schema, summary } of STEPS) {
    const { properties: own = {} } = structural(jsonSchemaOf(schema), ANY_STEP) as { properties?: Schema };
    for (const [key, value] of Object.entries(own)) {
      const described = key === name ? { ...(value as Schema), description: summary } : value;
      // Steps that mean different things by one key leave it to Karmorph.
      properties[key] = key in properties && key !== name ? ANYTHING : described;
    }
  }
  return { ...ANY_STEP, properties };
}

function jsonSchemaOf(schema: z.ZodType): Schema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}

/**
 * Keeps what a structural schema may say. Unknown fields are kept, where a schema of ours would have them pruned: a rule with a
 * misspelt step would otherwise lose the step without a word, and a policy its strictness; so Karmorph sees it, and refuses it.
 */
function structural(schema: Schema, step: Schema): Schema {
  if (schema.$ref !== undefined || schema.anyOf !== undefined || schema.type === undefined) return ANYTHING;
  const kept = Object.fromEntries(KEPT.flatMap((key) => (key in schema ? [[key, schema[key]]] : [])));
  const { properties, items, additionalProperties } = schema as Record<string, Schema | undefined>;
  if (properties) {
    const entries = Object.entries(properties).map(([key, value]) => [key, structural(value as Schema, step)]);
    return { ...kept, properties: Object.fromEntries(entries), 'x-kubernetes-preserve-unknown-fields': true };
  }
  if (items) return { ...kept, items: isStep(items) ? step : structural(items, step) };
  return additionalProperties ? { ...kept, additionalProperties: structural(additionalProperties, step) } : kept;
}

/** An object of anything. */
function isStep({ type, additionalProperties }: Schema): boolean {
  return type === 'object' && additionalProperties !== undefined && JSON.stringify(additionalProperties) === '{}';
}
