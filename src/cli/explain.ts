import { existsSync } from 'node:fs';
import type { Family } from '../engine/rule-set.ts';
import { problem, ProblemError } from '../errors.ts';
import { sharedVersion } from '../registry/combine-rules.ts';
import { compileRule } from '../rules/compile.ts';
import { formatDiagnostic } from '../rules/diagnostic.ts';
import { explainLosses } from '../rules/explain/explain-losses.ts';
import { explainRule } from '../rules/explain/explain-rule.ts';
import { similarName } from '../rules/lint/similar-name.ts';
import type { ConversionRule } from '../rules/model.ts';
import { parseRules } from '../rules/parse.ts';
import { ownFolders } from './own-rules.ts';
import { ruleCode } from './rule-code.ts';
import { builtinFolders, readFolders, type RuleFolder } from './rule-folders.ts';
import { sinkOf, type Streams } from './streams.ts';

export interface ExplainOptions {
  /** A kind, the name of a rule, a rule file, or a folder with rules. */
  readonly name: string;
  /** Files and folders with rules of one's own. */
  readonly rules: readonly string[];
}

/**
 * `karmorph explain`: prints what rules do, in words. Returns the exit status: 0, or 1 for a rule file that is broken. Throws
 * ProblemError with `EXPLAIN_UNKNOWN`, `INPUT_UNREADABLE` and `RULE_FILE_NONE`.
 */
export async function runExplain({ name, rules }: ExplainOptions, streams: Streams): Promise<number> {
  const { stdout, stderr } = streams;
  const isFile = /[\\/.]/.test(name) && existsSync(name);
  const read = (isFile ? readFolders([name]) : ownFolders(rules)).map(readRules);
  const mistakes = read.flatMap(({ diagnostics }) => diagnostics);
  if (mistakes.length > 0) {
    await sinkOf(stderr).write(mistakes.map((line) => `${line}\n`).join(''));
    return 1;
  }
  const own = read.flatMap((one) => one.rules);
  const known = isFile ? own : [...own, ...builtinRules(own)];
  const meant = isFile ? own : known.filter(({ rule }) => isMeant(name, rule));
  // A folder may be named like any word; rules that have the name come first.
  if (meant.length === 0 && !isFile && existsSync(name)) return runExplain({ name: `./${name}`, rules }, streams);
  if (meant.length === 0) throw new ProblemError(problem('EXPLAIN_UNKNOWN', { name, hint: hintFor(name, known) }));
  await sinkOf(stdout).write(meant.map(textOf).join('\n'));
  return 0;
}

/** A rule that compiles, and the file beside it that describes it. */
interface KnownRule {
  readonly rule: ConversionRule;
  readonly family: Family;
  readonly readme: string | undefined;
}

function readRules({ rule: { text, file }, readme }: RuleFolder): {
  readonly rules: readonly KnownRule[];
  readonly diagnostics: readonly string[];
} {
  const parsed = parseRules(text, file);
  if (!parsed.ok) return { rules: [], diagnostics: parsed.diagnostics.map(formatDiagnostic) };
  const compiled = parsed.rules.map((rule) => ({ rule, result: compileRule(rule, parsed.source, ruleCode(rule)) }));
  return {
    rules: compiled.flatMap(({ rule, result }) =>
      result.ok ? [{ rule, family: result.family, readme: readme?.file }] : [],
    ),
    diagnostics: compiled.flatMap(({ result }) => (result.ok ? [] : result.diagnostics.map(formatDiagnostic))),
  };
}

/** Those that no rule of one's own replaces. */
function builtinRules(own: readonly KnownRule[]): readonly KnownRule[] {
  return builtinFolders()
    .flatMap((folder) => readRules(folder).rules)
    .filter(({ family }) => !own.some((other) => sharedVersion(other.family, family) !== undefined));
}

function isMeant(wanted: string, { metadata, spec }: ConversionRule): boolean {
  return wanted === metadata.name || wanted.toLowerCase() === spec.kind.toLowerCase();
}

function hintFor(name: string, known: readonly KnownRule[]): string {
  const names = known.map(({ rule: { metadata, spec } }) => (name.includes('.') ? metadata.name : spec.kind));
  const similar = similarName(name, names);
  return similar === undefined ? '' : `; perhaps it is ${similar}`;
}

function textOf({ rule, readme }: KnownRule): string {
  const more = readme === undefined ? [] : ['', `  More: ${readme}`];
  return [...explainRule(rule, readme), ...explainLosses(rule), ...more, ''].join('\n');
}
