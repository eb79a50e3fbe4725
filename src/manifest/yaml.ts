import {
  isScalar,
  LineCounter,
  parseDocument,
  stringify,
  visit,
  type Document,
  type ParseOptions,
  type SchemaOptions,
  type Tags,
} from 'yaml';
import { problem } from '../errors.ts';
import { checkShape, MAX_DEPTH, reasonOf, type Decoded, type TextPlace } from '../json/decode.ts';
import { isJsonArray, isJsonObject, type Json } from '../json/json.ts';
import { yamlNestsDeeper } from '../json/yaml-nesting.ts';
import { yamlReason } from '../json/yaml-reason.ts';

/**
 * YAML as kubectl reads it: version 1.1, where `no` is false and `0777` is octal, but times, dates and base-60 numbers
 * stay text, as in the Go library behind kubectl (gopkg.in/yaml.v2).
 */
const READ: ParseOptions & SchemaOptions & { version: '1.1' } = {
  version: '1.1',
  // The parser compares each key with all others of its map: repeatedKey takes no longer than the text is.
  uniqueKeys: false,
  intAsBigInt: true,
  customTags: (tags) => tags.filter(isJsonTag),
};

/** What only YAML can say: binary, sets, ordered maps and times have no form in JSON. */
const YAML_ONLY = /:(timestamp|binary|omap|pairs|set)$/;

function isJsonTag(tag: Tags[number]): boolean {
  return typeof tag === 'string' || !(YAML_ONLY.test(tag.tag) || ('format' in tag && tag.format === 'TIME'));
}

/** Aliases expand to copies; more than this many nodes from one alias is an attack, not a manifest. */
const MAX_ALIASES = 100;

/**
 * The longest YAML document, in characters, that a server reads: half a second, in which nobody else is answered. JSON is read a hundred
 * times as fast.
 */
export const MAX_SERVED_YAML = 512 * 1024;

/**
 * Decodes one YAML document without losing anything: integers beyond +-2^53 become `bigint`. An empty document is null.
 * Fails with `YAML_SYNTAX`, with `YAML_TOO_LARGE` beyond so many characters, and with the limits of JSON: `JSON_TOO_DEEP`,
 * `JSON_FORBIDDEN_KEY`.
 */
export function decodeYaml(text: string, limit = Infinity): Decoded {
  if (text.length > limit) return { ok: false, problem: problem('YAML_TOO_LARGE', { limit }) };
  if (yamlNestsDeeper(text, MAX_DEPTH)) return { ok: false, problem: problem('JSON_TOO_DEEP', { limit: MAX_DEPTH }) };
  try {
    const lineCounter = new LineCounter();
    const document = parseDocument(text, { ...READ, lineCounter, prettyErrors: false });
    const error = document.errors[0] ?? document.warnings[0] ?? repeatedKey(document);
    if (error) {
      const { line, col: column } = lineCounter.linePos(error.pos[0]);
      return refused(error.message, { line, column });
    }
    const value = narrowed(document.toJS({ maxAliasCount: MAX_ALIASES }) as Json);
    const found = checkShape(value);
    return found ? { ok: false, problem: found } : { ok: true, value };
  } catch (error) {
    // Aliases that stand for too much, and numbers that JSON does not have.
    return refused(reasonOf(error));
  }
}

/** The first key that a map has twice, as the parser would tell it. */
function repeatedKey(document: Document): { readonly message: string; readonly pos: readonly [number] } | undefined {
  let at: number | undefined;
  visit(document, {
    Map: (_, { items }) => {
      const known = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (known.has(key.value)) {
          at = key.range?.[0] ?? 0;
          return visit.BREAK;
        }
        known.add(key.value);
      }
      return undefined;
    },
  });
  return at === undefined ? undefined : { message: 'Map keys must be unique', pos: [at] };
}

function refused(reason: string, at?: TextPlace): Decoded {
  return { ok: false, problem: problem('YAML_SYNTAX', { reason: yamlReason(reason) }), ...(at && { at }) };
}

/** Integers that a double holds become numbers again, as decoding JSON gives them. */
function narrowed(value: Json): Json {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`${String(value)} is no JSON number`);
  if (isJsonArray(value)) return value.map(narrowed);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, narrowed(item ?? null)]));
}

/** Encodes a value as YAML that every Kubernetes tool reads alike: text that YAML 1.1 would misread is quoted. */
export function encodeYaml(value: Json): string {
  return stringify(value, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });
}
