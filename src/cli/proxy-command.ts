import { InvalidArgumentError, Option, type Command } from 'commander';
import { problem, ProblemError } from '../errors.ts';
import { NEWEST_MINOR } from '../inventory/served-versions.ts';
import { LOG_LEVELS, type LogLevel } from '../telemetry/log-levels.ts';
import { collect } from './convert-command.ts';
import { isLoopback, parseListenAddress, type ListenAddress } from './listen-address.ts';
import type { ProxyOptions } from './proxy.ts';

const HELP = `
Whoever uses the kubeconfig that it writes reaches the cluster with your credentials, as they are in --kubeconfig: client certificate, token, token file or
plugin. It has a new random token and a new CA each time; the file is for you alone (mode 0600), and is removed at the end. Other users of this
host, who can reach the address as well, are answered 401.

Clients find the kinds and versions of --as-release there, and those that the cluster serves itself. One that names no version uses the newest.

Without --write-kubeconfig the kubeconfig goes to standard output.

It starts whether the cluster answers or not: each request tries it, and standard error says why one fails.

Exit status: 0 when it is stopped, 2 when the command could not be carried out.

Examples:
  karmorph proxy --kubeconfig old.config --write-kubeconfig old-as-new.config
  KUBECONFIG=old-as-new.config helm upgrade --install shop ./chart`;

interface Flags {
  readonly kubeconfig: string;
  readonly context?: string;
  readonly listen: ListenAddress;
  readonly allowRemote?: true;
  readonly writeKubeconfig?: string;
  readonly asRelease: string;
  readonly rules?: readonly string[];
  readonly logLevel: LogLevel;
}

/** Adds `proxy` to the program. `run` is called when the flags are right. */
export function addProxyCommand(program: Command, run: (options: ProxyOptions) => Promise<void>): void {
  program
    .command('proxy')
    .description(
      "stand in front of one old cluster, so that your own kubectl, Helm or operator uses today's versions there",
    )
    .requiredOption('--kubeconfig <file>', 'how you reach the cluster')
    .option('--context <name>', 'context of that file (default: its current one)')
    .addOption(
      new Option('--listen <host:port>', 'address to listen at; port 0 takes any free one')
        .argParser(parseListen)
        .default({ host: '127.0.0.1', port: 0 }, '127.0.0.1:0'),
    )
    .option('--allow-remote', 'let --listen be an address that other hosts can reach')
    .option('--write-kubeconfig <file>', 'file to write the kubeconfig for clients to')
    .option('--as-release <version>', 'Kubernetes release that clients shall find', NEWEST_MINOR)
    .option(
      '--rules <path>',
      'rule file, or folder of rule files, to use besides the built-in ones; repeatable',
      collect,
    )
    .addOption(new Option('--log-level <level>', 'what to log').choices(LOG_LEVELS).default('warn'))
    .addHelpText('after', HELP)
    .action((flags: Flags) => run(optionsOf(flags)));
}

function optionsOf(flags: Flags): ProxyOptions {
  const { kubeconfig, context, listen, allowRemote, writeKubeconfig, asRelease, rules = [], logLevel } = flags;
  if (!isLoopback(listen) && !allowRemote) {
    const reason = `--listen ${listen.host} can be reached from other hosts; give --allow-remote if that is meant`;
    throw new ProblemError(problem('PROXY_OPTIONS', { reason }));
  }
  return { kubeconfig, context, listen, writeKubeconfig, asRelease, ruleFiles: rules, logLevel };
}

function parseListen(value: string): ListenAddress {
  const address = parseListenAddress(value);
  if (address) return address;
  throw new InvalidArgumentError('an address is HOST:PORT, such as 127.0.0.1:8443 or [::1]:8443.');
}
