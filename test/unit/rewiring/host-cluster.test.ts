import { expect } from 'chai';
import { objectAt, type JsonObject } from '../../../src/json/json.ts';
import { restartFollowers } from '../../../src/rewiring/host-cluster.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { MemoryApi, settled } from '../../support/memory-api.ts';

const DEPLOYMENTS = '/apis/apps/v1/namespaces/karmada-system/deployments';
const MANAGER = `${DEPLOYMENTS}/karmada-controller-manager`;
const SEARCH = `${DEPLOYMENTS}/karmada-search`;

describe('a restart of what follows members', () => {
  let api: MemoryApi;
  let clock: FakeClock;
  beforeEach(() => {
    api = new MemoryApi();
    clock = new FakeClock();
  });

  const deployment = (status: JsonObject): JsonObject => ({
    metadata: { generation: 2 },
    spec: { replicas: 2 },
    status,
  });
  const done = deployment({ observedGeneration: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 2 });
  const restart = () =>
    restartFollowers({
      ...{ client: api, namespace: 'karmada-system', clock, stopping: new AbortController().signal },
    });

  it('writes what kubectl rollout restart writes, to karmada-search where it runs too', async () => {
    api.put(MANAGER, done);
    api.put(SEARCH, done);
    expect(await restart()).to.equal(undefined);
    expect(api.writes).to.deep.equal([`PATCH ${MANAGER}`, `PATCH ${SEARCH}`]);
    expect(objectAt(objectAt(api.object(MANAGER), 'spec'), 'template')).to.deep.equal({
      metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': '2026-01-01T00:00:00.000Z' } },
    });
  });

  it('does without karmada-search', async () => {
    api.put(MANAGER, done);
    expect(await restart()).to.equal(undefined);
  });

  const unfinished: readonly { name: string; status: JsonObject }[] = [
    {
      name: 'nobody has looked at it',
      status: { observedGeneration: 1, replicas: 2, updatedReplicas: 2, availableReplicas: 2 },
    },
    {
      name: 'an old process runs',
      status: { observedGeneration: 2, replicas: 3, updatedReplicas: 2, availableReplicas: 2 },
    },
    {
      name: 'a new one is not available',
      status: { observedGeneration: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 1 },
    },
  ];
  for (const { name, status } of unfinished) {
    it(`is waited for while ${name}`, async () => {
      api.put(MANAGER, deployment(status));
      const running = restart();
      await settled();
      await clock.fire(1_000);
      await settled();
      api.put(MANAGER, done);
      await clock.fire(1_000);
      expect(await running).to.equal(undefined);
    });
  }

  it('is given up after three minutes', async () => {
    api.put(MANAGER, deployment({}));
    const running = restart();
    await settled();
    clock.advance(180_000);
    const problem = await running;
    expect(problem?.message).to.equal(
      'Deployment karmada-system/karmada-controller-manager of the host cluster was not restarted: it has not rolled out within 180 s',
    );
  });

  it('says what is not there', async () => {
    expect((await restart())?.code).to.equal('ADOPTION_RESTART_FAILED');
  });
});
