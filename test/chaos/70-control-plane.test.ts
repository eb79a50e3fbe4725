import { expect } from 'chai';
import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { ApiServer } from '../e2e/support/api-server.ts';
import { expectCondition } from '../e2e/support/conditions.ts';
import { eventually } from '../e2e/support/eventually.ts';
import { base64 } from '../e2e/support/karmada-objects.ts';
import { writeKubeconfig } from '../e2e/support/kubeconfig.ts';
import { MEMBERS } from '../e2e/support/members.ts';
import { codeOf, type Caller } from './support/caller.ts';
import { note, recovery } from './support/recovery.ts';
import { Replica } from './support/replica.ts';
import { SCALERS } from './support/scalers.ts';
import { useWorld } from './support/world.ts';

const CLUSTERS = '/apis/cluster.karmada.io/v1alpha1/clusters';
const START_TIMEOUT_MS = 60_000;

describe('the source of the members goes away', () => {
  const world = useWorld();

  describe('a fleet file', () => {
    let gateway: Replica;
    let fleetFile = '';

    before('a gateway with a fleet file of its own', async () => {
      const { environment } = world();
      fleetFile = environment.run.file('own-fleet.json');
      copyFileSync(world().fleetFile, fleetFile);
      gateway = await Replica.start(environment, { name: 'fleet', args: [`--fleet=${fleetFile}`] });
    });

    after('no gateway', () => gateway.kill());

    it('is gone or broken: a gateway that runs goes on, one that starts says so and ends', async () => {
      const caller = gateway.member('old', world().servers.old.token);
      rmSync(fleetFile);
      expect((await caller.get(SCALERS)).status).to.equal(200);
      writeFileSync(fleetFile, '{ "members": [ {');
      expect((await caller.get(SCALERS)).status).to.equal(200);
      await gateway.stop();
      const failure = await gateway.start().catch((error: unknown) => String(error));
      expect(failure)
        .to.match(/ended with exit code 2/)
        .and.include('FLEET_FILE');
      copyFileSync(world().fleetFile, fleetFile);
      await gateway.start();
      expect((await caller.get(SCALERS)).status).to.equal(200);
      caller.close();
    });
  });

  describe('the API server of Karmada', () => {
    let control: ApiServer;
    let gateway: Replica;
    let known: Caller;
    let later: Caller;

    before('an API server with Clusters', async function () {
      this.timeout(START_TIMEOUT_MS);
      const { environment, servers } = world();
      control = await ApiServer.start(environment, 'control', MEMBERS.m134);
      await control.client.post('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', clusterCrd());
      await eventually('Clusters are served', async () =>
        expectCondition(
          await control.client.get(
            '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/clusters.cluster.karmada.io',
          ),
          'Established',
        ),
      );
      await addMember('known');
      const kubeconfig = environment.run.file('control.kubeconfig');
      const { url: server, token } = control;
      writeKubeconfig(kubeconfig, { server, token, caPem: environment.pki.caPem });
      const args = [`--karmada-kubeconfig=${kubeconfig}`];
      gateway = await Replica.start(environment, { name: 'karmada-gateway', args });
      known = gateway.member('known', servers.old.token);
      later = gateway.member('later', servers.old.token);
    });

    after('no gateway', async () => {
      known.close();
      later.close();
      await gateway.kill();
    });

    it('is down: a gateway that runs goes on with the members that it knows, and learns what is new afterwards', async () => {
      expect((await known.get(SCALERS)).status).to.equal(200);
      await control.kill();
      expect((await known.get(SCALERS)).status).to.equal(200);
      expect(await gateway.answers('/readyz')).to.equal(true);
      await control.start();
      await addMember('later');
      await recovery('a new member, after the control plane was back', async () => {
        return (await later.get(SCALERS)).status === 200;
      });
    });

    it('is down when a gateway starts: it is not ready, says 503, and is ready by itself later', async () => {
      await control.kill();
      await gateway.kill();
      await gateway.start({ waitUntil: '/livez' });
      expect(await gateway.answers('/readyz')).to.equal(false);
      const answer = await known.get(SCALERS);
      expect([answer.status, answer.headers['retry-after']]).to.deep.equal([503, '1']);
      expect(codeOf(answer)).to.equal('INVENTORY_NOT_READY');
      const begin = performance.now();
      await control.start();
      note('the control plane, until it answers', performance.now() - begin);
      await recovery('a gateway that started without its control plane', () => gateway.answers('/readyz'));
      expect((await known.get(SCALERS)).status).to.equal(200);
    });

    async function addMember(name: string): Promise<void> {
      const { environment, servers } = world();
      const annotations = {
        'karmorph.io/member-endpoint': servers.old.url,
        'karmorph.io/member-ca-bundle': base64(environment.pki.caPem),
      };
      await control.client.post(CLUSTERS, {
        apiVersion: 'cluster.karmada.io/v1alpha1',
        kind: 'Cluster',
        metadata: { name, annotations },
        spec: { syncMode: 'Push' },
      });
    }
  });
});

/** In Karmada an aggregated API server has them. */
function clusterCrd(): object {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'clusters.cluster.karmada.io' },
    spec: {
      group: 'cluster.karmada.io',
      scope: 'Cluster',
      names: { kind: 'Cluster', plural: 'clusters' },
      versions: [{ name: 'v1alpha1', served: true, storage: true, schema }],
    },
  };
}
