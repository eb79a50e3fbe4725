import { expect } from 'chai';
import { Balancer } from './support/balancer.ts';
import { Caller } from './support/caller.ts';
import { note } from './support/recovery.ts';
import { Replica } from './support/replica.ts';
import { scaler, SCALERS } from './support/scalers.ts';
import { Watcher } from './support/watcher.ts';
import { useWorld } from './support/world.ts';

const PREFIX = 'rolled';
const CLIENTS = 6;

describe('a rolling restart of two replicas', () => {
  const world = useWorld();
  const replicas: Replica[] = [];
  let balancer: Balancer;

  before('two gateways behind one address', async () => {
    const { environment, fleetFile } = world();
    const args = [`--fleet=${fleetFile}`];
    const start = (name: string): Promise<Replica> => Replica.start(environment, { name, args });
    replicas.push(...(await Promise.all([start('third'), start('fourth')])));
    balancer = await Balancer.start(replicas);
  });

  after('no gateways', async () => {
    await balancer.stop();
    await Promise.all(replicas.map((replica) => replica.kill()));
  });

  const client = (): Caller => {
    const { environment, servers } = world();
    const { token } = servers.old;
    return new Caller({ url: `${balancer.url}/members/old`, caPem: environment.pki.caPem, token });
  };

  it('loses no request of clients that keep connections and never ask twice, and no event of a watch', async () => {
    const watcher = await Watcher.start(client(), SCALERS);
    let rolling = true;
    let written = 0;
    /** Creates, reads, changes and deletes, on connections of its own. */
    const work = async (): Promise<number> => {
      const caller = client();
      let requests = 0;
      const ask = async (status: number, ...request: Parameters<Caller['send']>): Promise<void> => {
        requests++;
        const answer = await caller.send(...request);
        expect(answer.status, `${request[0]} ${request[1]}: ${answer.text}`).to.equal(status);
      };
      while (rolling) {
        const object = scaler(PREFIX, written++);
        const path = `${SCALERS}/${object.metadata.name}`;
        await ask(201, 'POST', SCALERS, { body: object });
        await ask(200, 'GET', path);
        await ask(200, 'PATCH', path, { body: { spec: { maxReplicas: 500 } } });
        await ask(200, 'DELETE', path);
      }
      caller.close();
      return requests;
    };
    const workers = Array.from({ length: CLIENTS }, work);
    const durations: number[] = [];
    try {
      for (const replica of replicas) {
        const begin = performance.now();
        await replica.stop();
        durations.push(performance.now() - begin);
        await replica.start();
      }
    } finally {
      rolling = false;
    }
    const requests = (await Promise.all(workers)).reduce((sum, count) => sum + count, 0);
    note(`a replica that is told to stop, until it has (of ${requests} requests, none lost)`, Math.max(...durations));
    expect(requests).to.be.greaterThan(200);
    // Watches are no reason to wait for the grace of 20 s.
    for (const duration of durations) expect(duration).to.be.within(900, 6000);
    const names = Array.from({ length: written }, (_, index) => `${PREFIX}-${index}`);
    await waitUntil(() => watcher.added.length >= names.length);
    await watcher.stop();
    expect([...watcher.added].sort()).to.deep.equal(names.sort());
    expect(watcher.watches).to.be.within(2, 6);
  });
});

async function waitUntil(isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 100 && !isSo(); i++) await new Promise((resolve) => setTimeout(resolve, 50));
}
