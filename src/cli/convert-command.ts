import { InvalidArgumentError, Option, type Command } from 'commander';
import type { ConvertOptions } from './convert.ts';

const HELP = `
Reads YAML documents, JSON, Lists (their items are converted one by one) and JSON lines (one object a line).
Prints the result on standard output, losses and errors on standard error. Comments are not kept. With -o jsonl it prints
one line per input object, in order: {"object": {...}, "losses": [...]} or {"error": {"code": "...", "message": "..."}}.
A loss comes with the place of the step in its rule that causes it, as file:line.

An object of a kind that has no such version is an error; --others keep prints it as it is, --others skip leaves it out.

A field that is left out means what the version of the input says. Where the other version gives it another meaning, that
value is written; --no-pin leaves it out, as for objects that an API server has given their defaults already.

Exit status: 0, 1 when an object could not be converted, 2 when the command could not be carried out.

Examples:
  karmorph convert -f ingress.yaml --to networking.k8s.io/v1
  karmorph convert -f widgets.yaml --to example.com/v1 --rules my-rules/
  helm template ./chart | karmorph convert --to autoscaling/v1 --others keep
  kubectl get hpa -A -o json | karmorph convert --no-pin --to autoscaling/v1 -o jsonl`;

interface Flags {
  readonly filename?: readonly string[];
  readonly rules?: readonly string[];
  readonly verbose?: boolean;
  readonly to?: string;
  readonly others: ConvertOptions['others'];
  readonly output: ConvertOptions['output'];
  readonly pin: boolean;
}

/** The flags about rules. */
export interface RuleFlags {
  /** Files and folders with rules of one's own. */
  readonly paths: readonly string[];
  /** Whether to say which built-in rules these replace. */
  readonly verbose: boolean;
}

/** Adds `convert` to the program. `run` is called when the flags are right. */
export function addConvertCommand(
  program: Command,
  run: (options: Omit<ConvertOptions, 'rulePaths'>, rules: RuleFlags) => Promise<void>,
): void {
  program
    .command('convert')
    .description('convert objects to another apiVersion of their kind')
    .option('-f, --filename <file>', 'file to read, - for standard input; repeatable (default: -)', collect)
    .option('--to <apiVersion>', 'version to convert to, such as networking.k8s.io/v1', parseApiVersion)
    .addOption(new Option('-o, --output <format>', 'output format').choices(['yaml', 'json', 'jsonl']).default('yaml'))
    .addOption(
      new Option('--others <what>', 'what to do with objects of kinds that no rule converts to that version')
        .choices(['fail', 'keep', 'skip'])
        .default('fail'),
    )
    .option('--no-pin', 'do not write defaults that differ between the versions (input from an API server)')
    .option(
      '--rules <path>',
      'rule file, or folder of rule files, to use besides the built-in ones; repeatable',
      collect,
    )
    .option('-v, --verbose', 'say which built-in rules are replaced')
    .addHelpText('after', HELP)
    .action((flags: Flags, command: Command) => {
      const { filename: files = ['-'], to, output, pin, others, rules: paths = [], verbose = false } = flags;
      // Not `requiredOption`: that is missed before an option with a mistake in its name is told.
      if (to === undefined) return command.error("error: required option '--to <apiVersion>' not specified");
      return run({ files, to, output, pin, others }, { paths, verbose });
    });
}

/** Gathers the values of a flag that may be given more than once. */
export function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

function parseApiVersion(value: string): string {
  if (/^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?v[a-z0-9]+$/.test(value)) return value;
  throw new InvalidArgumentError('an apiVersion is GROUP/VERSION, such as networking.k8s.io/v1, or v1.');
}
