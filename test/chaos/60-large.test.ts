import { expect } from 'chai';
import { randomUUID } from 'node:crypto';
import type { KubeObject } from '../e2e/support/client.ts';
import { cronJob } from '../e2e/support/templates.ts';
import { Caller, type Answer } from './support/caller.ts';
import { clearEtcd, storeInEtcd } from './support/etcd.ts';
import { note } from './support/recovery.ts';
import { Replica } from './support/replica.ts';
import { listScalers, SCALERS, storedScaler } from './support/scalers.ts';
import { NAMESPACE, useWorld } from './support/world.ts';

const CRON_JOBS = `/apis/batch/v1/namespaces/${NAMESPACE}/cronjobs`;
const STORED_CRON_JOBS = CRON_JOBS.replace('/v1/', '/v1beta1/');
const OBJECTS = 10_000;
const PREFIX = 'many';
const KEYS = `/registry/horizontalpodautoscalers/${NAMESPACE}`;
/** More than the idle program has. Its heap is some 100 MiB larger after such a list than before it. */
const MEMORY_MIB = 200;
const MEBIBYTE = 1024 * 1024;

describe('large lists and objects', () => {
  const world = useWorld();
  let gateway: Replica;
  let caller: Caller;
  let direct: Caller;

  before('a gateway', async () => {
    const { environment, fleetFile, servers } = world();
    gateway = await Replica.start(environment, { name: 'large', args: [`--fleet=${fleetFile}`] });
    caller = gateway.member('old', servers.old.token);
    direct = new Caller({ url: servers.old.url, caPem: environment.pki.caPem, token: servers.old.token });
  });

  after('no gateway', async () => {
    await clearEtcd(world().servers.old.etcdUrl, KEYS);
    caller.close();
    direct.close();
    await gateway.kill();
  });

  it('converts a list of 10,000 objects, all of them, in little memory', async () => {
    const { etcdUrl } = world().servers.old;
    const objects = Array.from({ length: OBJECTS }, (_, index) => {
      const object = storedScaler(`${PREFIX}-${index}`);
      const annotations = { 'example.com/note': 'x'.repeat(500) };
      const creationTimestamp = '2026-01-01T00:00:00Z';
      return { ...object, metadata: { ...object.metadata, annotations, uid: randomUUID(), creationTimestamp } };
    });
    await storeInEtcd(etcdUrl, KEYS, objects);
    expect((await caller.get(`${SCALERS}?limit=1`)).status).to.equal(200);
    const before = gateway.memory({ peak: true });
    const begin = performance.now();
    const seen = await listScalers(caller, PREFIX);
    note('a list of 10,000 converted objects', performance.now() - begin);
    expect(seen.size).to.equal(OBJECTS);
    const { apiVersion, spec } = seen.get(`${PREFIX}-${OBJECTS - 1}`)!;
    expect([apiVersion, spec?.['maxReplicas']]).to.deep.equal([undefined, 3]);
    const grown = gateway.memory({ peak: true }) - before;
    process.stdout.write(`      (${before.toFixed(0)} MiB before, ${grown.toFixed(0)} MiB more at most)\n`);
    expect(grown).to.be.lessThan(MEMORY_MIB);
  });

  it('writes and reads an object near the limit of etcd', async () => {
    const object = cronJobOf('near', 1.4 * MEBIBYTE);
    const created = await caller.send('POST', CRON_JOBS, { body: object });
    expect(created.status, created.text.slice(0, 500)).to.equal(201);
    const read = JSON.parse((await caller.get(`${CRON_JOBS}/near`)).text) as KubeObject;
    expect(read.apiVersion).to.equal('batch/v1');
    expect(JSON.stringify(read).length).to.be.greaterThan(1.4 * MEBIBYTE);
    expect(read.spec).to.containSubset(object.spec);
  });

  const tooLarge = [
    { name: 'more than etcd takes', bytes: 1.7 * MEBIBYTE },
    { name: 'more than an API server takes', bytes: 3.5 * MEBIBYTE },
  ];
  for (const { name, bytes } of tooLarge) {
    it(`refuses an object of ${name} as an API server does`, async () => {
      const object = cronJobOf('beyond', bytes);
      const through = await caller.send('POST', CRON_JOBS, { body: object });
      const stored = { ...object, apiVersion: 'batch/v1beta1' };
      const itself = await direct.send('POST', STORED_CRON_JOBS, { body: stored });
      expect(summary(through)).to.deep.equal(summary(itself));
      expect(through.status).to.be.within(400, 599);
      expect((await caller.get(`${CRON_JOBS}/beyond`)).status).to.equal(404);
    });
  }
});

function cronJobOf(name: string, bytes: number): KubeObject {
  const object = cronJob(NAMESPACE, name);
  const env = [{ name: 'LARGE', value: 'x'.repeat(bytes) }];
  const containers = [{ name: 'main', image: 'main:1', env }];
  const jobTemplate = { spec: { template: { spec: { restartPolicy: 'Never', containers } } } };
  return { ...object, spec: { ...object.spec, jobTemplate } };
}

/** What clients act on. */
function summary({ status, text, headers }: Answer): object {
  const { reason, code } = JSON.parse(text) as { reason?: string; code?: number };
  return { status, reason, code, retryAfter: headers['retry-after'] };
}
