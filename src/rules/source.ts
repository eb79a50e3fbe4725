import { LineCounter, parseDocument, visit, type Alias, type Document } from 'yaml';
import type { z } from 'zod';
import { problem, type ErrorCode, type Problem } from '../errors.ts';
import { MAX_DEPTH, reasonOf } from '../json/decode.ts';
import { yamlNestsDeeper } from '../json/yaml-nesting.ts';
import { yamlReason } from '../json/yaml-reason.ts';
import type { Diagnostic } from './diagnostic.ts';
import { issuesOf, type RuleIssue } from './issues.ts';

/** Line and column in a text, from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Finds the place of a value in a text, for messages that come after parsing. */
export interface RuleSource {
  readonly file: string;
  /** The place of the value at `path`, or of the nearest thing around it that the text has. */
  position(path: readonly PropertyKey[]): Position;
  diagnose(code: ErrorCode, path: readonly PropertyKey[], parameters: Readonly<Record<string, string>>): Diagnostic;
}

/** A text as a value, or what is wrong with it. */
export type ReadSource =
  | { readonly ok: true; readonly value: unknown; readonly source: RuleSource }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** A rule file larger than this is refused before it is parsed. */
const MAX_RULE_BYTES = 1024 * 1024;

/** Aliases expand to copies; more than this many nodes from one alias is an attack, not a rule. */
const MAX_ALIASES = 50;

/** How it is said that a text cannot be read. */
export interface SourceRefusals {
  readonly syntax: ErrorCode;
  readonly tooLarge: (limit: number) => Problem;
}

const RULE_REFUSALS: SourceRefusals = {
  syntax: 'RULE_SYNTAX',
  tooLarge: (limit) => problem('RULE_TOO_LARGE', { limit }),
};

/** Reads YAML or JSON, one document. `file` is used in messages only. Fails with the refusals given. */
export function readSource(text: string, file: string, refusals: SourceRefusals = RULE_REFUSALS): ReadSource {
  const refused = refusalOf(text, refusals);
  if (refused) {
    const { code, message, hint } = refused;
    return { ok: false, diagnostics: [{ code, file, line: 1, column: 1, message, hint }] };
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, intAsBigInt: true });
  return valueOf(document, sourceOf(document, lines, file), refusals.syntax);
}

/** What must be known before the text is parsed. */
function refusalOf(text: string, { syntax, tooLarge }: SourceRefusals): Problem | undefined {
  if (Buffer.byteLength(text) > MAX_RULE_BYTES) return tooLarge(MAX_RULE_BYTES);
  return yamlNestsDeeper(text, MAX_DEPTH)
    ? problem(syntax, { reason: `it nests deeper than ${String(MAX_DEPTH)} levels` })
    : undefined;
}

function valueOf(document: Document, source: OffsetSource, syntax: ErrorCode): ReadSource {
  if (document.errors.length > 0) {
    const diagnostics = document.errors.map(({ pos, message }) =>
      source.at(syntax, pos[0], { reason: yamlReason(message) }),
    );
    return { ok: false, diagnostics };
  }
  try {
    return { ok: true, value: narrowed(document.toJS({ maxAliasCount: MAX_ALIASES })), source };
  } catch (thrown) {
    const reason = yamlReason(reasonOf(thrown));
    return { ok: false, diagnostics: [source.at(syntax, offsetOfAlias(document), { reason })] };
  }
}

/** Integers that a double holds become numbers, as everywhere ({@link Json}); the others stay exact. */
function narrowed(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(narrowed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, narrowed(item)]));
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

/** A value of a given form, or what keeps it from having that form: what `tell` makes of each mistake. */
export function checkForm<T>(
  value: unknown,
  schema: z.ZodType<T>,
  tell: (issue: RuleIssue) => Diagnostic,
): { readonly ok: true; readonly value: T } | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] } {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, diagnostics: issuesOf(result.error).map(tell) };
}

interface OffsetSource extends RuleSource {
  at(code: ErrorCode, offset: number, parameters: Readonly<Record<string, string>>): Diagnostic;
}

function sourceOf(document: Document, lines: LineCounter, file: string): OffsetSource {
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const at: OffsetSource['at'] = (code, offset, parameters) => {
    const { message, hint } = problem(code, parameters);
    return { code, file, ...positionAt(offset), message, hint };
  };
  return {
    file,
    at,
    position: (path) => positionAt(offsetOf(document, path)),
    diagnose: (code, path, parameters) => at(code, offsetOf(document, path), parameters),
  };
}

function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range))
      return Number(node.range[0]);
  }
  return 0;
}
