import { expect } from 'chai';
import { Balancer } from './support/balancer.ts';
import { Caller } from './support/caller.ts';
import { note } from './support/recovery.ts';
import { Replica } from './support/replica.ts';
import { inParallel, listScalers, scaler, SCALERS, STORED_SCALERS } from './support/scalers.ts';
import { useWorld } from './support/world.ts';

const WRITES = 1000;
const PREFIX = 'killed';

describe('a replica of two that is killed during 1,000 writes', () => {
  const world = useWorld();
  const replicas: Replica[] = [];
  let balancer: Balancer;

  before('two gateways behind one address', async () => {
    const { environment, fleetFile } = world();
    const args = [`--fleet=${fleetFile}`];
    const start = (name: string): Promise<Replica> => Replica.start(environment, { name, args });
    replicas.push(...(await Promise.all([start('first'), start('second')])));
    balancer = await Balancer.start(replicas);
  });

  after('no gateways', async () => {
    await balancer.stop();
    await Promise.all(replicas.map((replica) => replica.kill()));
  });

  it('loses none and doubles none, and each object reads back as it was written', async () => {
    const { environment, servers } = world();
    const { token } = servers.old;
    const client = new Caller({ url: `${balancer.url}/members/old`, caPem: environment.pki.caPem, token });
    let answered = 0;
    let retries = 0;
    let lastFailure = 0;
    let killedAt = 0;
    const create = async (index: number): Promise<void> => {
      // The fortieth try is some seconds later: more than a balancer needs.
      for (let attempt = 0; attempt < 40; attempt++) {
        const status = await client.send('POST', SCALERS, { body: scaler(PREFIX, index) }).then(
          (answer) => answer.status,
          () => 0,
        );
        // It is there already when an earlier try was carried out, and its answer lost.
        if (status === 201 || (status === 409 && attempt > 0)) break;
        expect(status, `create ${index}`).to.be.oneOf([0, 503, 504]);
        retries++;
        lastFailure = performance.now();
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      if (++answered === WRITES * 0.4) {
        killedAt = performance.now();
        await replicas[0]!.kill();
      }
      if (answered === WRITES * 0.7) await replicas[0]!.start();
    };
    await inParallel({ count: WRITES, width: 16 }, create);
    note('writes that failed after a replica was killed, until the last of them', Math.max(0, lastFailure - killedAt));
    expect(retries, 'the kill hit nobody').to.be.greaterThan(0);
    const [stored, seen] = [
      await listScalers(memberItself(), PREFIX, STORED_SCALERS),
      await listScalers(client, PREFIX),
    ];
    expect([stored.size, seen.size]).to.deep.equal([WRITES, WRITES]);
    for (let index = 0; index < WRITES; index++) {
      const written = scaler(PREFIX, index);
      expect(seen.get(written.metadata.name)?.spec, written.metadata.name).to.deep.equal(written.spec);
    }
    client.close();
  });

  function memberItself(): Caller {
    const { environment, servers } = world();
    return new Caller({ url: servers.old.url, caPem: environment.pki.caPem, token: servers.old.token });
  }
});
