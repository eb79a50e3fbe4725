import { before } from 'mocha';
import { ApiServer } from '../../e2e/support/api-server.ts';
import { KUBERNETES_1_21, KUBERNETES_1_34 } from '../../e2e/support/assets/versions.ts';
import { endpointOf, type Endpoint, type Servers } from '../support/servers.ts';
import { startKarmorph } from '../support/start-karmorph.ts';

/** The same roles the other way round. */
interface OlderControlPlane {
  /** Kubernetes 1.21 with all of its versions, asked directly. What it answers is right. */
  readonly reference: Endpoint;
  /** The new server through the gateway, for clients of Kubernetes 1.21. */
  readonly gateway: Endpoint;
}

const START_TIMEOUT_MS = 60_000;

/** Starts what an old control plane needs beside the servers that run. */
export function useOlderControlPlane(servers: () => Servers): () => OlderControlPlane {
  let started: OlderControlPlane | undefined;
  before('an old API server, and Karmorph in front of the new one', async function () {
    this.timeout(START_TIMEOUT_MS);
    const { environment, newest } = servers();
    const [reference, { url }] = await Promise.all([
      ApiServer.start(environment, 'old-reference', { version: KUBERNETES_1_21 }),
      startKarmorph(environment, {
        name: 'karmorph-of-the-old',
        controlPlane: '1.21',
        members: [{ server: newest, version: KUBERNETES_1_34 }],
      }),
    ]);
    started = {
      reference: endpointOf(environment, 'old-reference', reference),
      gateway: endpointOf(environment, 'm134', newest, url),
    };
  });
  return () => started!;
}
