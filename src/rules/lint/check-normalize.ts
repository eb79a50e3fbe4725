import type { StepSpec } from '../../engine/step.ts';
import type { SchemaNode } from '../../schema/node.ts';
import { findStep } from '../find-step.ts';
import type { ConversionRule } from '../model.ts';
import { checkOutcome } from './check-outcome.ts';
import type { Report, Site } from './finding.ts';
import { LensRun } from './lens-run.ts';
import { STEP_EFFECTS } from './step-effects.ts';

/**
 * Runs the `normalize` steps on the types of the hub: what they name must be there, what comes out must be the hub's again, and none
 * may lose a value. Types do not tell whether two values meet in one place: then the template is left as it is.
 */
export function checkNormalize(rule: ConversionRule, types: SchemaNode | undefined, report: Report): void {
  const { normalize, hub } = rule.spec;
  if (!normalize) return;
  const site = ['spec', 'normalize'];
  checkKept(rule, normalize, { site, report });
  if (!types) return;
  const run = new LensRun(types, {
    rule,
    direction: 'up',
    from: hub,
    report,
    effects: STEP_EFFECTS,
    isOneVersion: true,
  });
  run.steps(normalize, site);
  const version = { apiVersion: hub, types, origin: '' };
  checkOutcome(run, { from: version, to: version, direction: 'up', report, lens: site, told: new Set() });
}

interface Place {
  readonly site: Site;
  readonly report: Report;
}

/** Lenses do not contain themselves: a rule with one that does is not checked so far. */
function checkKept(rule: ConversionRule, steps: readonly StepSpec[], { site, report }: Place): void {
  steps.forEach((step, index) => {
    const here = [...site, index];
    const found = findStep(step);
    if (!found) return;
    const reason = lossOf(found.name, found.spec);
    if (reason !== undefined) report('LINT_NORMALIZE_LOSES', here, { step: found.name, reason });
    if (found.lens) checkKept(rule, found.lens, { site: [...here, 'lens'], report });
    const named = found.use === undefined ? undefined : rule.spec.lenses?.[found.use];
    if (named && found.use !== undefined) checkKept(rule, named, { site: ['spec', 'lenses', found.use], report });
  });
}

/** Why a step takes values away on the way up, in the words of the message; undefined for one that moves or keeps them. */
function lossOf(name: string, spec: unknown): string | undefined {
  const fields = (spec as Readonly<Record<string, unknown>>)[name] as
    { readonly side?: unknown; readonly other?: unknown } | undefined;
  if (name === 'drop' && fields?.side === 'spoke') return 'loses the field';
  if (name === 'set' && fields?.side === 'spoke') return 'takes the field off';
  if (name === 'map' && fields?.other === 'lose') return 'loses values that are not in its table';
  return undefined;
}
