import type { Command } from 'commander';
import type { AdoptOptions } from './adopt.ts';
import {
  accessOf,
  addAccessOptions,
  addGatewayOptions,
  gatewayOf,
  misused,
  type AccessFlags,
  type GatewayFlags,
} from './adoption-flags.ts';
import { collect, type RuleFlags } from './convert-command.ts';
import type { ReleaseOptions } from './release.ts';
import type { StatusOptions } from './status.ts';

const ADOPT_HELP = `
Of each member, what there is is recorded in its Cluster; then the way through the gateway is verified, with the credentials that Karmada has
for the member; only then does Karmada go that way. A member that Karmada does not see Ready there, with the versions that it lacked, within
--timeout is put back. Members that serve every version that Karmada propagates are left alone.

Karmada's informers keep the former address until karmada-controller-manager restarts: with --host it is restarted, once for all members.

Exit status: 0, 1 when a member was refused or put back, 2 when the command could not be carried out.

Examples:
  karmorph adopt m121 --karmada karmada.config --gateway https://karmorph.karmorph-system.svc --gateway-ca ca.crt
  karmorph adopt m121 m118 --karmada karmada.config --host host.config --gateway https://karmorph.karmorph-system.svc \\
    --gateway-ca ca.crt --connect 127.0.0.1:8443`;

const RELEASE_HELP = `
spec.apiEndpoint and the caBundle of the Secret become what they were, byte for byte, and the Cluster is labelled
karmorph.io/adoption=disabled, so that no controller adopts it again. Without --host, the gateway knows a member until somebody has
restarted karmada-controller-manager and says so with --restarted, or Karmada's own Lease shows it.

Exit status: 0, 1 when a member could not be released, 2 when the command could not be carried out.

Examples:
  karmorph release m121 --karmada karmada.config --host host.config
  karmorph release --all --no-label --karmada karmada.config      before Karmorph is uninstalled`;

type Rules = Pick<RuleFlags, 'paths'>;
type RulesFlag = { readonly rules?: readonly string[] };

type AdoptFlags = AccessFlags & GatewayFlags & RulesFlag & { readonly rebalance: boolean };

/** Adds `adopt` to the program. `run` is called when the flags are right. */
export function addAdoptCommand(program: Command, run: (options: AdoptOptions, rules: Rules) => Promise<void>): void {
  const command = program
    .command('adopt')
    .description('put members that lack versions behind the gateway')
    .argument('<member...>', 'names of Clusters on the Karmada API server')
    .option('--no-rebalance', 'do not have templates scheduled anew that had left the members out');
  addRulesOption(addGatewayOptions(addAccessOptions(command)))
    .addHelpText('after', ADOPT_HELP)
    .action((members: readonly string[], flags: AdoptFlags) =>
      run(
        { ...accessOf(flags), members, gateway: gatewayOf(flags), rebalance: flags.rebalance },
        { paths: flags.rules ?? [] },
      ),
    );
}

type ReleaseFlags = AccessFlags & { readonly all?: true; readonly restarted?: true; readonly label: boolean };

/** Adds `release` to the program. `run` is called when the flags are right. */
export function addReleaseCommand(program: Command, run: (options: ReleaseOptions) => Promise<void>): void {
  const command = program
    .command('release')
    .description('take members out from behind the gateway, as they were')
    .argument('[member...]', 'names of Clusters on the Karmada API server')
    .option('--all', 'every member that is behind the gateway, by whatever means')
    .option('--restarted', 'karmada-controller-manager was restarted since they were released')
    .option('--no-label', 'leave the label karmorph.io/adoption as it is');
  addAccessOptions(command)
    .addHelpText('after', RELEASE_HELP)
    .action((members: readonly string[], { all, restarted, label, ...flags }: ReleaseFlags) => {
      if (members.length > 0 === (all === true)) throw misused('name members, or give --all');
      const which = all ? undefined : members;
      return run({ ...accessOf(flags), members: which, gateway: undefined, restarted: restarted === true, label });
    });
}

type StatusFlags = Pick<AccessFlags, 'karmada'> & RulesFlag;

/** Adds `status` to the program. */
export function addStatusCommand(program: Command, run: (options: StatusOptions, rules: Rules) => Promise<void>): void {
  const command = program
    .command('status')
    .description('say which members lack versions, and which are behind the gateway')
    .argument('[member...]', 'names of Clusters on the Karmada API server; all when left out')
    .requiredOption('--karmada <kubeconfig>', 'kubeconfig of the Karmada API server');
  addRulesOption(command)
    .addHelpText(
      'after',
      '\nExit status: 0, 2 when the command could not be carried out.\n\nExample:\n  karmorph status --karmada karmada.config',
    )
    .action((members: readonly string[], { karmada, rules = [] }: StatusFlags) =>
      run({ karmada, members }, { paths: rules }),
    );
}

function addRulesOption(command: Command): Command {
  return command.option(
    '--rules <path>',
    'rule file, or folder of rule files, to use besides the built-in ones; repeatable',
    collect,
  );
}
