import { expect } from 'chai';
import type { JsonObject } from '../../../src/json/json.ts';
import { discover } from '../../../src/kube/discovery.ts';
import { kubeClientFromFile, type KubeClient } from '../../../src/kube/kube-client.ts';
import { FakeApiServer } from '../../support/fake-api-server.ts';

function aggregatedGroup(name: string, versions: Record<string, readonly string[]>, freshness = 'Current'): JsonObject {
  return {
    metadata: name === '' ? {} : { name },
    versions: Object.entries(versions).map(([version, kinds]) => ({
      version,
      freshness,
      resources: kinds.map((kind) => ({
        resource: `${kind.toLowerCase()}s`,
        responseKind: { group: '', version: '', kind },
        subresources: [{ subresource: 'scale', responseKind: { group: 'autoscaling', version: 'v1', kind: 'Scale' } }],
      })),
    })),
  };
}

function resourceList(groupVersion: string, ...names: string[]): JsonObject {
  return { kind: 'APIResourceList', groupVersion, resources: names.map((name) => ({ name: `${name}s`, kind: name })) };
}

describe('discovery of an API server', () => {
  let server: FakeApiServer;
  let client: KubeClient;
  const { signal } = new AbortController();

  beforeEach(async () => {
    server = await FakeApiServer.start();
    client = await kubeClientFromFile(server.kubeconfig);
    server.json('/version', { major: '1', minor: '34', gitVersion: 'v1.34.4' });
  });
  afterEach(async () => {
    client.close();
    await server.stop();
  });

  const aggregated = (...items: JsonObject[]): JsonObject => ({ kind: 'APIGroupDiscoveryList', items });

  it('is read in three requests where it is aggregated', async () => {
    server.json('/api', aggregated(aggregatedGroup('', { v1: ['Pod', 'Service'] })));
    server.json('/apis', aggregated(aggregatedGroup('autoscaling', { v2: ['HPA'], v1: ['HPA'] })));
    const { capabilities, complete } = await discover(client, signal);
    expect([...capabilities.served]).to.deep.equal([
      'autoscaling/v1/HPA',
      'autoscaling/v2/HPA',
      'v1/Pod',
      'v1/Service',
    ]);
    expect(capabilities.kubernetesVersion).to.equal('1.34');
    expect(complete).to.equal(true);
    expect(server.requests).to.have.length(3);
  });

  it('is incomplete while a group of an aggregated API server is stale', async () => {
    server.json('/api', aggregated(aggregatedGroup('', { v1: ['Pod'] })));
    server.json('/apis', aggregated(aggregatedGroup('cluster.karmada.io', { v1alpha1: [] }, 'Stale')));
    const { capabilities, complete } = await discover(client, signal);
    expect([...capabilities.served]).to.deep.equal(['v1/Pod']);
    expect(complete).to.equal(false);
  });

  const legacy = (): void => {
    server.json('/api', { kind: 'APIVersions', versions: ['v1'] });
    server.json('/apis', {
      kind: 'APIGroupList',
      groups: [
        { name: 'apps', versions: [{ groupVersion: 'apps/v1' }] },
        { name: 'batch', versions: [{ groupVersion: 'batch/v1' }, { groupVersion: 'batch/v1beta1' }] },
      ],
    });
    server.json('/api/v1', resourceList('v1', 'Pod'));
    server.json('/apis/apps/v1', {
      ...resourceList('apps/v1', 'Deployment'),
      resources: [
        { name: 'deployments', kind: 'Deployment' },
        { name: 'deployments/scale', kind: 'Scale', group: 'autoscaling', version: 'v1' },
      ],
    });
    server.json('/apis/batch/v1', resourceList('batch/v1', 'Job'));
    server.json('/apis/batch/v1beta1', resourceList('batch/v1beta1', 'CronJob'));
  };

  it('is read group by group where it is not aggregated, without subresources', async () => {
    legacy();
    const { capabilities, complete } = await discover(client, signal);
    expect([...capabilities.served]).to.deep.equal([
      'apps/v1/Deployment',
      'batch/v1/Job',
      'batch/v1beta1/CronJob',
      'v1/Pod',
    ]);
    expect(complete).to.equal(true);
    expect(server.unexpected).to.deep.equal([]);
  });

  it('is incomplete when one group does not answer', async () => {
    legacy();
    server.json('/apis/batch/v1', { kind: 'Status', message: 'unavailable' }, 503);
    const { capabilities, complete } = await discover(client, signal);
    expect([...capabilities.served]).to.deep.equal(['apps/v1/Deployment', 'batch/v1beta1/CronJob', 'v1/Pod']);
    expect(complete).to.equal(false);
  });

  it('fails when the server does not say what it serves', async () => {
    const failure = await discover(client, signal).catch((error: unknown) => error);
    expect(failure).to.have.property('status', 404);
  });
});
