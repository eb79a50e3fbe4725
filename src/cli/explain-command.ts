import type { Command } from 'commander';
import { collect } from './convert-command.ts';
import type { ExplainOptions } from './explain.ts';

const HELP = `
NAME is a kind (Ingress), the name of a rule (ingresses.networking.k8s.io), a rule file, or a folder with rules. Prints the versions,
what each step does in both directions, and what it can lose.

Exit status: 0, 1 when a rule file is broken, 2 when there is no such rule or the command could not be carried out.

Examples:
  karmorph explain Ingress
  karmorph explain Widget --rules my-rules/
  karmorph explain my-rules/widget/rule.yaml`;

/** Adds `explain` to the program. `run` is called when the flags are right. */
export function addExplainCommand(program: Command, run: (options: ExplainOptions) => Promise<void>): void {
  program
    .command('explain')
    .description('say in words what a rule does')
    .argument('<name>', 'a kind, the name of a rule, a rule file, or a folder with rules')
    .option(
      '--rules <path>',
      'rule file, or folder of rule files, to look in before the built-in ones; repeatable',
      collect,
    )
    .addHelpText('after', HELP)
    .action((name: string, { rules = [] }: { readonly rules?: readonly string[] }) => run({ name, rules }));
}
