import type { Direction } from '../../engine/scope.ts';
import type { ConversionRule } from '../model.ts';
import { checkOutcome, type TypedVersion } from './check-outcome.ts';
import { isSameSite, type Finding, type Report } from './finding.ts';
import { LensRun } from './lens-run.ts';
import { STEP_EFFECTS } from './step-effects.ts';

/** A spoke of a rule, with the types of both sides. */
export interface LensCheck {
  readonly rule: ConversionRule;
  /** Which spoke. */
  readonly index: number;
  readonly spoke: TypedVersion;
  readonly hub: TypedVersion;
  readonly report: Report;
}

/** Runs the lens of a spoke on the types of either side, and compares what comes out with the types of the other one. */
export function checkLens(check: LensCheck): void {
  const told = new Set<string>();
  const [up, down] = (['up', 'down'] as const).map((direction) => {
    const findings: Finding[] = [];
    const report: Report = (code, site, parameters) => findings.push({ code, site, parameters });
    checkDirection({ ...check, report }, direction, told);
    return findings;
  });
  for (const [findings = [], others = []] of [
    [up, down],
    [down, up],
  ])
    for (const finding of findings)
      if (!isCondition(finding) || others.some((other) => isCondition(other) && isSameSite(finding.site, other.site)))
        check.report(finding.code, finding.site, finding.parameters);
}

/** A value that only one side has makes a condition for the objects of that side, and steps that run in one direction. */
function isCondition({ code, site }: Finding): boolean {
  return code === 'LINT_STEP_DEAD' && site.at(-2) === 'when';
}

function checkDirection({ rule, index, spoke, hub, report }: LensCheck, direction: Direction, told: Set<string>): void {
  const [from, to] = direction === 'up' ? [spoke, hub] : [hub, spoke];
  const lens = rule.spec.spokes[index]?.lens ?? [];
  const site = ['spec', 'spokes', index, 'lens'];
  const run = new LensRun(from.types, { rule, direction, from: from.apiVersion, to, report, effects: STEP_EFFECTS });
  run.steps(lens, site);
  checkOutcome(run, { from, to, direction, report, lens: site, told });
}
