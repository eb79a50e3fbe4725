import { isJsonArray, type Json } from '../json/json.ts';
import type { Mistyped } from './decode-object.ts';
import type { ScalarType, SchemaNode } from './node.ts';

/** How Go calls the types that OpenAPI describes. Of integers it does not say how large they are; most are of this size. */
const SCALARS: Readonly<Record<ScalarType, string>> = {
  string: 'string',
  boolean: 'bool',
  integer: 'int32',
  number: 'float64',
  intOrString: 'intstr.IntOrString',
  quantity: 'resource.Quantity',
};

/** A type as Go writes it, such as `[]v1.IngressRule` or `map[string]string`. */
function typeText(node: SchemaNode): string {
  switch (node.kind) {
    case 'scalar':
      return SCALARS[node.type];
    case 'list':
      return `[]${typeText(node.items)}`;
    case 'map':
      return `map[string]${typeText(node.values)}`;
    case 'object':
      return node.name?.split('.').slice(-2).join('.') ?? 'struct';
    case 'any':
      return 'interface {}';
  }
}

/** What a decoder in Go calls a value that it cannot store (encoding/json, UnmarshalTypeError). */
function valueText(value: Json, node: SchemaNode): string {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'object') return isJsonArray(value) ? 'array' : 'object';
  const isWhole = node.kind === 'scalar' && node.type === 'integer';
  return isWhole ? `number ${String(value)}` : 'number';
}

/** A value as Go prints it (fmt, %v): `map[spec:map[hosts:[a b]]]`. */
export function printedText(value: Json | undefined): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value !== 'object') return String(value);
  if (isJsonArray(value)) return `[${value.map(printedText).join(' ')}]`;
  const keys = Object.keys(value).sort();
  return `map[${keys.map((key) => `${key}:${printedText(value[key])}`).join(' ')}]`;
}

/** What a decoder says of a value of another type (encoding/json, UnmarshalTypeError). */
export function decodingText({ value, node, owner, fields }: Mistyped): string {
  return `json: cannot unmarshal ${valueText(value, node)} into Go struct field ${owner}.${fields.join('.')} of type ${typeText(node)}`;
}

const SHAPES = { object: 'map', map: 'map', list: 'list' } as const;

/** What an apply says of it (structured-merge-diff, typed/validate.go); of single values it says the same in as many words. */
export function typingText(mistyped: Mistyped): string {
  const { value, node, text } = mistyped;
  if (node.kind === 'scalar' || node.kind === 'any') return `.${text}: ${decodingText(mistyped)}`;
  return `.${text}: expected ${SHAPES[node.kind]}, got &{${printedText(value)}}`;
}
