import { pause, type Clock } from '../kube/clock.ts';
import { within } from '../kube/deadline.ts';
import { discover } from '../kube/discovery.ts';
import { kubeProblem, KubeRefused, readObject, type KubeClient } from '../kube/kube-client.ts';

export interface PathToVerify {
  /** Talks to the member through the gateway as Karmada will: with its token, and trusting the gateway's CA alone. */
  readonly client: KubeClient;
  /** The kinds that the member lacks, and that the gateway shall add. */
  readonly wanted: readonly string[];
  readonly clock: Clock;
  readonly stopping: AbortSignal;
}

/** The gateway follows the Clusters: every replica knows a member within moments after it was recorded. */
const GRACE_MS = 10_000;
const RETRY_MS = 500;
const ATTEMPT_MS = 20_000;
const NAMESPACES = '/api/v1/namespaces?limit=1';

/**
 * Goes the way that Karmada would go: TLS, discovery with the versions that the member lacks, and a request that needs authorization.
 * Gives the reason why it does not work, or undefined when it does. Reads only.
 */
export async function verifyPath({ client, wanted, clock, stopping }: PathToVerify): Promise<string | undefined> {
  const deadline = { clock, milliseconds: ATTEMPT_MS, stopping, path: '/apis' };
  const until = clock.now() + GRACE_MS;
  for (;;) {
    const reason = await within(deadline, (signal) => attempt(client, wanted, signal)).catch(failureOf);
    if (reason === undefined || !reason.passes || clock.now() >= until || stopping.aborted) return reason?.text;
    await pause(clock, RETRY_MS, stopping);
  }
}

interface Reason {
  readonly text: string;
  /** True when it may be otherwise in a moment. */
  readonly passes: boolean;
}

async function attempt(
  client: KubeClient,
  wanted: readonly string[],
  signal: AbortSignal,
): Promise<Reason | undefined> {
  const { capabilities } = await discover(client, signal);
  const missing = wanted.filter((gvk) => !capabilities.served.has(gvk));
  if (missing.length > 0) return { text: `its discovery there lacks ${missing.join(', ')}`, passes: true };
  await readObject(client, NAMESPACES, { signal });
  return undefined;
}

function failureOf(error: unknown): Reason {
  const { message } = kubeProblem('/apis', error);
  return { text: message, passes: error instanceof KubeRefused && (error.status === 404 || error.status === 503) };
}
