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
    const { capabilities, unanswered } = await discover(client, signal);
    expect([...capabilities.served]).to.deep.equal([
      'autoscaling/v1/HPA',
      'autoscaling/v2/HPA',
      'v1/Pod',
      'v1/Service',
    ]);
    expect(capabilities.kubernetesVersion).to.equal('1.34');
    expect(unanswered).to.deep.equal([]);
    expect(server.requests).to.have.length(3);
  });

  it('is incomplete while a group of an aggregated API server is stale', async () => {
    server.json('/api', aggregated(aggregatedGroup('', { v1: ['Pod'] })));
    server.json('/apis', aggregated(aggregatedGroup('cluster.karmada.io', { v1alpha1: [] }, 'Stale')));
    const { capabilities, unanswered } = await discover(client, signal);
    expect([...capabilities.served]).to.deep.equal(['v1/Pod']);
    expect(unanswered).to.deep.equal(['cluster.karmada.io/v1alpha1']);
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
    const { capabilities, unanswered } = await discover(client, signal);
    expect([...capabilities.served]).to.deep.equal([
      'apps/v1/Deployment',
      'batch/v1/Job',
      'batch/v1beta1/CronJob',
      'v1/Pod',
    ]);
    expect(unanswered).to.deep.equal([]);
    expect(server.unexpected).to.deep.equal([]);
  });

  it('is incomplete when one group does not answer', async () => {
    legacy();
    server.json('/apis/batch/v1', { kind: 'Status', message: 'unavailable' }, 503);
    const { capabilities, unanswered } = await discover(client, signal);
    expect([...capabilities.served]).to.deep.equal(['apps/v1/Deployment', 'batch/v1beta1/CronJob', 'v1/Pod']);
    expect(unanswered).to.deep.equal(['batch/v1']);
  });

  const WATCHABLE = ['create', 'delete', 'list', 'watch'];

  it('prefers the first version of a group where it is aggregated', async () => {
    const withVerbs = (version: string, kind: string, verbs = WATCHABLE): JsonObject => ({
      version,
      resources: [{ responseKind: { kind }, verbs }],
    });
    server.json('/api', aggregated());
    server.json(
      '/apis',
      aggregated(
        { metadata: { name: 'autoscaling' }, versions: [withVerbs('v2', 'HPA'), withVerbs('v1', 'HPA')] },
        { metadata: { name: 'batch' }, versions: [withVerbs('v1', 'Job'), withVerbs('v1beta1', 'CronJob')] },
        { metadata: { name: 'metrics' }, versions: [withVerbs('v2', 'Pods', ['list']), withVerbs('v1', 'Pods')] },
      ),
    );
    const { capabilities } = await discover(client, signal);
    expect([...(capabilities.preferred ?? [])]).to.deep.equal([
      'autoscaling/v2/HPA',
      'batch/v1/Job',
      'batch/v1beta1/CronJob',
    ]);
  });

  it('prefers what the group says where it is not, and nothing that cannot be listed, watched and deleted', async () => {
    const list = (groupVersion: string, ...names: string[]): JsonObject => ({
      groupVersion,
      resources: names.map((name) => ({ name: `${name}s`, kind: name, verbs: WATCHABLE })),
    });
    server.json('/api', { kind: 'APIVersions', versions: ['v1'] });
    server.json('/apis', {
      kind: 'APIGroupList',
      groups: [
        {
          name: 'g',
          versions: [{ groupVersion: 'g/v1' }, { groupVersion: 'g/v2' }],
          preferredVersion: { groupVersion: 'g/v2' },
        },
      ],
    });
    server.json('/api/v1', {
      groupVersion: 'v1',
      resources: [{ name: 'bindings', kind: 'Binding', verbs: ['create'] }],
    });
    server.json('/apis/g/v1', list('g/v1', 'Old', 'Both'));
    server.json('/apis/g/v2', list('g/v2', 'Both', 'New'));
    const { capabilities } = await discover(client, signal);
    expect([...(capabilities.preferred ?? [])]).to.deep.equal(['g/v1/Old', 'g/v2/Both', 'g/v2/New']);
  });

  it('fails when the server does not say what it serves', async () => {
    const failure = await discover(client, signal).catch((error: unknown) => error);
    expect(failure).to.have.property('status', 404);
  });
});
