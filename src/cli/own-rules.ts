import { filesAt } from '../registry/files-at.ts';
import { RULE_FILES } from '../registry/rule-files.ts';
import { readFolders, type RuleFolder } from './rule-folders.ts';

/** The files that `--rules` names, with what is beside them. Throws ProblemError with `INPUT_UNREADABLE`. */
export function ownFolders(paths: readonly string[]): readonly RuleFolder[] {
  return readFolders(paths.flatMap((path) => filesAt(path, RULE_FILES)));
}
