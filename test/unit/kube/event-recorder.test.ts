import { expect } from 'chai';
import { problem, ProblemError, type Problem } from '../../../src/errors.ts';
import type { JsonObject } from '../../../src/json/json.ts';
import { createEventRecorder, type EventSubject, type ObjectEvent } from '../../../src/kube/event-recorder.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { MemoryApi, settled } from '../../support/memory-api.ts';

const about: EventSubject = { apiVersion: 'batch/v1', kind: 'CronJob', namespace: 'shop', name: 'report', uid: 'u1' };
const event: ObjectEvent = { about, type: 'Warning', reason: 'FieldsLost', message: 'spec.timeZone is lost' };
const PATH = '/api/v1/namespaces/shop/events';

describe('createEventRecorder', () => {
  let api: MemoryApi;
  let clock: FakeClock;
  let problems: Problem[];
  let dropped: number;

  beforeEach(() => {
    [api, clock, problems, dropped] = [new MemoryApi(), new FakeClock(), [], 0];
  });

  function recorder() {
    const onProblem = (cause: Problem): void => void problems.push(cause);
    return createEventRecorder({ client: api, clock, onProblem, onDropped: () => dropped++ });
  }

  /** Lets everything that waits for time be written. */
  async function written(): Promise<readonly string[]> {
    await settled();
    clock.advance(1000);
    await settled();
    return api.writes;
  }

  /** The names of the events that there are. */
  const names = (): readonly string[] => api.paths().map((path) => path.slice(path.lastIndexOf('/') + 1));
  const stored = (index = 0): JsonObject | undefined => api.object(api.paths()[index] ?? '');

  it("writes an event about the object, a second later, with a name that begins with the object's", async () => {
    const events = recorder();
    events.record(event);
    await settled();
    expect(api.writes).to.deep.equal([]);
    expect(await written()).to.deep.equal([`POST ${PATH}`]);
    expect(stored()).to.deep.include({
      kind: 'Event',
      involvedObject: about,
      type: 'Warning',
      reason: 'FieldsLost',
      message: 'spec.timeZone is lost',
      count: 1,
      firstTimestamp: '2026-01-01T00:00:01Z',
    });
    expect(names()[0]).to.match(/^report\.[0-9a-f]{16}$/);
  });

  it('writes the same once in ten minutes, and counts it after that', async () => {
    const events = recorder();
    events.record(event);
    await written();
    events.record({ ...event });
    clock.advance(9 * 60_000);
    events.record({ ...event });
    expect(await written()).to.have.length(1);
    clock.advance(60_000);
    events.record({ ...event });
    await written();
    expect(api.writes.map((write) => write.split(' ')[0])).to.deep.equal(['POST', 'POST', 'PUT']);
    expect(stored()).to.deep.include({ count: 2, firstTimestamp: '2026-01-01T00:00:01Z' });
    expect(stored()?.lastTimestamp).to.not.equal('2026-01-01T00:00:01Z');
  });

  const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
  for (const { name, want } of [
    { name: 'report-1.daily', want: 'report-1.daily.' },
    { name: 'system:Foo:aggregate-to-view', want: 'system.foo.aggregate-to-view.' },
    { name: '-:a-.b:', want: 'a.b.' },
    { name: ':::', want: '' },
    { name: `${'a'.repeat(199)}-b`, want: `${'a'.repeat(199)}.` },
  ]) {
    it(`names an event about ${name.slice(0, 40)} as an API server takes it`, async () => {
      recorder().record({ ...event, about: { ...about, name } });
      await written();
      const [found = ''] = names();
      expect(found).to.match(SUBDOMAIN);
      expect(found.slice(0, -16)).to.equal(want);
      expect(stored()?.involvedObject).to.deep.include({ name });
    });
  }

  it('puts events of objects without a namespace into default', async () => {
    recorder().record({ ...event, about: { ...about, namespace: '' } });
    expect(await written()).to.deep.equal(['POST /api/v1/namespaces/default/events']);
  });

  it('writes another message of the same object, and cuts one that an API server would refuse', async () => {
    const events = recorder();
    events.record(event);
    events.record({ ...event, message: 'x'.repeat(2000) });
    await written();
    expect(names().length).to.equal(2);
    expect(stored(1)?.message).to.have.length(1024);
  });

  it('leaves out what comes too fast, and goes on with one a second', async () => {
    const events = recorder();
    for (let index = 0; index < 60; index++) events.record({ ...event, message: String(index) });
    expect(dropped).to.equal(10);
    expect(await written()).to.have.length(50);
    events.record({ ...event, message: 'later' });
    events.record({ ...event, message: 'too soon' });
    expect(await written()).to.have.length(51);
    expect(dropped).to.equal(11);
  });

  it('tells of a failure once, until a write succeeds', async () => {
    const events = recorder();
    const fail = new ProblemError(problem('KUBE_UNREACHABLE', { path: PATH, server: 'karmada', reason: 'refused' }));
    for (const [message, failure] of [
      ['a', fail],
      ['b', fail],
      ['c', undefined],
      ['d', fail],
    ] as const) {
      api.fail = failure;
      events.record({ ...event, message });
      await written();
    }
    expect(problems.map(({ code }) => code)).to.deep.equal(['KUBE_UNREACHABLE', 'KUBE_UNREACHABLE']);
  });

  it('gives up what waits when it is stopped', async () => {
    const events = recorder();
    events.record(event);
    await settled();
    await events.stop();
    expect(await written()).to.deep.equal([]);
  });
});
