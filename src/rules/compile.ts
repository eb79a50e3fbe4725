import type { Family, Lens } from '../engine/rule-set.ts';
import { sequence, type LensCompiler, type Step, type StepSpec } from '../engine/step.ts';
import { compileDefaults, type CodeDefaults } from './compile-defaults.ts';
import { compileReferences } from './compile-references.ts';
import type { Diagnostic } from './diagnostic.ts';
import { definitionOf, STEP_NAMES } from './find-step.ts';
import { formatRulePath, IS_MISSING, issuesOf, type RuleIssue } from './issues.ts';
import { similarName } from './lint/similar-name.ts';
import type { ConversionRule } from './model.ts';
import type { RuleSource } from './parse.ts';
import type { StepWatcher } from './step-watcher.ts';

/** TypeScript lenses that built-in rules may name with `code`. */
export type CodeLenses = Readonly<Record<string, Lens>>;

/** What rules may name of the program's code: built-in ones only. */
export interface RuleCode {
  readonly lenses: CodeLenses;
  readonly defaults: CodeDefaults;
}

const NO_CODE: RuleCode = { lenses: {}, defaults: {} };

export type CompiledRule =
  { readonly ok: true; readonly family: Family } | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * Compiles a parsed rule. Every mistake in it is reported, not only the first. `watcher` is put around its steps; without it,
 * nothing is watched and nothing costs time.
 */
export function compileRule(
  rule: ConversionRule,
  source: RuleSource,
  code: RuleCode = NO_CODE,
  watcher?: StepWatcher,
): CompiledRule {
  const { kind, hub, spokes, omitEmpty = [] } = rule.spec;
  const compiler = new RuleCompiler(rule, source, watcher);
  const lenses = new Map<string, Lens>();
  spokes.forEach((spoke, index) => {
    const path = ['spec', 'spokes', index];
    const lens =
      spoke.code === undefined
        ? compiler.lens(spoke.lens, [...path, 'lens'])
        : compiler.code(spoke.code, code.lenses, [...path, 'code']);
    spoke.apiVersions.forEach((version, position) => {
      if (version === hub || lenses.has(version) || compiler.plain.has(version)) {
        compiler.report('RULE_VERSION_TWICE', [...path, 'apiVersions', position], { version });
      }
      if (lens) lenses.set(version, lens);
      else compiler.plain.add(version);
    });
  });
  const defaults = compileDefaults(rule, code.defaults, (path, name) =>
    compiler.report('RULE_CODE_UNKNOWN', path, { code: name }),
  );
  const normalize = compiler.lens(rule.spec.normalize, ['spec', 'normalize']);
  compiler.reportUnusedLenses();
  if (compiler.diagnostics.length > 0) return { ok: false, diagnostics: compiler.diagnostics };
  const versions = [hub, ...spokes.flatMap((spoke) => spoke.apiVersions)];
  const references = compileReferences(rule);
  const { name } = rule.metadata;
  return { ok: true, family: { rule: name, kind, hub, versions, lenses, omitEmpty, defaults, references, normalize } };
}

/** Compiles the lenses of one rule; named ones once, and a lens that uses itself is an error. */
class RuleCompiler {
  readonly diagnostics: Diagnostic[] = [];
  /** Versions that have the hub's shape. */
  readonly plain = new Set<string>();
  readonly #rule: ConversionRule;
  readonly #source: RuleSource;
  readonly #watcher: StepWatcher | undefined;
  readonly #named = new Map<string, Step | 'compiling'>();

  constructor(rule: ConversionRule, source: RuleSource, watcher: StepWatcher | undefined) {
    this.#rule = rule;
    this.#source = source;
    this.#watcher = watcher;
  }

  report(code: Diagnostic['code'], path: readonly PropertyKey[], parameters: Readonly<Record<string, string>>): void {
    this.diagnostics.push(this.#source.diagnose(code, path, { rule: this.#rule.metadata.name, ...parameters }));
  }

  lens(steps: readonly StepSpec[] | undefined, path: readonly PropertyKey[]): Lens | undefined {
    if (!steps) return undefined;
    const step = this.#steps(steps, path);
    return (object, direction, scope) => {
      const draft = scope.draft(object);
      scope.root = draft;
      step(draft, direction, scope);
      return scope.settle(draft);
    };
  }

  code(name: string, known: CodeLenses, path: readonly PropertyKey[]): Lens | undefined {
    const lens = ownValue(known, name);
    if (!lens) this.report('RULE_CODE_UNKNOWN', path, { code: name });
    return lens && this.#watcher ? this.#watcher.lens(lens, path) : lens;
  }

  /** A lens that nothing uses is a mistake, most likely in the name where it was to be used; it is checked all the same. */
  reportUnusedLenses(): void {
    // It was to be used in a step that could not be read, or under another name, if there is one.
    const isSure = this.diagnostics.length === 0;
    for (const name of Object.keys(this.#rule.spec.lenses ?? {})) {
      if (this.#named.has(name)) continue;
      const path = ['spec', 'lenses', name];
      if (isSure) this.report('RULE_LENS_UNUSED', path, { lens: name });
      this.#namedLens(name, path);
    }
  }

  #steps(steps: readonly StepSpec[], path: readonly PropertyKey[]): Step {
    return sequence(steps.map((spec, index) => this.#step(spec, [...path, index])));
  }

  #step(spec: StepSpec, path: readonly PropertyKey[]): Step {
    const definition = definitionOf(spec);
    if (!definition) {
      const names = Object.keys(spec);
      this.report('RULE_STEP_UNKNOWN', path, {
        step: names.join(', '),
        known: STEP_NAMES.join(', ') + stepHint(names),
      });
      return noStep;
    }
    const read = definition.read(spec);
    if (read.ok) return this.#watched(read.step.compile(this.#lensesBelow(path)), path);
    for (const issue of issuesOf(read.error)) this.#reportIssue(issue, path);
    return noStep;
  }

  /** A loss without a reason is a mistake of its own, whether the field is empty or left out. */
  #reportIssue({ path, reason }: RuleIssue, step: readonly PropertyKey[]): void {
    const where = [...step, ...path];
    if (path.at(-1) === 'reason' && reason === IS_MISSING)
      this.report('LINT_REASON_MISSING', where, { step: String(path.at(-2)) });
    else this.report('RULE_INVALID', where, { path: formatRulePath(where), reason });
  }

  #watched(step: Step, path: readonly PropertyKey[]): Step {
    return this.#watcher ? this.#watcher.step(step, path) : step;
  }

  #lensesBelow(path: readonly PropertyKey[]): LensCompiler {
    return {
      compile: (steps) => this.#steps(steps, [...path, 'lens']),
      named: (name) => this.#namedLens(name, [...path, 'use']),
    };
  }

  #namedLens(name: string, path: readonly PropertyKey[]): Step {
    const known = this.#named.get(name);
    if (typeof known === 'function') return known;
    const steps = ownValue(this.#rule.spec.lenses ?? {}, name);
    if (known === 'compiling' || !steps) {
      const hint = perhaps(similarName(name, Object.keys(this.#rule.spec.lenses ?? {})));
      this.report(known ? 'RULE_CYCLE' : 'RULE_LENS_UNKNOWN', path, { lens: name, hint });
      return noStep;
    }
    this.#named.set(name, 'compiling');
    const step = this.#steps(steps, ['spec', 'lenses', name]);
    this.#named.set(name, step);
    return step;
  }
}

/** What may have been meant by keys that name no step. */
function stepHint(names: readonly string[]): string {
  if (names.length > 0 && names.every((name) => name === 'use' || name === 'lens'))
    return '; a lens is run by `at`, on the object at a path, or by `when`';
  return perhaps(names.map((name) => similarName(name, STEP_NAMES)).find((similar) => similar !== undefined));
}

function perhaps(name: string | undefined): string {
  return name === undefined ? '' : `; perhaps it is ${name}`;
}

/** The names come from rules: one such as `constructor` must not find what every object inherits. */
function ownValue<T>(map: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}

function noStep(): void {
  // Stands in for a step that could not be compiled; the rule is refused as a whole.
}
