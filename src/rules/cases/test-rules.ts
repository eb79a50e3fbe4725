import { ruleSetOf, type Family } from '../../engine/rule-set.ts';
import { compileRule, type RuleCode } from '../compile.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { ConversionRule } from '../model.ts';
import { observingWatcher } from '../observed-step.ts';
import { parseRules } from '../parse.ts';
import type { Position, RuleSource } from '../source.ts';
import { coveragePoints, StepCoverage, type CoveragePoint } from './coverage.ts';
import { parseCase } from './rule-case.ts';
import { runCase } from './run-case.ts';
import type { CaseDifference } from './case-difference.ts';

/** A file's name and text. */
interface Text {
  readonly file: string;
  readonly text: string;
}

/** A case that ran. */
interface CaseResult {
  readonly file: string;
  readonly differences: readonly (CaseDifference & Position)[];
}

/** A step that no case has exercised, and where it is. */
type Unexercised = CoveragePoint & Position;

/** How the cases of one rule file went. */
export interface RuleTest {
  /** The names of the rules in the file. */
  readonly rules: readonly string[];
  readonly file: string;
  /** What is wrong with the texts of the rule and the cases; without a rule, no case is run. */
  readonly diagnostics: readonly Diagnostic[];
  readonly cases: readonly CaseResult[];
  readonly coverage: { readonly total: number; readonly missing: readonly Unexercised[] };
}

/** The cases of a rule file run against its rules alone. `codeOf` gives the program's code that a rule may name. */
export function testRules(
  rule: Text,
  cases: readonly Text[],
  codeOf: (rule: ConversionRule) => RuleCode | undefined,
): RuleTest {
  const coverage = new StepCoverage();
  const loaded = load(rule, coverage, codeOf);
  const { rules, source, families, diagnostics } = loaded;
  const parsed = cases.map(({ file, text }) => ({ file, ...parseCase(text, file) }));
  const ruleSet = ruleSetOf(families);
  const runnable = diagnostics.length === 0 ? parsed : [];
  const results = runnable.flatMap((one): readonly CaseResult[] => {
    if (!one.ok) return [];
    const differences = runCase(one.ruleCase, ruleSet).map((difference) => ({
      ...difference,
      ...one.source.position(difference.place),
    }));
    return [{ file: one.file, differences }];
  });
  const points = rules.flatMap(coveragePoints);
  const missing = coverage.missing(points).map((point) => ({ ...point, ...positionOf(source, point) }));
  return {
    rules: rules.map(({ metadata }) => metadata.name),
    file: rule.file,
    diagnostics: [...diagnostics, ...parsed.flatMap((one) => (one.ok ? [] : one.diagnostics))],
    cases: results,
    coverage: { total: points.length, missing },
  };
}

interface Loaded {
  readonly rules: readonly ConversionRule[];
  readonly source: RuleSource | undefined;
  readonly families: readonly Family[];
  readonly diagnostics: readonly Diagnostic[];
}

function load(
  { file, text }: Text,
  coverage: StepCoverage,
  codeOf: (rule: ConversionRule) => RuleCode | undefined,
): Loaded {
  const parsed = parseRules(text, file);
  if (!parsed.ok) return { rules: [], source: undefined, families: [], diagnostics: parsed.diagnostics };
  const { rules, source } = parsed;
  const compiled = rules.map((rule) => compileRule(rule, source, codeOf(rule), observingWatcher(coverage.observe)));
  return {
    rules,
    source,
    families: compiled.flatMap((one) => (one.ok ? [one.family] : [])),
    diagnostics: compiled.flatMap((one) => (one.ok ? [] : one.diagnostics)),
  };
}

function positionOf(source: RuleSource | undefined, { path }: CoveragePoint): Position {
  return source?.position(path) ?? { line: 1, column: 1 };
}

/** The share of the steps that the cases exercise, in percent, rounded down; 100 for a rule without steps. */
export function coveragePercent({ total, missing }: RuleTest['coverage']): number {
  return total === 0 ? 100 : Math.floor(((total - missing.length) * 100) / total);
}
