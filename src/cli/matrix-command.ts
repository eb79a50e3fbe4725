import { Option, type Command } from 'commander';
import { collect } from './convert-command.ts';
import { karmadaOption } from './karmada-option.ts';
import type { MatrixOptions } from './matrix.ts';

const HELP = `
Members that serve the same are one set. A template is taken to be written in the version that the control plane serves: that of the fleet
file, or that of the newest known Kubernetes. In the table, * is native: the members serve that version; another version is converted to;
"none" is a kind that they serve in no version. Fields can still be lost: \`karmorph plan\` says which.

--members takes a fleet file, or Kubernetes versions such as 1.18,1.34; --karmada reads the members of a Karmada API server. Without either,
a sample fleet of five versions is taken.

Exit status: 0; 2 when the command could not be carried out; 3 when there are no members, or it
is not known what some serve, since they are not ready.

Examples:
  karmorph matrix
  karmorph matrix --members 1.18,1.21,1.34 --kind Ingress --kind CronJob
  karmorph matrix --members fleet.yaml -o markdown
  karmorph matrix --karmada karmada.config`;

interface Flags {
  readonly members?: string;
  readonly karmada?: string;
  readonly kind?: readonly string[];
  readonly output: MatrixOptions['output'];
  readonly rules?: readonly string[];
}

/** Adds `matrix` to the program. `run` is called when the flags are right, with the paths of `--rules`. */
export function addMatrixCommand(
  program: Command,
  run: (options: MatrixOptions, rules: readonly string[]) => Promise<void>,
): void {
  program
    .command('matrix')
    .description('say which version of each kind the members would get')
    .option('--members <fleet>', 'fleet file, or Kubernetes versions such as 1.18,1.34 (default: a sample fleet)')
    .addOption(karmadaOption())
    .option('--kind <kind>', 'a kind, or the name of a rule; repeatable (default: all)', collect)
    .addOption(
      new Option('-o, --output <format>', 'output format').choices(['table', 'json', 'markdown']).default('table'),
    )
    .option(
      '--rules <path>',
      'rule file, or folder of rule files, to use besides the built-in ones; repeatable',
      collect,
    )
    .addHelpText('after', HELP)
    .action(({ members, karmada, kind: kinds = [], output, rules = [] }: Flags) =>
      run({ members, karmada, kinds, output }, rules),
    );
}
