import { expect } from 'chai';
import { clusterFacts } from '../../../src/adoption/cluster-facts.ts';
import { withGatewayCa } from '../../../src/adoption/gateway-ca.ts';
import { MEMBER_CA, RECORD } from '../../../src/adoption/names.ts';
import { stageOf } from '../../../src/adoption/stage.ts';
import type { AdoptionScope } from '../../../src/adoption/wish.ts';
import { problem, type Problem } from '../../../src/errors.ts';
import { objectAt, stringAt, type JsonObject } from '../../../src/json/json.ts';
import { serves } from '../../../src/kubernetes/capabilities.ts';
import { resultOf } from '../../../src/rewiring/adoption-counts.ts';
import { karmadaApi } from '../../../src/rewiring/karmada-api.ts';
import { startManagingMembers, type ManagedMembers } from '../../../src/rewiring/manage-members.ts';
import {
  clusterObject,
  GATEWAY,
  INGRESS,
  memberAnswering,
  OLD_INGRESS,
  RECORDS,
  THROUGH_GATEWAY,
  type ClusterShape,
} from '../../support/adoption.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { MemoryApi, settled } from '../../support/memory-api.ts';

const CLUSTERS = '/apis/cluster.karmada.io/v1alpha1/clusters';
const SECRETS = '/api/v1/namespaces/karmada-cluster/secrets';
const LEASE = '/apis/coordination.k8s.io/v1/namespaces/karmada-system/leases/karmada-controller-manager';
const REBALANCERS = '/apis/apps.karmada.io/v1alpha1/workloadrebalancers';
const BINDING = '/apis/work.karmada.io/v1alpha2/resourcebindings/web-ingress';
const THEIRS = Buffer.from('THEIRS').toString('base64');
const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const ROUND_MS = 5_000;
const MINUTE = 60_000;
const ENABLED = { 'karmorph.io/adoption': 'enabled' };
const DISABLED = { 'karmorph.io/adoption': 'disabled' };

describe('management of members', () => {
  let api: MemoryApi;
  let clock: FakeClock;
  let own: MemoryApi;
  let managed: ManagedMembers | undefined;
  let isLeader: boolean;
  let scope: AdoptionScope;
  let restart: (() => Promise<Problem | undefined>) | undefined;
  let told: string[];
  beforeEach(() => {
    api = new MemoryApi();
    clock = new FakeClock();
    own = memberAnswering(OLD_INGRESS);
    [isLeader, scope, restart, told] = [true, 'labelled', undefined, []];
    process('process-1');
  });
  afterEach(() => managed?.stop());

  const process = (holderIdentity: string): unknown => api.put(LEASE, { spec: { holderIdentity } });
  const join = (name: string, shape: ClusterShape = {}): void => {
    api.put(`${SECRETS}/${name}`, { metadata: { name }, data: { token: 'dG9r', caBundle: THEIRS } });
    api.put(
      `${CLUSTERS}/${name}`,
      clusterObject({
        ...shape,
        metadata: { name },
        spec: { secretRef: { namespace: 'karmada-cluster', name }, ...shape.spec },
      }),
    );
  };
  const cluster = (name: string): JsonObject => api.object(`${CLUSTERS}/${name}`)!;
  const stage = (name: string): string => stageOf(clusterFacts(cluster(name))!);
  const caBundle = (name: string): string | undefined =>
    stringAt(objectAt(api.object(`${SECRETS}/${name}`), 'data'), 'caBundle');
  const patch = (name: string, part: JsonObject): unknown =>
    api.put(`${CLUSTERS}/${name}`, { ...cluster(name), ...part });
  /** Karmada looks at each member where it finds it. */
  const karmadaLooks = (...names: readonly string[]): void => {
    for (const name of names) {
      const isThrough = stringAt(objectAt(cluster(name), 'spec'), 'apiEndpoint')?.startsWith(GATEWAY) === true;
      patch(name, { status: clusterObject(isThrough ? { serves: THROUGH_GATEWAY.serves } : {}).status });
    }
  };

  async function start(): Promise<void> {
    managed = startManagingMembers({
      ...{ client: api, clock, scope, isLeader: () => isLeader, restart: restart && (() => restart!()) },
      means: (stopping) =>
        Promise.resolve({
          karmada: karmadaApi({ client: api, clock, stopping }),
          connect: ({ url }) => (url.startsWith(GATEWAY) ? memberAnswering(OLD_INGRESS, INGRESS) : own),
          ...{ gateway: { url: GATEWAY, ca: PEM }, clock, stopping, confirmMs: MINUTE, settleMs: 60 * MINUTE },
          lackingOf: (member) => (serves(member, 'networking.k8s.io/v1', 'Ingress') ? [] : [INGRESS]),
        }),
      news: {
        onStep: (step) => {
          const result = step.problem?.code ?? resultOf(step);
          if (result) told.push(`${step.facts.name} ${result}`);
        },
        onRebalanced: ({ name }, rebalanced) =>
          told.push(`${name} rebalanced ${rebalanced.ok ? rebalanced.templates : 'not'}`),
        onRestarted: (members) => told.push(`restarted for ${members.map(({ name }) => name).join()}`),
        onRestartNeeded: (members, cause) =>
          told.push(`${cause?.code ?? 'restart needed'} for ${members.map(({ name }) => name).join()}`),
        onProblem: ({ code }, member) => told.push(`${member ?? 'all'} ${code}`),
        onAdopted: (count) => (adopted = count),
      },
    });
    await rounds(1);
  }
  let adopted: number | undefined;
  async function rounds(count: number): Promise<void> {
    for (let round = 0; round < count; round++) {
      await settled();
      await clock.fire(ROUND_MS);
      await settled();
    }
  }

  it('adopts who is labelled, and tells so when Karmada sees it', async () => {
    join('asked', { labels: ENABLED });
    join('not-asked');
    join('asked-not', { labels: DISABLED });
    await start();
    expect([stage('asked'), stage('not-asked'), stage('asked-not')]).to.deep.equal(['switched', 'direct', 'direct']);
    karmadaLooks('asked');
    await rounds(2);
    expect([stage('asked'), adopted]).to.deep.equal(['adopted', 1]);
    expect(told.slice(0, 3)).to.deep.equal(['asked adopted', 'asked rebalanced 0', 'restart needed for asked']);
  });

  it('adopts all that lack versions where that is asked for, but for those that are labelled otherwise', async () => {
    scope = 'all';
    join('any');
    join('asked-not', { labels: DISABLED });
    join('new', { serves: [OLD_INGRESS, INGRESS] });
    await start();
    expect([stage('any'), stage('asked-not'), stage('new')]).to.deep.equal(['switched', 'direct', 'direct']);
  });

  it('switches one at a time, so that a gateway that Karmada cannot reach costs one member half a minute', async () => {
    for (const name of ['a', 'b', 'c']) join(name, { labels: ENABLED });
    await start();
    expect(['a', 'b', 'c'].map(stage)).to.deep.equal(['switched', 'direct', 'direct']);
    patch('a', { status: clusterObject({ ready: false }).status });
    await rounds(2);
    expect(['a', 'b', 'c'].map(stage)).to.deep.equal(['direct', 'direct', 'direct']);
    expect(told).to.include('a ADOPTION_ROLLED_BACK');
    patch('a', { status: clusterObject().status });
    clock.advance(9 * MINUTE);
    await rounds(2);
    expect(['a', 'b', 'c'].map(stage)).to.deep.equal(['direct', 'direct', 'direct']);
    clock.advance(MINUTE);
    await rounds(2);
    expect(['a', 'b', 'c'].map(stage).sort()).to.deep.equal(['direct', 'direct', 'switched']);
  });

  it('has templates scheduled anew that had left a member out', async () => {
    join('old', { labels: ENABLED });
    api.put(BINDING, {
      spec: {
        resource: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', namespace: 'shop', name: 'web' },
        clusters: [],
      },
    });
    await start();
    karmadaLooks('old');
    await rounds(2);
    expect(told).to.include('old rebalanced 1');
    expect(api.writes.filter((write) => write.includes('rebalancers'))).to.deep.equal([`POST ${REBALANCERS}`]);
  });

  it('restarts once for all members, when none is in between', async () => {
    let restarts = 0;
    restart = () => {
      restarts++;
      process('process-2');
      return Promise.resolve(undefined);
    };
    for (const name of ['a', 'b']) join(name, { labels: ENABLED });
    await start();
    for (let member = 0; member < 2; member++) {
      karmadaLooks('a', 'b');
      await rounds(2);
    }
    await rounds(3);
    expect([stage('a'), stage('b'), restarts]).to.deep.equal(['adopted', 'adopted', 1]);
    expect(told.at(-1)).to.equal('restarted for a,b');
    expect(clusterFacts(cluster('a'))?.restartPending).to.equal(undefined);
  });

  it('does not restart again and again what does not come back', async () => {
    let restarts = 0;
    restart = () => {
      restarts++;
      return Promise.resolve(problem('ADOPTION_RESTART_FAILED', { namespace: 'n', name: 'x', reason: 'no' }));
    };
    join('old', { ...THROUGH_GATEWAY, labels: ENABLED, annotations: RECORDS.adopted });
    await start();
    await rounds(5);
    expect([restarts, told.at(-1)]).to.deep.equal([1, 'ADOPTION_RESTART_FAILED for old']);
  });

  it('notices a restart that somebody else has made', async () => {
    join('old', { ...THROUGH_GATEWAY, labels: ENABLED, annotations: RECORDS.adopted });
    await start();
    expect(told).to.include('restart needed for old');
    process('process-2');
    await rounds(1);
    expect(clusterFacts(cluster('old'))?.restartPending).to.equal(undefined);
  });

  it('releases who is labelled so, and forgets it after the restart', async () => {
    join('old', { ...THROUGH_GATEWAY, labels: DISABLED, annotations: RECORDS.adopted });
    api.put(`${SECRETS}/old`, { data: { token: 'dG9r', caBundle: withGatewayCa(THEIRS, PEM) } });
    process('process-2');
    await start();
    expect([stage('old'), caBundle('old')]).to.deep.equal(['released', THEIRS]);
    expect(told).to.include('old released');
    process('process-3');
    await rounds(2);
    expect(stage('old')).to.equal('direct');
  });

  it('releases a member that was upgraded, once that has settled', async () => {
    join('old', { ...THROUGH_GATEWAY, labels: ENABLED, annotations: RECORDS.adopted });
    own = memberAnswering(OLD_INGRESS, INGRESS);
    await start();
    clock.advance(59 * MINUTE);
    await rounds(1);
    expect(stage('old')).to.equal('adopted');
    clock.advance(MINUTE);
    await rounds(1);
    expect(stage('old')).to.equal('direct');
  });

  it('keeps one that was upgraded and set back meanwhile', async () => {
    join('old', { ...THROUGH_GATEWAY, labels: ENABLED, annotations: RECORDS.adopted });
    own = memberAnswering(OLD_INGRESS, INGRESS);
    await start();
    own = memberAnswering(OLD_INGRESS);
    clock.advance(59 * MINUTE);
    await rounds(1);
    own = memberAnswering(OLD_INGRESS, INGRESS);
    clock.advance(5 * MINUTE);
    await rounds(1);
    expect(stage('old')).to.equal('adopted');
  });

  it('puts its CA back into a Secret that was written anew, and tells the gateway of a new CA of the member', async () => {
    join('old', {
      ...THROUGH_GATEWAY,
      labels: ENABLED,
      annotations: { ...RECORDS.adopted, [RECORD.restartPending]: 'unknown' },
    });
    const renewed = Buffer.from('RENEWED').toString('base64');
    api.put(`${SECRETS}/old`, { data: { token: 'dG9r', caBundle: renewed } });
    await start();
    expect(caBundle('old')).to.equal(withGatewayCa(renewed, PEM));
    expect(objectAt(objectAt(cluster('old'), 'metadata'), 'annotations')).to.include({ [MEMBER_CA]: renewed });
  });

  it('goes on with the others when one cannot be worked on', async () => {
    join('a', { labels: ENABLED });
    join('b', { labels: ENABLED });
    api.remove(`${SECRETS}/a`);
    await start();
    expect([told[0], stage('b')]).to.deep.equal(['a ADOPTION_SECRET', 'switched']);
  });

  it('touches nothing while another one is the leader', async () => {
    isLeader = false;
    join('old', { labels: ENABLED });
    await start();
    await rounds(2);
    expect(api.writes).to.deep.equal([]);
  });

  it('writes nothing while nothing changes', async () => {
    join('old', {
      ...THROUGH_GATEWAY,
      labels: ENABLED,
      annotations: { ...RECORDS.adopted, [RECORD.restartPending]: undefined },
    });
    api.put(`${SECRETS}/old`, { data: { token: 'dG9r', caBundle: withGatewayCa(THEIRS, PEM) } });
    join('new', { labels: ENABLED, serves: [INGRESS] });
    await start();
    await rounds(3);
    clock.advance(30 * MINUTE);
    await rounds(3);
    // The watch that this API server never ends is given up meanwhile.
    expect([api.writes, told]).to.deep.equal([[], ['all KUBE_SILENT']]);
  });
});
