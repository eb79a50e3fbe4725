import { filesAt, type Wanted } from '../registry/files-at.ts';
import { readFolders, type RuleFolder } from './rule-folders.ts';

/** What `--rules` takes of a folder, as docs/rules.md says it: the YAML files right in it, and every rule.yaml further below. */
const RULE_FILES: Wanted = {
  isWanted: (name) => !/(^|\/)[._]/.test(name) && /^[^/]+\.ya?ml$|(^|\/)rule\.ya?ml$/.test(name),
  none: 'there is no rule file in it: a YAML file, or a rule.yaml further below',
};

/** The files that `--rules` names, with what is beside them. Throws ProblemError with `INPUT_UNREADABLE`. */
export function ownFolders(paths: readonly string[]): readonly RuleFolder[] {
  return readFolders(paths.flatMap((path) => filesAt(path, RULE_FILES)));
}
