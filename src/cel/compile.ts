import { EvaluationError, ParseError, TypeError, type ASTNode, type ParseResult } from '@marcbachmann/cel-js';
import { problem, type Problem } from '../errors.ts';
import type { Json } from '../json/json.ts';
import { createEnvironment, RESERVED_PREFIX, type Patterns } from './environment.ts';
import { Meter } from './meter.ts';
import { childrenOf, isMacro, visitNodes, wrapEvaluation } from './node.ts';
import { refusalIn, replaceMethods } from './static-check.ts';
import { fromCel, toCel, ValueError } from './values.ts';

/** What an expression may use up. It is counted, not timed, so that the same input always gives the same answer. */
export interface CelLimits {
  /** Steps of work; a million take well below a second. */
  readonly budget: number;
  /** Characters of the result, as JSON. */
  readonly resultSize: number;
}

const DEFAULT_LIMITS: CelLimits = { budget: 1_000_000, resultSize: 1024 * 1024 };

/** The outcome of an evaluation; the value is undefined for `optional.none()`. */
export type CelResult =
  { readonly ok: true; readonly value: Json | undefined } | { readonly ok: false; readonly problem: Problem };

/** An expression that may run. */
export interface CelExpression {
  readonly source: string;
  /** Whether the expression reads the variable, so that its value is needed. */
  reads(variable: string): boolean;
  /** Fails with `CEL_FAILED`, `CEL_BUDGET` or `CEL_RESULT`. */
  evaluate(variables: Readonly<Record<string, Json | undefined>>): CelResult;
}

/** A compiled expression, or what is wrong with it; `start` and `end` are offsets in its text. */
export type CompiledCel =
  | { readonly ok: true; readonly expression: CelExpression }
  | { readonly ok: false; readonly problem: Problem; readonly start: number; readonly end: number };

/** An expression longer than this is refused. */
const MAX_SOURCE = 10_000;

/**
 * Compiles an expression that may use these variables, of any type. It can do nothing but compute: no input or output, no
 * clock, no loop without an end, and no more work and memory than the limits say. Fails with `CEL_INVALID`.
 */
export function compileCel(
  source: string,
  variables: readonly string[],
  limits: CelLimits = DEFAULT_LIMITS,
): CompiledCel {
  if (source.length > MAX_SOURCE) return invalid(source, `it is longer than ${String(MAX_SOURCE)} characters`, source);
  const meter = new Meter();
  const patterns: Patterns = new Map();
  let parsed: ParseResult;
  try {
    parsed = createEnvironment(variables, meter, patterns).parse(source);
  } catch (error) {
    return refused(source, error);
  }
  const refusal = refusalIn(parsed.ast, patterns);
  if (refusal) return invalid(source, refusal.reason, refusal.node);
  replaceMethods(parsed.ast);
  const { error } = parsed.check();
  if (error) return refused(source, error);
  measure(parsed.ast, meter);
  return { ok: true, expression: new Expression(source, { parsed, meter, limits }) };
}

/** An error of the library as a problem; anything else is a bug, or too deep a nesting. */
function refused(source: string, error: unknown): CompiledCel {
  if (error instanceof ParseError || error instanceof TypeError) {
    return invalid(source, plain(error.summary), error.range ?? source);
  }
  return invalid(source, reasonOf(error), source);
}

function invalid(source: string, reason: string, where: { start: number; end: number } | string): CompiledCel {
  const { start, end } = typeof where === 'string' ? { start: 0, end: source.length } : where;
  return { ok: false, problem: problem('CEL_INVALID', { expression: excerpt(source), reason }), start, end };
}

/** Counts a unit for each node, and the size of what a node hands to an operator or function that reads all of it. */
function measure(ast: ASTNode, meter: Meter): void {
  const readWhole = new Set<ASTNode>();
  visitNodes(ast, (node) => {
    if (READS_WHOLE.has(node.op) && !isMacro(node)) for (const child of childrenOf(node)) readWhole.add(child);
  });
  visitNodes(ast, (node) => {
    const isRead = readWhole.has(node);
    wrapEvaluation(node, (evaluate) => {
      meter.spend(1);
      const value = evaluate();
      if (isRead) meter.read(value);
      return value;
    });
  });
}

const READS_WHOLE: ReadonlySet<string> = new Set(['==', '!=', 'in', '<', '<=', '>', '>=', '+', 'call', 'rcall']);

interface Parts {
  readonly parsed: ParseResult;
  readonly meter: Meter;
  readonly limits: CelLimits;
}

class Expression implements CelExpression {
  readonly source: string;
  readonly #parts: Parts;
  readonly #names = new Set<string>();

  constructor(source: string, parts: Parts) {
    this.source = source;
    this.#parts = parts;
    visitNodes(parts.parsed.ast, (node) => node.op === 'id' && this.#names.add(node.args));
  }

  reads(variable: string): boolean {
    return this.#names.has(variable);
  }

  evaluate(variables: Readonly<Record<string, Json | undefined>>): CelResult {
    const { parsed, meter, limits } = this.#parts;
    meter.start(limits.budget);
    try {
      const context: Record<string, unknown> = {};
      for (const name of Object.keys(variables)) if (this.reads(name)) context[name] = toCel(variables[name]);
      const value: unknown = parsed(context);
      return meter.isSpent ? this.#failed('CEL_BUDGET') : { ok: true, value: fromCel(value, limits.resultSize) };
    } catch (error) {
      if (meter.isSpent) return this.#failed('CEL_BUDGET');
      if (error instanceof ValueError) return this.#failed('CEL_RESULT', error.message);
      return this.#failed('CEL_FAILED', reasonOf(error));
    }
  }

  #failed(code: 'CEL_BUDGET' | 'CEL_RESULT' | 'CEL_FAILED', reason = ''): CelResult {
    return { ok: false, problem: problem(code, { expression: excerpt(this.source), reason }) };
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof EvaluationError || error instanceof TypeError) return plain(error.summary);
  return error instanceof Error ? plain(error.message) : String(error);
}

/** A message of the library in one line, with the names that the author wrote. */
function plain(text: string): string {
  const [line = text] = text.split('\n', 1);
  return line.replaceAll(RESERVED_PREFIX, '');
}

/** Enough of an expression to find it by. */
function excerpt(source: string): string {
  return source.length > 80 ? `${source.slice(0, 77)}...` : source;
}
