import { existsSync } from 'node:fs';
import { problem, ProblemError } from '../errors.ts';
import { compileRule } from '../rules/compile.ts';
import { formatDiagnostic } from '../rules/diagnostic.ts';
import { explainRule, lossesOf } from '../rules/explain/explain-rule.ts';
import { parseRules } from '../rules/parse.ts';
import { ruleCode } from './rule-code.ts';
import { builtinFolders, readFolders, type RuleFolder } from './rule-folders.ts';
import { sinkOf, type Streams } from './streams.ts';

export interface ExplainOptions {
  /** A kind, the name of a rule, or a rule file. */
  readonly name: string;
}

/**
 * `karmorph explain`: prints what rules do, in words. Returns the exit status: 0, or 1 for a rule file that is broken. Throws
 * ProblemError with `EXPLAIN_UNKNOWN`, `INPUT_UNREADABLE` and `RULE_FILE_NONE`.
 */
export async function runExplain({ name }: ExplainOptions, { stdout, stderr }: Streams): Promise<number> {
  const isFile = /[\\/.]/.test(name) && existsSync(name);
  const explained = (isFile ? readFolders([name]) : builtinFolders()).map((folder) =>
    explainFile(folder, isFile ? undefined : name),
  );
  const mistakes = explained.flatMap(({ diagnostics }) => diagnostics);
  if (mistakes.length > 0) {
    await sinkOf(stderr).write(mistakes.map((line) => `${line}\n`).join(''));
    return 1;
  }
  const texts = explained.flatMap((one) => one.texts);
  if (texts.length === 0) throw new ProblemError(problem('EXPLAIN_UNKNOWN', { name }));
  await sinkOf(stdout).write(texts.join('\n'));
  return 0;
}

interface Explained {
  readonly texts: readonly string[];
  readonly diagnostics: readonly string[];
}

function explainFile({ rule, readme }: RuleFolder, wanted: string | undefined): Explained {
  const parsed = parseRules(rule.text, rule.file);
  if (!parsed.ok) return { texts: [], diagnostics: parsed.diagnostics.map(formatDiagnostic) };
  const compiled = parsed.rules.map((one) => compileRule(one, parsed.source, ruleCode(one)));
  const diagnostics = compiled.flatMap((one) => (one.ok ? [] : one.diagnostics.map(formatDiagnostic)));
  if (diagnostics.length > 0) return { texts: [], diagnostics };
  const rules = parsed.rules.filter(({ metadata, spec }) => isMeant(wanted, metadata.name, spec.kind));
  return {
    diagnostics: [],
    texts: rules.map((one) => {
      const losses = lossesOf(one);
      const lost = losses.length === 0 ? [] : ['', '  Lost:', ...losses.map((text) => `    - ${text}`)];
      const more = readme ? ['', `  More: ${readme.file}`] : [];
      return [...explainRule(one, readme?.file), ...lost, ...more, ''].join('\n');
    }),
  };
}

function isMeant(wanted: string | undefined, name: string, kind: string): boolean {
  return wanted === undefined || wanted === name || wanted.toLowerCase() === kind.toLowerCase();
}
