import { format, resolveConfig } from 'prettier';
import { stringify } from 'yaml';
import { z } from 'zod';
import type { StepExampleCase } from '../src/engine/step.ts';
import { STEPS, type AnyStepDefinition } from '../src/engine/steps/index.ts';
import { conversionRule } from '../src/rules/model.ts';

/** Where the text belongs. */
export const RULE_REFERENCE = new URL('../docs/rule-reference.md', import.meta.url);

const INTRODUCTION = `<!-- Made by \`npm run docs:rules\` from src/rules/model.ts and src/engine/steps; do not edit. -->

# Rule reference

Every field of a rule and every step, as the program has them. [rules.md](rules.md) is the guide: how a rule is made, how
paths are written, and what a loss is.

A step is an object with one key that names it. Going up, from the spoke to the hub, steps run in the order written; going
down they run backwards, each undoing itself.
`;

type Scalar = string | number | boolean;

/** A part of a JSON schema, as far as the reference reads it. */
interface SchemaNode {
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly Scalar[];
  readonly const?: Scalar;
  readonly default?: Scalar;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
  readonly additionalProperties?: SchemaNode | boolean;
}

/** The text of docs/rule-reference.md. */
export async function renderRuleReference(): Promise<string> {
  const rule = ['## The rule', table(rowsOf(schemaOf(conversionRule), ''))];
  const steps = ['## Steps', ...STEPS.map(renderStep)];
  const config = await resolveConfig(RULE_REFERENCE);
  return format([INTRODUCTION, ...rule, ...steps].join('\n\n'), { ...config, parser: 'markdown' });
}

function schemaOf(schema: z.ZodType): SchemaNode {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as SchemaNode;
}

function renderStep({ name, summary, schema, example }: AnyStepDefinition): string {
  const cases = example.cases.map((one) => yamlBlock(sidesOf(one)));
  const parts = [`### \`${name}\``, summary, table(rowsOf(schemaOf(schema), '')), yamlBlock([example.step]), ...cases];
  return parts.join('\n\n');
}

/** The objects in the order in which they are converted: the one that something is lost from comes first. */
function sidesOf({ on, spoke, hub, losses, error }: StepExampleCase): object {
  const isDown = on !== 'spoke' && (losses !== undefined || spoke === undefined);
  const sides = isDown ? { hub, spoke } : { spoke, hub };
  return { ...sides, losses, error };
}

function yamlBlock(value: unknown): string {
  return `\`\`\`yaml\n${stringify(value, { lineWidth: 100, flowCollectionPadding: true })}\`\`\``;
}

interface Row {
  readonly path: string;
  readonly type: string;
  readonly text: string;
}

function rowsOf(node: SchemaNode, path: string): readonly Row[] {
  if (node.items?.properties) return rowsOf(node.items, `${path}[]`);
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const place = path === '' ? key : `${path}.${key}`;
    const row = { path: place, type: typeOf(child), text: textOf(child, node.required?.includes(key) === true) };
    return [row, ...rowsOf(child, place)];
  });
}

function typeOf({ enum: values, const: constant, type, items, additionalProperties }: SchemaNode): string {
  if (constant !== undefined) return `\`${String(constant)}\``;
  if (values) return values.map((value) => `\`${String(value)}\``).join(', ');
  if (type === 'array') return `list${items?.type === 'string' ? ' of texts' : ''}`;
  if (type === 'object') return typeof additionalProperties === 'object' ? 'map' : 'object';
  return type === undefined ? 'any value' : (NAMES[String(type)] ?? String(type));
}

const NAMES: Readonly<Record<string, string>> = { string: 'text' };

function textOf({ description = '', default: standard }: SchemaNode, isRequired: boolean): string {
  const note = standard !== undefined ? `; \`${String(standard)}\` when left out` : isRequired ? '' : ' (optional)';
  return `${description}${note}`.trim();
}

function table(rows: readonly Row[]): string {
  const lines = rows.map(({ path, type, text }) => `| \`${path}\` | ${type} | ${text.replaceAll('|', '\\|')} |`);
  return ['| field | holds | what it says |', '| --- | --- | --- |', ...lines].join('\n');
}
