import { Option, type Command } from 'commander';
import type { LintOptions } from './lint.ts';

const HELP = `
Checks rules before they run, against the schemas of both sides: every field is moved, the same on the other side, or declared
lost; every path exists; types fit; no step is dead. A FILE is a rule, or a folder with rule.yaml files in it or below it.
Without any, the built-in rules are checked. The schemas of built-in kinds are packaged; --crd brings those of a kind of your own.

TypeScript lenses, which only built-in rules have, are not looked into.

Exit status: 0, 1 when there is a mistake, 2 when the command could not be carried out.

Examples:
  karmorph lint --crd widgets-crd.yaml my-rules/widget/rule.yaml
  karmorph lint my-rules/ -o sarif > lint.sarif
  karmorph lint --explain LINT_FIELD_UNCOVERED`;

interface Flags {
  readonly output: LintOptions['output'];
  readonly crd?: string;
  readonly explain?: string;
}

/** Adds `lint` to the program. `run` is called when the flags are right. */
export function addLintCommand(program: Command, run: (options: LintOptions) => Promise<void>): void {
  program
    .command('lint')
    .description('check rules against the schemas of both sides')
    .argument('[paths...]', 'rule files, or folders with rules')
    .option('--crd <file>', 'CustomResourceDefinition that has the schemas of the versions')
    .option('--explain <code>', 'say what a code means, with an example')
    .addOption(
      new Option('-o, --output <format>', 'output format').choices(['table', 'json', 'sarif']).default('table'),
    )
    .addHelpText('after', HELP)
    .action((paths: readonly string[], flags: Flags) => run({ paths, ...flags }));
}
