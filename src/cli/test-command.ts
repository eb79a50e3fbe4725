import { InvalidArgumentError, Option, type Command } from 'commander';
import type { TestOptions } from './rule-test.ts';

const HELP = `
A DIR is searched for rule.yaml files; the cases of a rule are in cases/ beside it. A FILE is a rule, or one of its cases.
Without either, the built-in rules are tested. docs/rules.md describes rules and cases.

Steps that no case exercises are listed with the direction: "up" is from the spoke to the hub, "down" back.

Exit status: 0, 1 when a case fails, a file is broken or coverage is too low, 2 when the command could not be carried out.

Examples:
  karmorph test my-rules/
  karmorph test my-rules/widget/cases/shop.yaml
  karmorph test my-rules/ --min-coverage 100 -o junit > report.xml`;

interface Flags {
  readonly output: TestOptions['output'];
  readonly minCoverage: number;
}

/** Adds `test` to the program. `run` is called when the flags are right. */
export function addTestCommand(program: Command, run: (options: TestOptions) => Promise<void>): void {
  program
    .command('test')
    .description('run the cases beside rules, and say which steps they exercise')
    .argument('[paths...]', 'folders with rules, rule files, or cases')
    .addOption(
      new Option('-o, --output <format>', 'output format')
        .choices(['table', 'json', 'junit', 'sarif'])
        .default('table'),
    )
    .option('--min-coverage <percent>', 'fail when the cases exercise less of a rule', parsePercent, 0)
    .addHelpText('after', HELP)
    .action((paths: readonly string[], { output, minCoverage }: Flags) => run({ paths, output, minCoverage }));
}

function parsePercent(value: string): number {
  const percent = Number(value);
  if (/^\d{1,3}$/.test(value) && percent <= 100) return percent;
  throw new InvalidArgumentError('it is a whole number from 0 to 100.');
}
