import { checkPolicy } from '../policies/check.ts';
import type { Policy } from '../policies/policy.ts';
import type { Diagnostic } from '../rules/diagnostic.ts';
import { RulesRefused } from '../rules/rules-refused.ts';
import { filesAt, textOf, type Wanted } from './files-at.ts';

const POLICY_FILES: Wanted = {
  isWanted: (name) => /^[^/._][^/]*\.ya?ml$/.test(name),
  none: 'there is no policy file in it: a YAML file',
};

/**
 * Reads policies: files, and folders, of which the YAML files right in it are read. Throws ProblemError with `INPUT_UNREADABLE`, and
 * {@link RulesRefused} with all mistakes of all files.
 */
export function loadPolicyFiles(paths: readonly string[]): readonly Policy[] {
  const diagnostics: Diagnostic[] = [];
  const policies: Policy[] = [];
  for (const file of paths.flatMap((path) => filesAt(path, POLICY_FILES))) {
    const checked = checkPolicy({ file, text: textOf(file) });
    if (checked.ok) policies.push(checked.policy);
    else diagnostics.push(...checked.diagnostics);
  }
  if (diagnostics.length > 0) throw new RulesRefused(diagnostics, 'policy files');
  return policies;
}
