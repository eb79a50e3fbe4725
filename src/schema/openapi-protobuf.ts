import { encodeJson } from '../json/encode.ts';
import { isJsonArray, isJsonObject, stringAt, stringsAt, type Json, type JsonObject } from '../json/json.ts';

/**
 * Definitions of OpenAPI 2 as a part of a document in protobuf, `openapi.v2.Document` (github.com/google/gnostic-models), which is
 * the only form that kubectl reads. Protobuf merges messages that follow each other: appended to a document, these definitions are
 * among its own. Limits of values, such as `maximum`, are left out.
 */
export function definitionsInProtobuf(definitions: ReadonlyMap<string, JsonObject>): Buffer {
  return message(9, named(definitions));
}

/** A map from names to schemas: `Definitions` and `Properties` are the same on the wire. */
function named(schemas: Iterable<readonly [string, JsonObject]>): Buffer {
  return Buffer.concat([...schemas].map(([name, value]) => message(1, [text(1, name), message(2, schema(value))])));
}

function schema(value: JsonObject): Buffer {
  const { additionalProperties: more, items, properties } = value;
  const all = isJsonArray(value.allOf) ? value.allOf.filter(isJsonObject) : [];
  return Buffer.concat([
    ...TEXTS.map(([field, key]) => text(field, stringAt(value, key))),
    ...('default' in value ? [message(5, yaml(value.default))] : []),
    ...stringsAt(value, 'required').map((name) => text(19, name)),
    ...(isJsonArray(value.enum) ? value.enum.map((each) => message(20, yaml(each))) : []),
    ...(isJsonObject(more) ? [message(21, message(1, schema(more)))] : []),
    ...('type' in value ? [message(22, text(1, stringAt(value, 'type')))] : []),
    ...(isJsonObject(items) ? [message(23, message(1, schema(items)))] : []),
    ...all.map((each) => message(24, schema(each))),
    ...(isJsonObject(properties) ? [message(25, named(schemasIn(properties)))] : []),
    ...Object.entries(value)
      .filter(([key]) => key.startsWith('x-'))
      .map(([key, extension]) => message(31, [text(1, key), message(2, yaml(extension))])),
  ]);
}

const TEXTS = [
  [1, '$ref'],
  [2, 'format'],
  [3, 'title'],
  [4, 'description'],
  [13, 'pattern'],
] as const;

function schemasIn(properties: JsonObject): readonly (readonly [string, JsonObject])[] {
  return Object.entries(properties).flatMap(([name, value]) => (isJsonObject(value) ? [[name, value] as const] : []));
}

/** `Any`, whose text is YAML; JSON is. */
function yaml(value: Json | undefined): Buffer {
  return text(2, encodeJson(value ?? null));
}

/** A string; none is the same as an empty one. */
function text(field: number, value: string | undefined): Buffer {
  return value === undefined || value === '' ? Buffer.alloc(0) : message(field, Buffer.from(value));
}

/** A message, or text, in a field of another one. */
function message(field: number, content: Buffer | readonly Buffer[]): Buffer {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.concat(content);
  const lengthDelimited = 2;
  return Buffer.concat([varint(field * 8 + lengthDelimited), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}
