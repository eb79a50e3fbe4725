import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import { splitBundle } from '../../certs/bundle.ts';
import { lackingKinds } from '../adoption/lacking-kinds.ts';
import type { AdoptionScope } from '../adoption/wish.ts';
import type { RuleSet } from '../engine/rule-set.ts';
import { problem, type Problem } from '../errors.ts';
import { reasonOf } from '../json/decode.ts';
import { SYSTEM_CLOCK } from '../kube/clock.ts';
import { kubeClientFromFile, type KubeClient } from '../kube/kube-client.ts';
import { startLeaderElection } from '../kube/leader-election.ts';
import { tokenClient } from '../kube/token-client.ts';
import type { Capabilities } from '../kubernetes/capabilities.ts';
import { restartFollowers } from '../rewiring/host-cluster.ts';
import { karmadaApi } from '../rewiring/karmada-api.ts';
import { startManagingMembers, type ManagedMembers } from '../rewiring/manage-members.ts';
import type { Means } from '../rewiring/means.ts';
import type { AdoptionMetrics } from '../telemetry/adoption-metrics.ts';
import type { MemberSource } from './member-source.ts';
import { newsOf } from './member-news.ts';

/** What adoption by `karmorph serve` takes. */
export interface MemberManagement {
  readonly scope: AdoptionScope;
  /** An origin by which Karmada reaches Karmorph. */
  readonly gatewayUrl: string;
  /** PEM certificates; read again and again, so that a change is noticed. */
  readonly gatewayCaFile: string;
  /** Kubeconfig of the host cluster; undefined where nothing may be restarted. */
  readonly host: string | undefined;
  readonly hostNamespace: string;
  /** How long a member that needs the gateway no longer is kept there. */
  readonly settleMs: number;
}

/** What it follows, and whom it tells. */
export interface ManagementContext {
  readonly members: MemberSource;
  readonly rules: () => RuleSet;
  readonly rulesReady: () => boolean;
  readonly metrics: AdoptionMetrics;
  readonly logger: Logger;
}

const NAMESPACE = 'karmorph-system';
const LEASE = 'karmorph-members';
const CONFIRM_MS = 60_000;

/** Adopts and releases members in whichever replica is elected. Throws ProblemError when the kubeconfig of the host cannot be used. */
export async function manageMembers(
  options: MemberManagement | undefined,
  context: ManagementContext,
): Promise<ManagedMembers | undefined> {
  const { members, metrics, logger } = context;
  const { client } = members;
  if (!client || !options) return undefined;
  const clock = SYSTEM_CLOCK;
  const host = options.host === undefined ? undefined : await kubeClientFromFile(options.host);
  const { news, stop: stopNews } = newsOf({ client, metrics, logger });
  const election = startLeaderElection({
    ...{ client, clock, namespace: NAMESPACE, name: LEASE },
    onChange: (isLeader) => {
      logger.info({ event: 'members_leader', isLeader });
      if (!isLeader) metrics.adopted(0);
    },
    onProblem: (cause) => news.onProblem(cause, undefined),
  });
  const lacking = rememberLacking();
  const managed = startManagingMembers({
    ...{ client, clock, news, scope: options.scope },
    isLeader: () => election.isLeader(),
    means: (stopping) => meansOf(options, { ...context, client, lacking, stopping, onProblem: news.onProblem }),
    restart:
      host && ((stopping) => restartFollowers({ client: host, namespace: options.hostNamespace, clock, stopping })),
  });
  return {
    stop: async () => {
      await managed.stop();
      await election.stop();
      await stopNews();
      host?.close();
    },
  };
}

interface MeansContext extends ManagementContext {
  readonly client: KubeClient;
  readonly lacking: RememberedLacking;
  readonly stopping: AbortSignal;
  readonly onProblem: (cause: Problem, member: string | undefined) => void;
}

async function meansOf(options: MemberManagement, context: MeansContext): Promise<Means | undefined> {
  const { members, rules, rulesReady, client, lacking, stopping } = context;
  const clock = SYSTEM_CLOCK;
  if (!members.inventory.ready() || !rulesReady()) return undefined;
  try {
    const certificates = splitBundle(await readFile(options.gatewayCaFile, 'utf8'));
    if (certificates.length === 0) throw new Error(`${options.gatewayCaFile} holds no PEM certificate`);
    return {
      ...{ karmada: karmadaApi({ client, clock, stopping }), connect: tokenClient, clock, stopping },
      gateway: { url: options.gatewayUrl, ca: certificates.map((pem) => `${pem.trimEnd()}\n`).join('') },
      ...{
        lackingOf: lacking(rules(), members.inventory.controlPlane()),
        confirmMs: CONFIRM_MS,
        settleMs: options.settleMs,
      },
    };
  } catch (error) {
    context.onProblem(problem('ADOPTION_OPTIONS', { reason: reasonOf(error) }), undefined);
    return undefined;
  }
}

interface Known {
  readonly rules: RuleSet;
  readonly controlPlane: Capabilities;
  readonly lackingOf: Means['lackingOf'];
}

type RememberedLacking = (rules: RuleSet, controlPlane: Capabilities) => Means['lackingOf'];

/** Members that serve the same share one object, so that thousands of them are compared a few times only. */
function rememberLacking(): RememberedLacking {
  let known: Known | undefined;
  return (rules, controlPlane) => {
    if (known?.rules === rules && known.controlPlane === controlPlane) return known.lackingOf;
    const found = new WeakMap<Capabilities, readonly string[]>();
    const lackingOf = (member: Capabilities): readonly string[] => {
      const lacking = found.get(member) ?? lackingKinds(rules, controlPlane, member);
      found.set(member, lacking);
      return lacking;
    };
    known = { rules, controlPlane, lackingOf };
    return lackingOf;
  };
}
