import type { Direction } from '../../engine/scope.ts';
import type { ConversionRule } from '../model.ts';
import { checkOutcome, type TypedVersion } from './check-outcome.ts';
import type { Report } from './finding.ts';
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
  const mismatched = new Set<string>();
  checkDirection(check, 'up', mismatched);
  checkDirection(check, 'down', mismatched);
}

function checkDirection(
  { rule, index, spoke, hub, report }: LensCheck,
  direction: Direction,
  mismatched: Set<string>,
): void {
  const [from, to] = direction === 'up' ? [spoke, hub] : [hub, spoke];
  const lens = rule.spec.spokes[index]?.lens ?? [];
  const site = ['spec', 'spokes', index, 'lens'];
  const run = new LensRun(from.types, { rule, direction, from: from.apiVersion, report, effects: STEP_EFFECTS });
  run.steps(lens, site);
  checkOutcome(run, { from, to, direction, report, lens: site, mismatched });
}
