import { join } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { AdoptionScope } from '../adoption/wish.ts';
import { problem, ProblemError } from '../errors.ts';
import { httpsOrigin } from './https-origin.ts';
import type { MemberManagement } from './member-management.ts';

/** The flags of `serve` for adoption, and those that it depends on. */
export interface MemberFlags {
  readonly manageMembers?: AdoptionScope | true;
  readonly gatewayUrl?: string;
  readonly gatewayCa?: string;
  readonly hostKubeconfig?: string;
  readonly hostNamespace: string;
  readonly settle: number;
  readonly karmadaKubeconfig?: string;
  readonly tlsCert?: string;
}

export function addMemberOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--manage-members [which]',
        'put members that lack versions behind the gateway, and release them: labelled ones, or all',
      ).choices(['labelled', 'all']),
    )
    .option('--gateway-url <url>', 'how Karmada reaches Karmorph, such as https://karmorph.karmorph-system.svc')
    .option('--gateway-ca <file>', 'PEM CA of the serving certificate, for members (default: ca.crt in --cert-dir)')
    .option('--host-kubeconfig <file>', 'restart karmada-controller-manager in this cluster when members were switched')
    .option('--host-namespace <name>', 'where the Deployments of Karmada are in it', 'karmada-system')
    .option('--settle <hours>', 'how long a member that needs the gateway no longer is kept there', parseHours, 24);
}

/**
 * Nothing when members are not to be managed. Throws ProblemError with SERVE_OPTIONS when something is missing. `certificates` is where
 * certificates of our own are.
 */
export function memberManagementOf(
  flags: MemberFlags,
  certificates: string,
): { readonly management?: MemberManagement } {
  const { manageMembers, gatewayUrl, gatewayCa, hostKubeconfig: host, hostNamespace, settle } = flags;
  if (manageMembers === undefined) {
    if ((gatewayUrl ?? gatewayCa ?? host) === undefined) return {};
    throw misused('--gateway-url, --gateway-ca and --host-kubeconfig need --manage-members');
  }
  const missing = missingFor(flags);
  const url = httpsOrigin(gatewayUrl);
  if (missing !== undefined || url === undefined) throw misused(`--manage-members ${missing ?? NO_URL}`);
  const scope = manageMembers === true ? 'labelled' : manageMembers;
  const gatewayCaFile = gatewayCa ?? join(certificates, 'ca.crt');
  return { management: { scope, gatewayUrl: url, gatewayCaFile, host, hostNamespace, settleMs: settle * 3_600_000 } };
}

const NO_URL = 'needs --gateway-url, an https URL without a path';

function missingFor({ karmadaKubeconfig, gatewayCa, tlsCert }: MemberFlags): string | undefined {
  if (karmadaKubeconfig === undefined) return 'needs --karmada-kubeconfig';
  return gatewayCa === undefined && tlsCert !== undefined ? 'with --tls-cert needs --gateway-ca' : undefined;
}

function misused(reason: string): ProblemError {
  return new ProblemError(problem('SERVE_OPTIONS', { reason }));
}

function parseHours(value: string): number {
  const hours = Number(value);
  if (value !== '' && hours >= 0 && hours <= 8760) return hours;
  throw new InvalidArgumentError('it is a number of hours from 0 to 8760.');
}
