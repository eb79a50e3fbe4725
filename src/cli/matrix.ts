import type { Family, RuleSet } from '../engine/rule-set.ts';
import { problem, ProblemError } from '../errors.ts';
import { capabilitySets } from '../planner/capability-sets.ts';
import { versionMatrix } from '../planner/matrix.ts';
import { fleetOf } from './plan-fleet.ts';
import { matrixReport, type MatrixOutput } from './reports/matrix-report.ts';
import { sinkOf, type Streams } from './streams.ts';

export interface MatrixOptions {
  /** A fleet file or Kubernetes versions; the sample fleet when undefined. */
  readonly members: string | undefined;
  /** Kinds or names of rules; all when empty. */
  readonly kinds: readonly string[];
  readonly output: MatrixOutput;
}

/**
 * `karmorph matrix`: prints which version of each kind the members would get. Throws ProblemError with `MATRIX_KIND` for a kind that
 * no rule converts, and AggregateError of ProblemErrors for a broken fleet file.
 */
export async function runMatrix(options: MatrixOptions, rules: RuleSet, { stdout }: Streams): Promise<void> {
  const inventory = fleetOf(options.members);
  const families = options.kinds.length === 0 ? rules.families : options.kinds.flatMap((name) => meant(name, rules));
  // Versions follow from what is served alone.
  const sets = capabilitySets(inventory.members().map(({ name, capabilities }) => ({ name, capabilities })));
  const rows = versionMatrix([...new Set(families)], sets, inventory.controlPlane());
  await sinkOf(stdout).write(matrixReport(options.output, { sets, rows }));
}

function meant(name: string, { families }: RuleSet): readonly Family[] {
  const found = families.filter(({ kind, rule }) => rule === name || kind.toLowerCase() === name.toLowerCase());
  if (found.length === 0) throw new ProblemError(problem('MATRIX_KIND', { name }));
  return found;
}
