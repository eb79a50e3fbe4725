import type { Family, RuleSet } from '../engine/rule-set.ts';
import { problem, ProblemError } from '../errors.ts';
import { capabilitySets } from '../planner/capability-sets.ts';
import { versionMatrix } from '../planner/matrix.ts';
import type { LoadedRules } from './load-rules.ts';
import { openFleet, type FleetOrigin } from './plan-fleet.ts';
import { matrixReport, type MatrixOutput } from './reports/matrix-report.ts';
import { sinkOf, type Streams } from './streams.ts';

export interface MatrixOptions extends FleetOrigin {
  /** Kinds or names of rules; all when empty. */
  readonly kinds: readonly string[];
  readonly output: MatrixOutput;
}

/**
 * `karmorph matrix`: prints which version of each kind the members would get. Returns the exit status: 0, or 3 where there are
 * no members, or nothing is known of what some serve. Throws ProblemError with `MATRIX_KIND` for a kind that
 * no rule converts, and as {@link openFleet} does.
 */
export async function runMatrix(
  options: MatrixOptions,
  loaded: LoadedRules,
  { stdout, stderr }: Streams,
): Promise<number> {
  const { fleet, rules } = await openFleet(options, loaded, stderr);
  const families = options.kinds.length === 0 ? rules.families : options.kinds.flatMap((name) => meant(name, rules));
  // Versions follow from what is served alone.
  const sets = capabilitySets(fleet.members().map(({ name, capabilities }) => ({ name, capabilities })));
  const rows = versionMatrix([...new Set(families)], sets, fleet.controlPlane());
  const assumed = fleet.members().filter((member) => member.assumed === true);
  const report = matrixReport(options.output, { sets, rows, assumed: assumed.map(({ name }) => name) });
  await sinkOf(stdout).write(report);
  return sets.length === 0 || sets.some(({ capabilities }) => capabilities.served.size === 0) ? 3 : 0;
}

function meant(name: string, { families }: RuleSet): readonly Family[] {
  const found = families.filter(({ kind, rule }) => rule === name || kind.toLowerCase() === name.toLowerCase());
  if (found.length === 0) throw new ProblemError(problem('MATRIX_KIND', { name }));
  return found;
}
