import { lackingKinds } from '../adoption/lacking-kinds.ts';
import type { RuleSet } from '../engine/rule-set.ts';
import type { Problem } from '../errors.ts';
import { SYSTEM_CLOCK } from '../kube/clock.ts';
import { within } from '../kube/deadline.ts';
import { discover } from '../kube/discovery.ts';
import { kubeClientFromFile, type KubeClient } from '../kube/kube-client.ts';
import { tokenClient } from '../kube/token-client.ts';
import { restartFollowers } from '../rewiring/host-cluster.ts';
import { karmadaApi } from '../rewiring/karmada-api.ts';
import type { GatewayTarget, Means } from '../rewiring/means.ts';

/** Where a command finds Karmada, and the cluster that it runs in. */
export interface AdoptionAccess {
  /** Kubeconfig of the Karmada API server. */
  readonly karmada: string;
  /** Kubeconfig of the host cluster; undefined where nothing may be restarted. */
  readonly host: string | undefined;
  /** Where Karmada's Deployments are in it. */
  readonly hostNamespace: string;
  readonly gateway: GatewayTarget | undefined;
  readonly confirmMs: number;
}

/** What the verbs about members share while one of them runs. */
export interface AdoptionSession {
  readonly means: Means;
  /** Which process Karmada's informers are in; undefined when nobody tells. */
  readonly process: string | undefined;
  /** Restarts what follows members, and gives what went wrong; undefined where it is not allowed. */
  readonly restart: (() => Promise<Problem | undefined>) | undefined;
  close(): void;
}

const DISCOVERY_MS = 30_000;
const CONVERSION_RULES = '/apis/karmorph.io/v1alpha1/conversionrules';

/** Reads the rules by which members lack versions. */
type ReadRules = (client: KubeClient, signal: AbortSignal) => Promise<RuleSet>;

/** Throws ProblemError when a kubeconfig cannot be used, or Karmada does not answer. */
export async function openAdoption(access: AdoptionAccess, readRules: ReadRules): Promise<AdoptionSession> {
  const stopping = new AbortController().signal;
  const clock = SYSTEM_CLOCK;
  const client = await kubeClientFromFile(access.karmada);
  const host = access.host === undefined ? undefined : await kubeClientFromFile(access.host);
  const karmada = karmadaApi({ client, clock, stopping });
  const deadline = { clock, milliseconds: DISCOVERY_MS, stopping, path: '/apis' };
  const { capabilities } = await within(deadline, (signal) => discover(client, signal));
  const rules = await within({ ...deadline, path: CONVERSION_RULES }, (signal) => readRules(client, signal));
  return {
    means: {
      connect: tokenClient,
      ...{ karmada, clock, stopping, gateway: access.gateway, confirmMs: access.confirmMs, settleMs: 0 },
      lackingOf: (member) => lackingKinds(rules, capabilities, member),
    },
    process: await karmada.controllerManager(),
    restart: host && (() => restartFollowers({ client: host, namespace: access.hostNamespace, clock, stopping })),
    close: () => {
      client.close();
      host?.close();
    },
  };
}
