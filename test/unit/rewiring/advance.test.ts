import { expect } from 'chai';
import { clusterFacts } from '../../../src/adoption/cluster-facts.ts';
import { withGatewayCa } from '../../../src/adoption/gateway-ca.ts';
import type { Wish } from '../../../src/adoption/decide.ts';
import { stageOf } from '../../../src/adoption/stage.ts';
import { objectAt, stringAt, type JsonObject } from '../../../src/json/json.ts';
import { serves, type Capabilities } from '../../../src/kubernetes/capabilities.ts';
import { KubeRefused } from '../../../src/kube/kube-client.ts';
import type { TokenAccess } from '../../../src/kube/token-client.ts';
import { advance, type Request, type Step } from '../../../src/rewiring/advance.ts';
import { karmadaApi } from '../../../src/rewiring/karmada-api.ts';
import type { Means } from '../../../src/rewiring/means.ts';
import {
  clusterObject,
  GATEWAY,
  GATEWAY_ENDPOINT,
  INGRESS,
  memberAnswering,
  OLD_INGRESS,
  OWN_ENDPOINT,
  RECORDS,
  THROUGH_GATEWAY,
  type ClusterShape,
} from '../../support/adoption.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { MemoryApi, settled } from '../../support/memory-api.ts';

const CLUSTER = '/apis/cluster.karmada.io/v1alpha1/clusters/old';
const SECRET = '/api/v1/namespaces/karmada-cluster/secrets/old';
const LEASE = '/apis/coordination.k8s.io/v1/namespaces/karmada-system/leases/karmada-controller-manager';
const THEIRS = Buffer.from('THEIRS').toString('base64');
const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const DATA = { token: Buffer.from('token-1').toString('base64'), caBundle: THEIRS };
const [CLUSTER_WRITE, SECRET_WRITE] = [`PATCH ${CLUSTER}`, `PATCH ${SECRET}`];

describe('one step of an adoption', () => {
  let api: MemoryApi;
  let clock: FakeClock;
  let gateway: MemoryApi;
  let asked: TokenAccess[];
  let means: Means;
  beforeEach(() => {
    api = new MemoryApi();
    clock = new FakeClock();
    gateway = memberAnswering(OLD_INGRESS, INGRESS);
    asked = [];
    means = {
      karmada: karmadaApi({ client: api, clock, stopping: new AbortController().signal }),
      connect: (access) => {
        asked.push(access);
        return gateway;
      },
      gateway: { url: GATEWAY, ca: PEM },
      ...{ clock, stopping: new AbortController().signal, confirmMs: 120_000, settleMs: 0 },
      lackingOf: (capabilities: Capabilities) =>
        serves(capabilities, 'networking.k8s.io/v1', 'Ingress') ? [] : [INGRESS],
    };
    api.put(SECRET, { metadata: { name: 'old' }, data: DATA });
  });

  const join = (shape?: ClusterShape): JsonObject => api.put(CLUSTER, clusterObject(shape));
  const cluster = (): JsonObject => api.object(CLUSTER)!;
  const endpoint = (): string | undefined => stringAt(objectAt(cluster(), 'spec'), 'apiEndpoint');
  const annotations = (): JsonObject => objectAt(objectAt(cluster(), 'metadata'), 'annotations')!;
  const caBundle = (): string | undefined => stringAt(objectAt(api.object(SECRET), 'data'), 'caBundle');
  const stage = (): string => stageOf(clusterFacts(cluster())!);
  const step = async (wish: Wish, more: Partial<Request> = {}): Promise<Step> =>
    advance(means, clusterFacts(cluster())!, { wish, insists: false, process: 'process-1', ...more });
  /** Karmada looks at the member at the address that the Cluster has. */
  const karmadaLooks = (): void => {
    const { serves: seen } = endpoint() === GATEWAY_ENDPOINT ? THROUGH_GATEWAY : { serves: undefined };
    const { status } = clusterObject(seen ? { serves: seen } : {});
    api.put(CLUSTER, { ...cluster(), status });
  };

  it('records, verifies with the credentials of Karmada and the CA alone, trusts, and only then switches', async () => {
    join();
    const { decision, problem } = await step('in');
    expect([decision.action, problem]).to.deep.equal(['adopt', undefined]);
    expect(api.writes).to.deep.equal([CLUSTER_WRITE, SECRET_WRITE, CLUSTER_WRITE]);
    expect(asked).to.deep.equal([{ url: GATEWAY_ENDPOINT, token: 'token-1', ca: PEM }]);
    expect(endpoint()).to.equal(GATEWAY_ENDPOINT);
    expect(caBundle()).to.equal(withGatewayCa(THEIRS, PEM));
    expect(annotations()).to.deep.equal(RECORDS.switched);
  });

  it('confirms what Karmada sees, and keeps it', async () => {
    join();
    await step('in');
    expect((await step('in')).decision.action).to.equal('wait');
    karmadaLooks();
    expect((await step('in')).decision.action).to.equal('confirm');
    expect(stage()).to.equal('adopted');
    const { length } = api.writes;
    expect((await step('in')).decision.action).to.equal('keep');
    expect(api.writes).to.have.length(length);
  });

  const broken: readonly { name: string; break: () => void; says: RegExp }[] = [
    {
      name: 'the gateway does not add what the member lacks',
      break: () => gateway.put('/apis/networking.k8s.io/v1', { resources: [] }),
      says: /its discovery there lacks networking\.k8s\.io\/v1\/Ingress/,
    },
    {
      name: 'the member does not let Karmada in',
      break: () => {
        const answers = gateway.open.bind(gateway);
        gateway.open = (path, request) =>
          path.startsWith('/api/v1/namespaces')
            ? Promise.reject(new KubeRefused(path, 403, 'forbidden'))
            : answers(path, request);
      },
      says: /refused \/api\/v1\/namespaces\?limit=1 with status 403: forbidden/,
    },
    {
      name: 'nobody answers',
      break: () => (gateway.fail = new Error('certificate has expired')),
      says: /certificate has expired/,
    },
  ];
  for (const { name, break: spoil, says } of broken) {
    it(`is refused when ${name}, and nothing but the failure is left`, async () => {
      const before = join();
      spoil();
      const running = step('in');
      for (let second = 0; second < 12; second++) {
        await settled();
        clock.advance(1_000);
      }
      const { problem } = await running;
      expect(problem?.code).to.equal('ADOPTION_PATH');
      expect(problem?.message).to.match(says);
      expect([cluster().spec, caBundle()]).to.deep.equal([before.spec, THEIRS]);
      expect(Object.keys(annotations())).to.deep.equal(['karmorph.io/adoption-failed']);
      expect(api.writes).not.to.include(SECRET_WRITE);
      expect((await step('in')).decision.reason).to.match(/^its adoption failed, and is tried again at/);
    });
  }

  it('is not begun without a token', async () => {
    join();
    api.put(SECRET, { metadata: { name: 'old' }, data: { caBundle: THEIRS } });
    const error = await step('in').catch((thrown: unknown) => thrown);
    expect(String(error)).to.include('it holds no token');
    expect(api.writes).to.deep.equal([]);
  });

  it('rolls back what is not confirmed in time; a restart is not needed where there was none', async () => {
    const before = join();
    await step('in');
    clock.advance(120_000);
    const { problem } = await step('neither');
    expect(problem?.code).to.equal('ADOPTION_ROLLED_BACK');
    expect([cluster().spec, caBundle(), stage()]).to.deep.equal([before.spec, THEIRS, 'direct']);
    expect(Object.keys(annotations())).to.deep.equal(['karmorph.io/adoption-failed']);
  });

  it('counts failures, so that it is tried less and less often', async () => {
    join();
    for (const times of [1, 2]) {
      await step('in', { insists: true });
      clock.advance(120_000);
      await step('in');
      expect(clusterFacts(cluster())?.failure?.times).to.equal(times);
    }
  });

  it('releases at once a member whose informers never went to the gateway', async () => {
    const before = join();
    await step('in');
    karmadaLooks();
    await step('in');
    await step('out');
    expect([cluster().spec, caBundle(), annotations()]).to.deep.equal([before.spec, THEIRS, {}]);
  });

  it('keeps a released member known to the gateway until the informers have left it', async () => {
    join({ ...THROUGH_GATEWAY, annotations: RECORDS.adopted });
    api.put(SECRET, { metadata: { name: 'old' }, data: { ...DATA, caBundle: withGatewayCa(THEIRS, PEM) } });
    expect((await step('out', { process: 'process-2' })).decision.action).to.equal('release');
    expect([endpoint(), caBundle(), stage()]).to.deep.equal([OWN_ENDPOINT, THEIRS, 'released']);
    expect(annotations()).to.include({ 'karmorph.io/member-endpoint': OWN_ENDPOINT });
    expect((await step('out', { process: 'process-2' })).decision.action).to.equal('wait');
    expect((await step('out', { process: undefined })).decision.action).to.equal('wait');
    expect((await step('out', { process: 'process-3' })).decision.action).to.equal('finish');
    expect(annotations()).to.deep.equal({});
  });

  it('takes the word of somebody who has restarted it', async () => {
    join({ annotations: RECORDS.released });
    expect((await step('out', { process: undefined, restarted: true })).decision.action).to.equal('finish');
    expect(annotations()).to.deep.equal({});
  });

  it('leaves an address that somebody else has written, and takes its own out of a Secret that was changed', async () => {
    join({ endpoint: 'https://192.0.2.99:6443', annotations: RECORDS.adopted });
    const renewed = Buffer.from('RENEWED').toString('base64');
    api.put(SECRET, { metadata: { name: 'old' }, data: { ...DATA, caBundle: withGatewayCa(renewed, PEM) } });
    await step('out', { process: 'process-1' });
    expect([endpoint(), caBundle(), annotations()]).to.deep.equal(['https://192.0.2.99:6443', renewed, {}]);
  });

  it('gives a member that was put there by hand what its annotations say', async () => {
    const byHand = { 'karmorph.io/member-endpoint': OWN_ENDPOINT, 'karmorph.io/member-ca-bundle': THEIRS };
    join({ ...THROUGH_GATEWAY, annotations: byHand });
    api.put(SECRET, { metadata: { name: 'old' }, data: { ...DATA, caBundle: 'Ym90aA==' } });
    await step('out', { insists: true });
    expect([endpoint(), caBundle(), stage()]).to.deep.equal([OWN_ENDPOINT, THEIRS, 'released']);
    await step('out', { insists: true, process: 'process-2' });
    expect([endpoint(), caBundle(), annotations()]).to.deep.equal([OWN_ENDPOINT, THEIRS, {}]);
  });

  it('waits when somebody else has changed the Cluster meanwhile', async () => {
    join();
    const facts = clusterFacts(cluster())!;
    api.put(CLUSTER, cluster());
    const { decision } = await advance(means, facts, { wish: 'in', insists: false, process: undefined });
    expect(decision).to.deep.equal({ action: 'wait', reason: 'it was changed meanwhile' });
  });

  it('reads the process of karmada-controller-manager from its Lease, where it may', async () => {
    expect(await means.karmada.controllerManager()).to.equal(undefined);
    api.put(LEASE, { metadata: { name: 'karmada-controller-manager' }, spec: { holderIdentity: 'host_1' } });
    expect(await means.karmada.controllerManager()).to.equal('host_1');
  });

  describe('wherever it stops', () => {
    const CRASH = new Error('the process has ended');
    /** The first writes are made, and then the process ends. */
    const endAfter = (writes: number): void => {
      let left = writes;
      api.beforeWrite = () => {
        if (left-- <= 0) throw CRASH;
      };
    };
    const crashed = async (wish: Wish, process = 'process-1'): Promise<void> => {
      expect(await step(wish, { process }).catch((error: unknown) => error)).to.equal(CRASH);
      api.beforeWrite = () => undefined;
    };
    /** Karmada reaches the member only with a CA for the address that it has. */
    const isReachable = (): boolean => endpoint() === OWN_ENDPOINT || caBundle() === withGatewayCa(THEIRS, PEM);

    for (const writes of [0, 1, 2]) {
      it(`after ${String(writes)} writes of an adoption, Karmada reaches the member, and the next one goes on`, async () => {
        join();
        endAfter(writes);
        await crashed('in');
        expect([isReachable(), endpoint()]).to.deep.equal([true, OWN_ENDPOINT]);
        await step('in');
        expect([isReachable(), stage()]).to.deep.equal([true, 'switched']);
      });

      it(`after ${String(writes)} writes of an adoption, it can be undone without a trace`, async () => {
        const before = join();
        endAfter(writes);
        await crashed('in');
        await step('out');
        expect([cluster().spec, caBundle(), annotations()]).to.deep.equal([before.spec, THEIRS, {}]);
      });

      const after = writes < 2 ? ['process-1', 'process-2'] : ['process-1'];
      for (const process of after) {
        const when = process === 'process-1' ? 'before' : 'after';
        it(`after ${String(writes)} writes of a release ${when} a restart, Karmada reaches the member, and the next one ends it`, async () => {
          const before = join();
          await step('in');
          karmadaLooks();
          await step('in');
          endAfter(writes);
          await crashed('out', process);
          expect(isReachable()).to.equal(true);
          await step('out', { process: 'process-3' });
          await step('out', { process: 'process-4' });
          expect([cluster().spec, caBundle(), annotations()]).to.deep.equal([before.spec, THEIRS, {}]);
        });
      }
    }
  });
});
