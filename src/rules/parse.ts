import { LineCounter, parseDocument, visit, type Alias, type Document } from 'yaml';
import type { z } from 'zod';
import { problem, type ErrorCode, type Problem } from '../errors.ts';
import { MAX_DEPTH, reasonOf } from '../json/decode.ts';
import { yamlNestsDeeper } from '../json/yaml-nesting.ts';
import type { Diagnostic } from './diagnostic.ts';
import { formatRulePath, issuesOf } from './issues.ts';
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

/** Aliases expand to copies; more than this many nodes from one alias is an attack, not a rule. */
const MAX_ALIASES = 50;

/** Parses a rule file: YAML or JSON, a `ConversionRule` or `SameShapeRules`. `file` is used in messages only. */
export function parseRules(text: string, file: string): ParsedRules {
  const refused = refusalOf(text);
  if (refused) {
    const { code, message, hint } = refused;
    return { ok: false, diagnostics: [{ code, file, line: 1, column: 1, message, hint }] };
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

/** What must be known before the text is parsed. */
function refusalOf(text: string): Problem | undefined {
  if (Buffer.byteLength(text) > MAX_RULE_BYTES) return problem('RULE_TOO_LARGE', { limit: MAX_RULE_BYTES });
  return yamlNestsDeeper(text, MAX_DEPTH)
    ? problem('RULE_SYNTAX', { reason: `it nests deeper than ${String(MAX_DEPTH)} levels` })
    : undefined;
}

function isSameShape(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'SameShapeRules';
}

type Value =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

function valueOf(document: Document, source: YamlSource): Value {
  if (document.errors.length > 0) {
    const diagnostics = document.errors.map(({ pos, message }) =>
      source.at('RULE_SYNTAX', pos[0], { reason: firstLine(message) }),
    );
    return { ok: false, diagnostics };
  }
  try {
    return { ok: true, value: document.toJS({ maxAliasCount: MAX_ALIASES }) };
  } catch (thrown) {
    const reason = firstLine(reasonOf(thrown));
    return { ok: false, diagnostics: [source.at('RULE_SYNTAX', offsetOfAlias(document), { reason })] };
  }
}

/** Only an alias makes the value of a well-formed document fail: it names no anchor, or stands for too much. */
function offsetOfAlias(document: Document): number {
  const aliases: Alias[] = [];
  visit(document, {
    Alias: (_, alias) => {
      aliases.push(alias);
    },
  });
  const culprit = aliases.find((alias) => !alias.resolve(document)) ?? aliases[0];
  return culprit?.range?.[0] ?? 0;
}

function check<T>(
  value: unknown,
  schema: z.ZodType<T>,
  expand: (text: T) => readonly ConversionRule[],
  source: RuleSource,
): ParsedRules {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return { ok: true, rules: expand(result.data), source };
  const diagnostics = issuesOf(result.error).map(({ path, reason }) =>
    source.diagnose('RULE_INVALID', path, { path: formatRulePath(path), reason }),
  );
  return { ok: false, diagnostics };
}

interface YamlSource extends RuleSource {
  at(code: ErrorCode, offset: number, parameters: Readonly<Record<string, string>>): Diagnostic;
}

function sourceOf(document: Document, lines: LineCounter, file: string): YamlSource {
  const at: YamlSource['at'] = (code, offset, parameters) => {
    const { line, col } = lines.linePos(offset);
    const { message, hint } = problem(code, parameters);
    return { code, file, line: Math.max(line, 1), column: Math.max(col, 1), message, hint };
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
