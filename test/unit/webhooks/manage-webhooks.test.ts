import { expect } from 'chai';
import { objectAt, type JsonObject } from '../../../src/json/json.ts';
import { startManagingWebhooks, type ManagedWebhooks } from '../../../src/webhooks/manage-webhooks.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { MemoryApi, settled } from '../../support/memory-api.ts';

const API = '/apis/admissionregistration.k8s.io/v1';
const COLLECTIONS = [`${API}/mutatingwebhookconfigurations`, `${API}/validatingwebhookconfigurations`];
const [MUTATING = '', VALIDATING = ''] = COLLECTIONS.map((path) => `${path}/karmorph`);
const COMPARE_MS = 2_000;

function configuration(kind: string, ...names: string[]): JsonObject {
  const metadata = { name: 'karmorph', labels: { 'app.kubernetes.io/part-of': 'karmorph' } };
  return { apiVersion: 'admissionregistration.k8s.io/v1', kind, metadata, webhooks: names.map((name) => ({ name })) };
}

describe('managed webhook configurations', () => {
  let clock: FakeClock;
  let api: MemoryApi;
  let managed: ManagedWebhooks;
  let isLeader: boolean;
  let wanted: readonly JsonObject[] | undefined;
  let told: string[];
  beforeEach(() => {
    clock = new FakeClock();
    api = new MemoryApi();
    isLeader = true;
    wanted = [configuration('MutatingWebhookConfiguration', 'a'), configuration('ValidatingWebhookConfiguration', 'b')];
    told = [];
  });
  afterEach(() => managed.stop());

  async function start(): Promise<void> {
    managed = startManagingWebhooks({
      ...{ client: api, clock, isLeader: () => isLeader, wanted: () => Promise.resolve(wanted) },
      onWritten: (kind, change) => told.push(`${kind} ${change}`),
      onProblem: ({ code }) => told.push(code),
    });
    await rounds(3);
  }
  async function rounds(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      await settled();
      await clock.fire(COMPARE_MS);
      await settled();
    }
  }
  const namesAt = (path: string): unknown => (api.object(path)?.webhooks as { name: string }[]).map(({ name }) => name);

  it('are made, once', async () => {
    await start();
    await rounds(5);
    expect(api.writes.sort()).to.deep.equal(COLLECTIONS.map((path) => `POST ${path}`));
    expect(told.sort()).to.deep.equal([
      'MutatingWebhookConfiguration created',
      'ValidatingWebhookConfiguration created',
    ]);
  });

  it('are left alone when they are there', async () => {
    api.put(MUTATING, configuration('MutatingWebhookConfiguration', 'a'));
    api.put(VALIDATING, configuration('ValidatingWebhookConfiguration', 'b'));
    await start();
    expect(api.writes).to.deep.equal([]);
  });

  it('follow what is wanted, and keep what others have in the metadata', async () => {
    const there = configuration('MutatingWebhookConfiguration', 'a');
    api.put(MUTATING, { ...there, metadata: { name: 'karmorph', labels: { mine: 'x' }, annotations: { note: 'y' } } });
    await start();
    expect(api.object(MUTATING)?.metadata).to.deep.include({
      labels: { mine: 'x', 'app.kubernetes.io/part-of': 'karmorph' },
      annotations: { note: 'y' },
    });
    wanted = [
      configuration('MutatingWebhookConfiguration', 'a', 'new'),
      configuration('ValidatingWebhookConfiguration'),
    ];
    await rounds(3);
    expect([namesAt(MUTATING), namesAt(VALIDATING)]).to.deep.equal([['a', 'new'], []]);
    expect(api.writes.filter((write) => write.startsWith('PUT'))).to.have.length(3);
  });

  it('are put back when they were edited or deleted by hand', async () => {
    await start();
    api.put(MUTATING, { ...api.object(MUTATING), webhooks: [] });
    api.remove(VALIDATING);
    await rounds(3);
    expect([namesAt(MUTATING), namesAt(VALIDATING)]).to.deep.equal([['a'], ['b']]);
    expect(api.writes).to.have.length(4);
  });

  it('are not written by one who does not lead, or does not know what is wanted', async () => {
    isLeader = false;
    await start();
    expect(api.writes).to.deep.equal([]);
    isLeader = true;
    wanted = undefined;
    await rounds(2);
    expect(api.writes).to.deep.equal([]);
  });

  it('are not fought over with a server that stores something else', async () => {
    api.admit = (object) => ({ ...object, webhooks: [{ name: 'changed' }] });
    await start();
    await rounds(5);
    expect(api.writes).to.have.length(2);
    expect(told.filter((text) => text === 'WEBHOOKS_CHANGED_BY_SERVER')).to.have.length(2);
    api.put(MUTATING, { ...api.object(MUTATING), webhooks: [{ name: 'by hand' }] });
    await rounds(2);
    expect(namesAt(MUTATING)).to.deep.equal(['changed']);
  });

  it('are written when the server answers again', async () => {
    api.fail = new Error('down');
    await start();
    expect(told.every((text) => text === 'KUBE_UNREADABLE')).to.equal(true);
    api.fail = undefined;
    clock.advance(60_000);
    await rounds(3);
    expect(objectAt(api.object(MUTATING), 'metadata')).to.include({ name: 'karmorph' });
  });
});
