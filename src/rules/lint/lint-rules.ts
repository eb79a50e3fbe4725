import { compileRule, type RuleCode } from '../compile.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { ConversionRule } from '../model.ts';
import { parseRules, type RuleSource } from '../parse.ts';
import { checkRuleTypes, type Note } from './check-rule.ts';
import type { Site } from './finding.ts';
import type { RuleSchemas } from './rule-schemas.ts';

/** What the check of a rule file found. */
export interface LintResult {
  readonly file: string;
  /** The names of the rules in it. */
  readonly rules: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** What was not checked. */
  readonly notes: readonly Note[];
}

export interface LintOptions {
  /** The program's code that a rule may name. */
  readonly codeOf: (rule: ConversionRule) => RuleCode | undefined;
  readonly schemasOf: (rule: ConversionRule) => RuleSchemas;
}

/** Checks a rule file: its text, that it compiles, and, when it does, every rule against the schemas of its versions. */
export function lintRules(
  { file, text }: { readonly file: string; readonly text: string },
  options: LintOptions,
): LintResult {
  const parsed = parseRules(text, file);
  if (!parsed.ok) return { file, rules: [], diagnostics: parsed.diagnostics, notes: [] };
  const { rules, source, sameShape } = parsed;
  const diagnostics: Diagnostic[] = [];
  const notes: Note[] = [];
  rules.forEach((rule, index) => {
    const compiled = compileRule(rule, source, options.codeOf(rule));
    if (!compiled.ok) {
      diagnostics.push(...compiled.diagnostics);
      return;
    }
    const place = sameShape ? (site: Site) => placeOfFamily(rule, site, index) : (site: Site) => site;
    const { found, report } = collector(rule, source, place);
    notes.push(...checkRuleTypes(rule, options.schemasOf(rule), report));
    diagnostics.push(...found());
  });
  return { file, rules: rules.map(({ metadata }) => metadata.name), diagnostics, notes };
}

/** Where `SameShapeRules` have what the rule that a family stands for has at `site`. */
function placeOfFamily({ spec }: ConversionRule, [, part, ...rest]: Site, family: number): Site {
  const spoke = part === 'spokes' ? Number(rest[0]) : -1;
  const [field, ...inside] = part === 'spokes' ? rest.slice(1) : [part ?? '', ...rest];
  if (field === 'hub') return ['families', family, 'versions', 0];
  if (field === 'apiVersions') return ['families', family, 'versions', spoke + 1 + Number(inside[0] ?? 0)];
  if (field !== 'defaults') return ['families', family];
  // A version with defaults has a spoke of its own.
  const version = spec.spokes[spoke]?.apiVersions[0] ?? spec.hub;
  return ['families', family, 'defaults', version, 'defaults', ...inside];
}

/** A mistake is met once a version and a direction, and told once: the first of a code at a place, and of what is the same mistake. */
function collector(rule: ConversionRule, source: RuleSource, place: (site: Site) => Site) {
  const found = new Map<string, Diagnostic>();
  return {
    found: () => [...found.values()].sort((a, b) => a.line - b.line || a.column - b.column),
    report: (code: Diagnostic['code'], site: Site, parameters: Readonly<Record<string, string>>): void => {
      const diagnostic = source.diagnose(code, place(site), { rule: rule.metadata.name, ...parameters });
      const { line, column } = diagnostic;
      const { path = '', values = '' } = parameters;
      // Two steps in the wrong order are met at either, and several fields may be missing at one place.
      const where = code === 'LINT_STEPS_ORDER' ? [] : [line, column];
      const detail = TOLD_BY_PATH.has(code) ? [path, values] : [];
      const key = [code, ...where, ...detail].join(' ');
      if (!found.has(key)) found.set(key, diagnostic);
    },
  };
}

/** Several of these may be at one place. */
const TOLD_BY_PATH: ReadonlySet<Diagnostic['code']> = new Set([
  'LINT_FIELD_UNCOVERED',
  'LINT_REQUIRED_UNSET',
  'LINT_STEPS_ORDER',
  'LINT_VALUE_UNCOVERED',
]);
