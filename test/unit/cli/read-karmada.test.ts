import { expect } from 'chai';
import { readKarmada } from '../../../src/cli/read-karmada.ts';
import { ProblemError, type Problem } from '../../../src/errors.ts';
import { FakeApiServer } from '../../support/fake-api-server.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const CLUSTERS = '/apis/cluster.karmada.io/v1alpha1/clusters';

describe('readKarmada', () => {
  let server: FakeApiServer;
  let clock: FakeClock;
  beforeEach(async () => {
    server = await FakeApiServer.start();
    clock = new FakeClock();
    for (const path of ['/version', '/api', '/apis']) server.json(path, { kind: 'APIGroupDiscoveryList', items: [] });
  });
  afterEach(() => server.stop());

  async function refusal(reading: Promise<unknown>): Promise<Problem | undefined> {
    return reading.then(
      () => undefined,
      (error: unknown) => (error instanceof ProblemError ? error.problem : undefined),
    );
  }

  it('waits for 30 seconds, and no longer', async () => {
    const empty = { metadata: { resourceVersion: '1' }, items: [] };
    const [policy, work] = ['/apis/policy.karmada.io/v1alpha1', '/apis/work.karmada.io/v1alpha2'];
    const policies = [
      'propagationpolicies',
      'clusterpropagationpolicies',
      'overridepolicies',
      'clusteroverridepolicies',
    ];
    for (const plural of policies) server.json(`${policy}/${plural}`, empty);
    for (const plural of ['resourcebindings', 'clusterresourcebindings']) server.json(`${work}/${plural}`, empty);
    const asked = new Promise<void>((resolve) => server.on(CLUSTERS, () => resolve()));
    const reading = refusal(readKarmada(server.kubeconfig, { clock, fixed: [], onWarning: () => undefined }));
    await asked;
    clock.advance(30_000);
    const cause = await reading;
    expect(cause).to.have.property('code', 'KARMADA_UNREADABLE');
    expect(cause?.message).to.include('it took more than 30 seconds');
  });

  it('says what may not be read as soon as that is known', async () => {
    server.json(CLUSTERS, { kind: 'Status', message: 'no rights' }, 403);
    const reading = readKarmada(server.kubeconfig, { clock, fixed: [], onWarning: () => undefined });
    expect(await refusal(reading)).to.have.property('code', 'KARMADA_UNREADABLE');
  });
});
