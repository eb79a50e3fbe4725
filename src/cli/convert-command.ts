import { InvalidArgumentError, Option, type Command } from 'commander';
import type { ConvertOptions } from './convert.ts';

const HELP = `
Reads YAML documents, JSON, Lists (their items are converted one by one) and JSON lines (one object a line).
Prints the result on standard output, losses and errors on standard error. With -o jsonl it prints one line per input
object, in order: {"object": {...}, "losses": [...]} or {"error": {"code": "...", "message": "..."}}.

A field that is left out means what the version of the input says. Where the other version gives it another meaning, that
value is written; --no-pin leaves it out, as for objects that an API server has given their defaults already.

Exit status: 0, 1 when an object could not be converted, 2 when the command could not be carried out.

Examples:
  karmorph convert -f ingress.yaml --to networking.k8s.io/v1
  karmorph convert -f widgets.yaml --to example.com/v1 --rules my-rules/
  kubectl get hpa -A -o json | karmorph convert --no-pin --to autoscaling/v1 -o jsonl`;

interface Flags {
  readonly filename?: readonly string[];
  readonly rules: readonly string[];
  readonly verbose?: boolean;
  readonly to: string;
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
  run: (options: ConvertOptions, rules: RuleFlags) => Promise<void>,
): void {
  program
    .command('convert')
    .description('convert objects to another apiVersion of their kind')
    .option('-f, --filename <file>', 'file to read, - for standard input; repeatable (default: -)', collect)
    .requiredOption('--to <apiVersion>', 'version to convert to, such as networking.k8s.io/v1', parseApiVersion)
    .addOption(new Option('-o, --output <format>', 'output format').choices(['yaml', 'json', 'jsonl']).default('yaml'))
    .option('--no-pin', 'do not write defaults that differ between the versions (input from an API server)')
    .option(
      '--rules <path>',
      'rule file, or folder of rule files, to use besides the built-in ones; repeatable',
      collect,
      [],
    )
    .option('-v, --verbose', 'say which built-in rules are replaced')
    .addHelpText('after', HELP)
    .action(({ filename, to, output, pin, rules, verbose = false }: Flags) =>
      run({ files: filename ?? ['-'], to, output, pin }, { paths: rules, verbose }),
    );
}

/** Gathers the values of a flag that may be given more than once. */
export function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

function parseApiVersion(value: string): string {
  if (/^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?v[a-z0-9]+$/.test(value)) return value;
  throw new InvalidArgumentError('an apiVersion is GROUP/VERSION, such as networking.k8s.io/v1, or v1.');
}
