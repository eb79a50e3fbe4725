import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import { splitBundle } from '../../certs/bundle.ts';
import { problem, type Problem } from '../errors.ts';
import { reasonOf } from '../json/decode.ts';
import { SYSTEM_CLOCK } from '../kube/clock.ts';
import { startLeaderElection } from '../kube/leader-election.ts';
import { strictScopes } from '../policies/strict-scopes.ts';
import type { LivePolicies } from '../registry/live-policies.ts';
import type { LiveRules } from '../registry/live-rules.ts';
import { startManagingWebhooks, type ManagedWebhooks } from '../webhooks/manage-webhooks.ts';
import { webhookConfigurations } from '../webhooks/webhook-configurations.ts';
import type { FollowedObjects } from './follow-objects.ts';
import type { MemberSource } from './member-source.ts';

/** What webhook configurations say of Karmorph. */
export interface WebhookTarget {
  /** An origin, such as `https://karmorph.karmorph-system.svc`. */
  readonly url: string;
  /** PEM certificates; read before each comparison, so that a change is registered. */
  readonly caFile: string;
}

/** What the configurations follow. */
interface Followed {
  readonly live: LiveRules;
  readonly objects: FollowedObjects;
  readonly members: MemberSource;
  readonly policies: LivePolicies;
}

/** Where Karmorph has its ServiceAccount on the Karmada API server. */
const NAMESPACE = 'karmorph-system';
const LEASE = 'karmorph-webhooks';

/** Registers the webhooks, where that is asked for, in whichever replica is elected. */
export function registration(
  { webhooks: target }: { readonly webhooks?: WebhookTarget },
  { live, objects, members, policies }: Followed,
  logger: Logger,
): ManagedWebhooks | undefined {
  const { client, controlPlaneResources, inventory } = members;
  if (!target || !client || !controlPlaneResources) return undefined;
  const onProblem = onceInARow(({ code, message, hint }) => {
    logger.warn({ event: 'webhooks_problem', code, message, hint });
  });
  const election = startLeaderElection({
    ...{ client, clock: SYSTEM_CLOCK, namespace: NAMESPACE, name: LEASE, onProblem },
    onChange: (isLeader) => logger.info({ event: 'webhooks_leader', isLeader }),
  });
  const managed = startManagingWebhooks({
    ...{ client, clock: SYSTEM_CLOCK, onProblem },
    isLeader: () => election.isLeader(),
    wanted: async () => {
      const inForce = policies.policies();
      if (!inventory.ready() || !objects.rulesReady() || !inForce) return undefined;
      const caBundle = await bundleIn(target.caFile, onProblem);
      if (caBundle === undefined) return undefined;
      const { url } = target;
      return webhookConfigurations({
        rules: live.rules(),
        resources: controlPlaneResources(),
        strict: strictScopes(inForce),
        url,
        caBundle,
      });
    },
    onWritten: (kind, change) => logger.info({ event: 'webhooks_written', kind, change }),
  });
  return {
    stop: async () => {
      await managed.stop();
      await election.stop();
    },
  };
}

async function bundleIn(file: string, onProblem: (cause: Problem) => void): Promise<string | undefined> {
  try {
    const certificates = splitBundle(await readFile(file, 'utf8'));
    if (certificates.length === 0) throw new Error(`${file} holds no PEM certificate`);
    return Buffer.from(certificates.join('')).toString('base64');
  } catch (error) {
    onProblem(problem('WEBHOOKS_CA_UNUSABLE', { reason: reasonOf(error) }));
    return undefined;
  }
}

/** The same problem every two seconds is told once. */
function onceInARow(tell: (cause: Problem) => void): (cause: Problem) => void {
  let last = '';
  return (cause) => {
    if (cause.message !== last) tell(cause);
    last = cause.message;
  };
}
