import { expect } from 'chai';
import { recovery } from './support/recovery.ts';
import { Replica } from './support/replica.ts';
import { scaler, SCALERS, storedScaler, STORED_SCALERS } from './support/scalers.ts';
import { Watcher } from './support/watcher.ts';
import { useWorld } from './support/world.ts';

const PREFIX = 'watched';
const SECONDS = 3;

describe('a watch whose member falls silent', () => {
  const world = useWorld();
  let gateway: Replica;

  before('a gateway', async () => {
    const { environment, fleetFile } = world();
    gateway = await Replica.start(environment, { name: 'watched', args: [`--fleet=${fleetFile}`] });
  });

  after('no gateway', () => gateway.kill());

  async function create(index: number): Promise<void> {
    const caller = gateway.member('old', world().servers.old.token);
    const { status } = await caller.send('POST', SCALERS, { body: scaler(PREFIX, index) });
    caller.close();
    expect(status).to.equal(201);
  }

  it('is ended by the gateway 5 s after its time is over, and the client misses nothing', async () => {
    const { links, servers } = world();
    const caller = gateway.member('old', servers.old.token);
    const watcher = await Watcher.start(caller, SCALERS, { timeoutSeconds: SECONDS });
    await create(0);
    await recovery('an event, until a watch has it', () => Promise.resolve(watcher.added.length === 1));
    const { watches } = watcher;
    links.old.swallow();
    // Written at the member itself, as its own controllers would: the event is lost on the way.
    await servers.old.client.post(STORED_SCALERS, storedScaler(`${PREFIX}-1`));
    await recovery('a watch that is silent, until its client is told', () =>
      Promise.resolve(watcher.watches > watches),
    );
    expect(watcher.broken).to.equal(0);
    await links.old.repair();
    links.old.cut();
    await recovery('the event that was lost on the way', () => Promise.resolve(watcher.added.length === 2));
    await create(2);
    await recovery('the event after it', () => Promise.resolve(watcher.added.length === 3));
    await watcher.stop();
    expect(watcher.added).to.deep.equal([0, 1, 2].map((index) => `${PREFIX}-${index}`));
  });
});
