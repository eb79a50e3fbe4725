import { problem, ProblemError } from '../errors.ts';
import type { Conflict } from '../merge/apply/apply-config.ts';
import { managerText, type ManagedEntry } from '../merge/apply/managed-entries.ts';
import { formatPath } from '../merge/fields/fields-v1.ts';

/** The conflicts of an apply, worded as API servers word them (k8s.io/apimachinery/pkg/util/managedfields, conflict.go). */
export function applyConflict(conflicts: readonly Conflict<ManagedEntry>[]): ProblemError {
  const found = conflicts.map(({ who, path }) => ({ manager: managerText(who), field: formatPath(path) }));
  const count = `${found.length} conflict${found.length === 1 ? '' : 's'}`;
  const cause = problem('APPLY_CONFLICT', { count, conflicts: textOf(found) });
  const causes = found.map(({ manager, field }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${manager}`,
    field,
  }));
  return new ProblemError({ ...cause, causes });
}

interface Named {
  readonly manager: string;
  readonly field: string;
}

function textOf(conflicts: readonly Named[]): string {
  const [first] = conflicts;
  if (first && conflicts.length === 1) return `conflict with ${first.manager}: ${first.field}`;
  const managers = [...new Set(conflicts.map(({ manager }) => manager))].sort();
  return managers
    .map((manager) => {
      const fields = conflicts.filter((conflict) => conflict.manager === manager);
      return [`conflicts with ${manager}:`, ...fields.map(({ field }) => `- ${field}`)].join('\n');
    })
    .join('\n');
}
