import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { problem, ProblemError } from '../errors.ts';
import { reasonOf } from '../json/decode.ts';
import { builtinCompanionTexts } from '../registry/companion-texts.ts';
import { builtinRuleTexts, type RuleText } from '../registry/rule-texts.ts';

/** A rule file with what is beside it. */
export interface RuleFolder {
  readonly rule: RuleText;
  readonly cases: readonly RuleText[];
  /** Undefined where there is none. */
  readonly readme: RuleText | undefined;
}

/** The rules that Karmorph brings. */
export function builtinFolders(): readonly RuleFolder[] {
  const companions = builtinCompanionTexts();
  return builtinRuleTexts().map((rule) => {
    const folder = dirname(rule.file);
    return {
      rule,
      cases: companions.filter(({ file }) => dirname(file) === `${folder}/cases`),
      readme: companions.find(({ file }) => file === `${folder}/README.md`),
    };
  });
}

/**
 * The rules at paths: a rule file with the cases beside it, one case of a rule, or every `rule.yaml` below a folder. Throws
 * ProblemError with `INPUT_UNREADABLE`, and with `RULE_FILE_NONE` for a path that leads to no rule.
 */
export function readFolders(paths: readonly string[]): readonly RuleFolder[] {
  return paths.flatMap((path) => {
    const folders = isDirectory(path) ? ruleFilesBelow(path).map(folderOf) : [folderOfFile(path)];
    if (folders.length === 0) throw new ProblemError(problem('RULE_FILE_NONE', { path }));
    return folders;
  });
}

function ruleFilesBelow(path: string): readonly string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => basename(name) === 'rule.yaml' && !/(^|[\\/])(node_modules|\.[^\\/]+)[\\/]/.test(name))
    .sort()
    .map((name) => join(path, name));
}

/** Of a file in `cases/` beside a rule, that case alone. */
function folderOfFile(path: string): RuleFolder {
  const rule = join(dirname(path), '..', 'rule.yaml');
  if (basename(dirname(path)) !== 'cases' || !existsSync(rule)) return folderOf(path);
  return { ...folderOf(rule), cases: [textOf(path)] };
}

function folderOf(file: string): RuleFolder {
  const cases = join(dirname(file), 'cases');
  const readme = join(dirname(file), 'README.md');
  return {
    rule: textOf(file),
    cases: existsSync(cases) ? yamlFilesIn(cases).map(textOf) : [],
    readme: existsSync(readme) ? textOf(readme) : undefined,
  };
}

function yamlFilesIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

function textOf(path: string): RuleText {
  return { file: path.replaceAll('\\', '/'), text: reading(path, () => readFileSync(path, 'utf8')) };
}

function isDirectory(path: string): boolean {
  return reading(path, () => statSync(path).isDirectory());
}

function reading<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new ProblemError(problem('INPUT_UNREADABLE', { file, reason: reasonOf(error) }));
  }
}
