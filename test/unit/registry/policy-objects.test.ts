import { expect } from 'chai';
import type { Problem } from '../../../src/errors.ts';
import { decodeJson } from '../../../src/json/decode.ts';
import { isJsonObject, objectAt, type JsonObject } from '../../../src/json/json.ts';
import { kubeClientFromFile, type KubeClient } from '../../../src/kube/kube-client.ts';
import { POLICY_KINDS } from '../../../src/policies/check.ts';
import type { JudgedObjects } from '../../../src/registry/judged-objects.ts';
import { createLivePolicies, type LivePolicies } from '../../../src/registry/live-policies.ts';
import { startPolicyObjects } from '../../../src/registry/policy-objects.ts';
import { FakeApiServer } from '../../support/fake-api-server.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { policy } from '../../support/policies.ts';

const API = '/apis/karmorph.io/v1alpha1';
const NAMESPACED = `${API}/conversionpolicies`;
const CLUSTER = `${API}/clusterconversionpolicies`;
const STATUS_OF_OWN = `${API}/namespaces/shop/conversionpolicies/own/status`;
const STATUS_OF_STRICT = `${CLUSTER}/strict/status`;

/** A ConversionPolicy `own` of the namespace shop, or a ClusterConversionPolicy `strict`, as an API server gives it. */
function object(kind: (typeof POLICY_KINDS)[number], spec: JsonObject, changes: JsonObject = {}): JsonObject {
  const placed = kind === 'ConversionPolicy' ? { name: 'own', namespace: 'shop' } : { name: 'strict' };
  const { generation = 1, ...others } = changes;
  const metadata = { ...placed, uid: placed.name, generation, resourceVersion: '1' };
  return { apiVersion: 'karmorph.io/v1alpha1', kind, metadata, spec, ...others };
}

const own = (spec: JsonObject, changes?: JsonObject) => object('ConversionPolicy', spec, changes);
const strict = (spec: JsonObject, changes?: JsonObject) => object('ClusterConversionPolicy', spec, changes);
const DENY = { onLoss: 'Deny' };
const MISSPELT = { onLos: 'Deny' };

function listOf(...items: readonly JsonObject[]): JsonObject {
  return { metadata: { resourceVersion: '10' }, items };
}

describe('objects of conversion policies', () => {
  let server: FakeApiServer;
  let client: KubeClient;
  let clock: FakeClock;
  let live: LivePolicies;
  let objects: JudgedObjects | undefined;
  let told: string[];
  let problems: Problem[];
  let written: Record<string, JsonObject[]>;
  let waiting: { until: () => boolean; resolve: () => void }[];

  beforeEach(async () => {
    server = await FakeApiServer.start();
    client = await kubeClientFromFile(server.kubeconfig);
    clock = new FakeClock();
    live = createLivePolicies([policy('file', {})], POLICY_KINDS);
    [told, problems, written, waiting] = [[], [], {}, []];
    for (const path of [STATUS_OF_OWN, STATUS_OF_STRICT]) takeStatus(path);
  });
  afterEach(async () => {
    await objects?.stop();
    client.close();
    await server.stop();
  });

  function start(): void {
    const tell = (text: string): void => {
      told.push(text);
      check();
    };
    objects = startPolicyObjects({
      ...{ client, live, clock },
      onProblem: (problem) => {
        problems.push(problem);
        check();
      },
      onAbsent: (kind) => tell(`no ${kind}`),
      onVerdict: ({ record, reason }) => tell(`${record.name} ${reason}`),
    });
  }

  function check(): void {
    for (const { until, resolve } of waiting) if (until()) resolve();
  }

  function eventually(until: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      waiting.push({ until, resolve });
      check();
    });
  }

  function takeStatus(path: string): void {
    const puts: JsonObject[] = (written[path] = []);
    server.on(path, (request, response) => {
      let text = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      request.on('end', () => {
        const decoded = decodeJson(text);
        if (decoded.ok && isJsonObject(decoded.value)) puts.push(decoded.value);
        response.end(text);
        check();
      });
    });
  }

  const inForce = () => live.policies()?.policies.map(({ title, spec }) => `${title} ${spec.onLoss ?? ''}`.trim());
  const condition = (path: string) => {
    const status = objectAt(written[path]?.at(-1), 'status') as { conditions: JsonObject[] } | undefined;
    return status?.conditions[0];
  };

  it('of both kinds are in force beside those of files, and are told so where they are', async () => {
    server.json(NAMESPACED, listOf(own(DENY)));
    server.json(CLUSTER, listOf(strict(DENY)));
    start();
    expect(live.policies()).to.equal(undefined);
    await eventually(() => written[STATUS_OF_OWN]?.length === 1 && written[STATUS_OF_STRICT]?.length === 1);
    expect(inForce()).to.deep.equal([
      'ClusterConversionPolicy file',
      'ClusterConversionPolicy strict Deny',
      'ConversionPolicy shop/own Deny',
    ]);
    expect(condition(STATUS_OF_OWN)).to.include({
      type: 'Accepted',
      status: 'True',
      message: 'refuses losses, warns of templates that a member cannot get',
    });
    expect([told.sort(), problems]).to.deep.equal([['shop/own Accepted', 'strict Accepted'], []]);
  });

  it('do not lose their last good version to a broken one, and say what is wrong; deleted, they are gone', async () => {
    server.json(NAMESPACED, listOf());
    server.json(CLUSTER, listOf(strict(DENY)));
    start();
    const watch = await server.watch(CLUSTER);
    await eventually(() => written[STATUS_OF_STRICT]?.length === 1 && live.policies() !== undefined);
    watch.send('MODIFIED', strict(MISSPELT, { generation: 2 }));
    await eventually(() => written[STATUS_OF_STRICT]?.length === 2);
    expect(inForce()).to.include('ClusterConversionPolicy strict Deny');
    expect(condition(STATUS_OF_STRICT)).to.include({ status: 'False', reason: 'Invalid', observedGeneration: 2 });
    expect(condition(STATUS_OF_STRICT)?.message).to.match(
      /^spec\.onLos: POLICY_INVALID is not a field here; .*\nGeneration 1, which was accepted, stays in force\.$/,
    );
    watch.send('DELETED', strict(MISSPELT, { generation: 2 }));
    watch.send('ADDED', { ...strict({}), metadata: { name: 'next' } });
    await eventually(() => told.includes('next Accepted'));
    expect(inForce()).to.deep.equal(['ClusterConversionPolicy file', 'ClusterConversionPolicy next']);
  });

  it('find their last good version in the status, after a restart', async () => {
    const status = { accepted: { generation: 1, spec: DENY } };
    server.json(NAMESPACED, listOf(own(MISSPELT, { generation: 2, status })));
    server.json(CLUSTER, listOf(strict(MISSPELT)));
    start();
    await eventually(() => told.length === 2);
    expect(inForce()).to.deep.equal(['ClusterConversionPolicy file', 'ConversionPolicy shop/own Deny']);
  });

  it('may be unknown to the API server: then none counts, which is told once', async () => {
    start();
    await eventually(() => told.length === 2);
    expect(told.sort()).to.deep.equal(['no ClusterConversionPolicy', 'no ConversionPolicy']);
    expect(inForce()).to.deep.equal(['ClusterConversionPolicy file']);
    await clock.fire(250);
    await clock.timer(500);
    expect([told.length, problems]).to.deep.equal([2, []]);
  });

  it('count no more when their kind has gone', async () => {
    server.json(NAMESPACED, listOf());
    server.json(CLUSTER, listOf(strict(DENY)));
    start();
    const watch = await server.watch(CLUSTER);
    await eventually(() => inForce()?.length === 2 && written[STATUS_OF_STRICT]?.length === 1);
    server.watchRefusal = 404;
    watch.send('BOOKMARK', { metadata: { resourceVersion: '11' } });
    watch.end();
    await eventually(() => told.includes('no ClusterConversionPolicy'));
    expect(inForce()).to.deep.equal(['ClusterConversionPolicy file']);
  });

  for (const status of [401, 403, 500]) {
    it(`leave it unknown what is in force while one kind is refused with ${String(status)}, until it is read`, async () => {
      server.json(CLUSTER, listOf(strict(DENY)));
      server.json(NAMESPACED, { kind: 'Status', message: 'no' }, status);
      start();
      await eventually(() => problems.length === 1 && told.length === 1);
      expect(live.policies()).to.equal(undefined);
      const [cause] = problems;
      if (status === 500) expect(cause?.code).to.equal('KUBE_REFUSED');
      else expect(cause?.message).to.match(/^Karmorph may not read conversionpolicies\.karmorph\.io/);
      server.json(NAMESPACED, listOf());
      await clock.fire(250);
      await server.watch(NAMESPACED);
      expect(inForce()).to.include('ClusterConversionPolicy strict Deny');
    });
  }

  it('stay in force when they may be read no longer', async () => {
    server.json(NAMESPACED, listOf());
    server.json(CLUSTER, listOf(strict(DENY)));
    start();
    const watch = await server.watch(CLUSTER);
    await eventually(() => live.policies() !== undefined);
    server.watchRefusal = 403;
    watch.send('BOOKMARK', { metadata: { resourceVersion: '11' } });
    watch.end();
    await eventually(() => problems.some(({ code }) => code === 'POLICIES_FORBIDDEN'));
    expect(inForce()).to.include('ClusterConversionPolicy strict Deny');
  });
});
