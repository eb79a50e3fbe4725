import type { Command } from 'commander';
import { collect } from './convert-command.ts';
import type { RuleNewOptions } from './rule-new.ts';

const HELP = `
Prints a rule with the steps that follow from the schemas of both versions, for each --spoke. Fields that are the same need no step; integers whose
names differ by a unit are proposed as scale, a list and a map of the same objects as keyed, values that have other names as a map,
a field with a similar name and the same type, or with the same values, as a move, any other as a drop. Comments that begin with
"Open" are yours to decide, such as required fields that nothing fills; karmorph lint tells when nothing is left open.

Exit status: 0, or 2 when a schema is not known or the command could not be carried out.

Examples:
  karmorph rule new --kind Ingress --hub networking.k8s.io/v1 --spoke networking.k8s.io/v1beta1
  karmorph rule new --kind Widget --hub example.com/v1 --spoke example.com/v1beta1 --crd widgets-crd.yaml > rule.yaml`;

/** Adds `rule new` to the program. `run` is called when the flags are right. */
export function addRuleCommand(program: Command, run: (options: RuleNewOptions) => Promise<void>): void {
  program
    .command('rule')
    .description('write rules')
    .command('new')
    .description('print the beginning of a rule, made from the schemas of two versions')
    .requiredOption('--kind <kind>', 'the kind, such as Ingress')
    .requiredOption('--hub <apiVersion>', 'the version that all others go through')
    .requiredOption('--spoke <apiVersion>', 'the other version; repeatable', collect)
    .option('--crd <file>', 'CustomResourceDefinition that has the schemas')
    .addHelpText('after', HELP)
    .action((options: RuleNewOptions) => run(options));
}
