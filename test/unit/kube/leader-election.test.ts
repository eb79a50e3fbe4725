import { expect } from 'chai';
import { problem, ProblemError } from '../../../src/errors.ts';
import { objectAt, type JsonObject } from '../../../src/json/json.ts';
import { KubeRefused, type KubeClient, type KubeRequest } from '../../../src/kube/kube-client.ts';
import { startLeaderElection, type LeaderElection } from '../../../src/kube/leader-election.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { MemoryApi, settled } from '../../support/memory-api.ts';

const PATH = '/apis/coordination.k8s.io/v1/namespaces/karmorph-system/leases';
const RETRY_MS = 2_000;

describe('leader election', () => {
  let clock: FakeClock;
  let api: MemoryApi;
  let running: LeaderElection[];
  beforeEach(() => {
    clock = new FakeClock();
    api = new MemoryApi();
    running = [];
  });
  afterEach(() => Promise.all(running.map((each) => each.stop())));

  function contend(identity: string, client: KubeClient = api) {
    const changes: boolean[] = [];
    const problems: string[] = [];
    const election = startLeaderElection({
      ...{ client, clock, namespace: 'karmorph-system', name: 'test', identity },
      onChange: (isLeader) => changes.push(isLeader),
      onProblem: ({ code }) => problems.push(code),
    });
    running.push(election);
    return { election, changes, problems };
  }

  /** One round of everyone who contends. */
  async function round(): Promise<void> {
    await clock.timer(RETRY_MS);
    await settled();
  }
  async function next(milliseconds = RETRY_MS): Promise<void> {
    clock.advance(milliseconds);
    await round();
  }
  const lease = (): JsonObject | undefined => objectAt(api.object(`${PATH}/test`), 'spec');

  it('makes the Lease and leads', async () => {
    const { election, changes } = contend('a');
    await round();
    expect(election.isLeader()).to.equal(true);
    expect(changes).to.deep.equal([true]);
    expect(lease()).to.deep.equal({
      holderIdentity: 'a',
      leaseDurationSeconds: 15,
      acquireTime: '2026-01-01T00:00:00.000000Z',
      renewTime: '2026-01-01T00:00:00.000000Z',
      leaseTransitions: 0,
    });
  });

  it('has one leader of two, who stays it', async () => {
    const a = contend('a');
    await round();
    const b = contend('b');
    for (let i = 0; i < 20; i++) {
      await next();
      expect([a.election.isLeader(), b.election.isLeader()]).to.deep.equal([true, false]);
    }
    expect(lease()).to.include({ holderIdentity: 'a', leaseTransitions: 0, renewTime: '2026-01-01T00:00:40.000000Z' });
    expect(b.changes).to.deep.equal([]);
  });

  it('gives the Lease up when it stops, and another one takes it in the next round', async () => {
    const a = contend('a');
    await round();
    const b = contend('b');
    await round();
    await a.election.stop();
    expect(a.changes).to.deep.equal([true, false]);
    await next();
    expect(b.election.isLeader()).to.equal(true);
    expect(lease()).to.include({ holderIdentity: 'b', leaseTransitions: 1 });
  });

  it('takes over from a leader that is gone, not before the Lease has ended by its own clock', async () => {
    api.put(`${PATH}/test`, {
      metadata: { name: 'test' },
      // Its clock is a year ahead, which must not count.
      spec: {
        holderIdentity: 'gone',
        leaseDurationSeconds: 15,
        renewTime: '2027-01-01T00:00:00.000000Z',
        leaseTransitions: 4,
      },
    });
    const { election } = contend('a');
    await round();
    for (let elapsed = RETRY_MS; elapsed < 15_000; elapsed += RETRY_MS) {
      await next();
      expect(election.isLeader(), String(elapsed)).to.equal(false);
    }
    await next();
    expect(election.isLeader()).to.equal(true);
    expect(lease()).to.include({ holderIdentity: 'a', leaseTransitions: 5 });
  });

  it('leads no longer when it cannot renew in time, before another one may take over', async () => {
    const a = contend('a');
    await round();
    api.fail = new ProblemError(problem('KUBE_UNREACHABLE', { path: PATH, server: 'x', reason: 'gone' }));
    clock.advance(9_999);
    expect(a.election.isLeader()).to.equal(true);
    clock.advance(1);
    expect(a.election.isLeader()).to.equal(false);
    await round();
    expect(a.changes).to.deep.equal([true, false]);
    expect(a.problems[0]).to.equal('KUBE_UNREACHABLE');
    api.fail = undefined;
    await next();
    expect(a.election.isLeader()).to.equal(true);
  });

  it('leads no longer when somebody else has taken the Lease', async () => {
    const a = contend('a');
    await round();
    const taken = api.object(`${PATH}/test`);
    api.put(`${PATH}/test`, { ...taken, spec: { ...objectAt(taken, 'spec'), holderIdentity: 'b' } });
    await next();
    expect(a.election.isLeader()).to.equal(false);
  });

  it('loses a race for a Lease that is free', async () => {
    const racing: KubeClient = {
      close: () => undefined,
      open: (path: string, request: KubeRequest) => {
        if (request.post) throw new KubeRefused(path, 409, 'already exists');
        return api.open(path, request);
      },
    };
    const { election, problems } = contend('a', racing);
    await round();
    expect(election.isLeader()).to.equal(false);
    expect(problems).to.deep.equal([]);
  });
});
