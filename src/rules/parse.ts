import { LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { problem, type ErrorCode } from '../errors.ts';
import { reasonOf } from '../json/decode.ts';
import type { Diagnostic } from './diagnostic.ts';
import { conversionRule, expandSameShape, sameShapeRules, type ConversionRule } from './model.ts';

/** The rules in one file, or what is wrong with its text. */
export type ParsedRules =
  | { readonly ok: true; readonly rules: readonly ConversionRule[]; readonly source: RuleSource }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Finds the place of a value in the rule's text, for messages that come after parsing. */
export interface RuleSource {
  diagnose(code: ErrorCode, path: readonly PropertyKey[], parameters: Readonly<Record<string, string>>): Diagnostic;
}

/** A rule file larger than this is refused before it is parsed. */
const MAX_RULE_BYTES = 1024 * 1024;

/** Parses a rule file: YAML or JSON, a `ConversionRule` or `SameShapeRules`. `file` is used in messages only. */
export function parseRules(text: string, file: string): ParsedRules {
  if (text.length > MAX_RULE_BYTES) {
    const { message } = problem('RULE_TOO_LARGE', { limit: MAX_RULE_BYTES });
    return { ok: false, diagnostics: [{ code: 'RULE_TOO_LARGE', file, line: 1, column: 1, message }] };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const source = sourceOf(document, lines, file);
  const value = valueOf(document, source);
  if (!value.ok) return value;
  return isSameShape(value.value)
    ? check(value.value, sameShapeRules, expandSameShape, source)
    : check(value.value, conversionRule, (rule) => [rule], source);
}

function isSameShape(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'SameShapeRules';
}

type Value =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

function valueOf(document: Document, source: YamlSource): Value {
  const [error] = document.errors;
  if (error)
    return { ok: false, diagnostics: [source.at('RULE_SYNTAX', error.pos[0], { reason: firstLine(error.message) })] };
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: 50 }) };
  } catch (thrown) {
    return { ok: false, diagnostics: [source.at('RULE_SYNTAX', 0, { reason: reasonOf(thrown) })] };
  }
}

function check<T>(
  value: unknown,
  schema: z.ZodType<T>,
  expand: (text: T) => readonly ConversionRule[],
  source: RuleSource,
): ParsedRules {
  const result = schema.safeParse(value);
  if (result.success) return { ok: true, rules: expand(result.data), source };
  const diagnostics = result.error.issues.map((issue) =>
    source.diagnose('RULE_INVALID', issue.path, { path: issue.path.join('.'), reason: issue.message }),
  );
  return { ok: false, diagnostics };
}

interface YamlSource extends RuleSource {
  at(code: ErrorCode, offset: number, parameters: Readonly<Record<string, string>>): Diagnostic;
}

function sourceOf(document: Document, lines: LineCounter, file: string): YamlSource {
  const at: YamlSource['at'] = (code, offset, parameters) => {
    const { line, col } = lines.linePos(offset);
    return {
      code,
      file,
      line: Math.max(line, 1),
      column: Math.max(col, 1),
      message: problem(code, parameters).message,
    };
  };
  return { at, diagnose: (code, path, parameters) => at(code, offsetOf(document, path), parameters) };
}

/** The offset of the value at `path`, or of the nearest thing around it that the text has. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range))
      return Number(node.range[0]);
  }
  return 0;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}
