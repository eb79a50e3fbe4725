import { servedBy } from '../../src/inventory/served-versions.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { FakeApiServer } from '../support/fake-api-server.ts';
import { send } from '../support/https-client.ts';
import { cluster } from '../support/karmada-cluster.ts';
import { admissionReview } from './admission-reviews.ts';
import { residentMebibytes } from './memory.ts';
import type { Row } from './row.ts';
import { withServer, type ServerProcess } from './server-process.ts';

const FIRST_MINOR = 16;
const SETS = 20;
const BINDINGS = 1000;
const REVIEWS = 200;

/** The resident memory of a server that follows a Karmada with so many Clusters, in 20 sets of capabilities, and has planned for all of them. */
export async function largeFleetMemory(count: number): Promise<Row> {
  const karmada = await FakeApiServer.start();
  try {
    serve(karmada, count);
    return await withServer(
      async (server) => {
        await ready(server);
        await review(server, REVIEWS);
        return {
          name: `memory with ${String(count)} members in ${String(SETS)} sets of capabilities, and ${String(BINDINGS)} bindings`,
          ours: await residentMebibytes(server),
          unit: 'MiB resident',
          goal: 'at most 150 for 5,000',
        };
      },
      ['--karmada-kubeconfig', karmada.kubeconfig],
    );
  } finally {
    await karmada.stop();
  }
}

/** As an API server lists: in pages of the size that is asked for. */
function serve(karmada: FakeApiServer, count: number): void {
  const clusters = Array.from({ length: count }, (_, index) => clusterAt(index));
  const lists: Readonly<Record<string, readonly JsonObject[]>> = {
    '/apis/cluster.karmada.io/v1alpha1/clusters': clusters,
    '/apis/policy.karmada.io/v1alpha1/propagationpolicies': [],
    '/apis/policy.karmada.io/v1alpha1/clusterpropagationpolicies': [],
    '/apis/policy.karmada.io/v1alpha1/overridepolicies': [],
    '/apis/policy.karmada.io/v1alpha1/clusteroverridepolicies': [],
    '/apis/work.karmada.io/v1alpha2/resourcebindings': Array.from({ length: BINDINGS }, (_, index) => bindingAt(index)),
    '/apis/work.karmada.io/v1alpha2/clusterresourcebindings': [],
    '/apis/apiextensions.k8s.io/v1/customresourcedefinitions': [],
    '/apis/apiregistration.k8s.io/v1/apiservices': [],
  };
  for (const [path, items] of Object.entries(lists)) {
    karmada.on(path, (request, response) => {
      const { searchParams } = new URL(request.url ?? '', 'https://fake');
      const [limit, from] = ['limit', 'continue'].map((name) => Number(searchParams.get(name) ?? 0));
      const begin = from ?? 0;
      const end = begin + (limit || items.length);
      const next = end < items.length ? { continue: String(end) } : {};
      const page = { metadata: { resourceVersion: '5', ...next }, items: items.slice(begin, end) };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(page));
    });
  }
  karmada.json('/version', { gitVersion: 'v1.34.4' });
  karmada.json('/api', { kind: 'APIVersions', versions: ['v1'] });
  karmada.json('/apis', { kind: 'APIGroupList', groups: [] });
}

/** With all that the release serves, which is what makes Clusters large. */
function clusterAt(index: number): JsonObject {
  const version = `1.${String(FIRST_MINOR + (index % SETS))}`;
  const served = servedBy(version);
  if (!served.ok) throw new Error(served.problem.message);
  return cluster(`member-${String(index)}`, {
    version: `v${version}.1`,
    enablements: [...served.capabilities.served],
    labels: { env: 'prod', region: `region-${String(index % 7)}` },
  });
}

function bindingAt(index: number): JsonObject {
  const name = `shop-${String(index)}`;
  const clusters = Array.from({ length: 50 }, (_, at) => ({ name: `member-${String((index * 7 + at) % 5000)}` }));
  return {
    metadata: { name: `${name}-deployment`, namespace: 'shops', resourceVersion: '5' },
    spec: { resource: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shops', name }, clusters },
  };
}

async function ready(server: ServerProcess): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const { status } = await send(server, '/readyz', { agent: server.agent });
    if (status === 200) return;
    await new Promise((next) => setTimeout(next, 100));
  }
  throw new Error('the server has not read the fleet within a minute');
}

async function review(server: ServerProcess, count: number): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  for (let index = 0; index < count; index++) {
    const body = admissionReview(index, 'fresh');
    const { status, text } = await send(server, '/admission/validate', { body, headers, agent: server.agent });
    if (status !== 200) throw new Error(`${String(status)}: ${text}`);
    if (text.includes('not known yet')) throw new Error(`nothing was planned: ${text}`);
  }
}
