import { expect } from 'chai';
import type { Problem } from '../../../src/errors.ts';
import { decodeJson } from '../../../src/json/decode.ts';
import { isJsonObject, objectAt, type JsonObject } from '../../../src/json/json.ts';
import { kubeClientFromFile, type KubeClient } from '../../../src/kube/kube-client.ts';
import { createLiveRules, type LiveRules } from '../../../src/registry/live-rules.ts';
import { startRuleObjects, type RuleObjects } from '../../../src/registry/rule-objects.ts';
import { ruleObject, UNKNOWN_STEP } from '../../support/conversion-rules.ts';
import { FakeApiServer } from '../../support/fake-api-server.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { rulesFrom } from '../../support/rules.ts';

const PATH = '/apis/karmorph.io/v1alpha1/conversionrules';

function listOf(...items: readonly JsonObject[]): JsonObject {
  return { kind: 'ConversionRuleList', metadata: { resourceVersion: '10' }, items };
}

/** What was written into a status. */
interface Written {
  readonly name: string;
  readonly object: JsonObject;
}

describe('ConversionRule objects', () => {
  let server: FakeApiServer;
  let client: KubeClient;
  let clock: FakeClock;
  let live: LiveRules;
  let objects: RuleObjects | undefined;
  let problems: Problem[];
  let absent: number;
  let verdicts: string[];
  let waiting: { until: () => boolean; resolve: () => void }[];

  beforeEach(async () => {
    server = await FakeApiServer.start();
    client = await kubeClientFromFile(server.kubeconfig);
    clock = new FakeClock();
    live = createLiveRules(rulesFrom(JSON.stringify(ruleObject('built-in', { kind: 'Gadget' }))).families, []);
    [problems, absent, verdicts, waiting] = [[], 0, [], []];
  });
  afterEach(async () => {
    await objects?.stop();
    client.close();
    await server.stop();
  });

  function start(): void {
    objects = startRuleObjects({
      client,
      live,
      fixed: [],
      clock,
      onProblem: (problem) => {
        problems.push(problem);
        check();
      },
      onAbsent: () => {
        absent++;
        check();
      },
      onVerdict: ({ record, reason }) => {
        verdicts.push(`${record.name} ${reason}`);
        check();
      },
    });
  }

  function check(): void {
    for (const { until, resolve } of waiting) if (until()) resolve();
  }

  function eventually(until: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      waiting.push({ until, resolve });
      check();
    });
  }

  /** Takes writes of a rule's status; the first `refusals` answers are these. */
  function takeStatus(name: string, refusals: readonly number[] = []): Written[] {
    const written: Written[] = [];
    const left = [...refusals];
    server.on(`${PATH}/${name}/status`, (request, response) => {
      expect(request.method).to.equal('PUT');
      let text = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      request.on('end', () => {
        const decoded = decodeJson(text);
        if (decoded.ok && isJsonObject(decoded.value)) written.push({ name, object: decoded.value });
        response.writeHead(left.shift() ?? 200).end(text);
        check();
      });
    });
    return written;
  }

  const inForce = (): readonly string[] => live.rules().families.map(({ rule }) => rule);

  it('are in force beside the built-in rules, and are told so', async () => {
    server.json(PATH, listOf(ruleObject('mine')));
    const written = takeStatus('mine');
    start();
    expect(objects?.ready()).to.equal(false);
    await eventually(() => written.length > 0);
    expect(objects?.ready()).to.equal(true);
    expect(inForce()).to.deep.equal(['built-in', 'mine']);
    const object = written[0]?.object;
    expect(object?.metadata).to.deep.equal(ruleObject('mine').metadata);
    expect(objectAt(object, 'status')).to.deep.include({ observedGeneration: 1 });
    expect([verdicts, problems]).to.deep.equal([['mine Accepted'], []]);
  });

  it('follow changes: a new one, a broken one, its repair and its end', async () => {
    server.json(PATH, listOf());
    const written = takeStatus('mine');
    start();
    const watch = await server.watch();
    const change = async (object: JsonObject): Promise<void> => {
      const before = written.length;
      watch.send('MODIFIED', { ...object, status: objectAt(written.at(-1)?.object, 'status') ?? null });
      await eventually(() => written.length > before);
    };
    await change(ruleObject('mine'));
    expect(live.rules().familyOf('example.com/v1', 'Widget')?.hub).to.equal('example.com/v1');
    const good = live.rules();
    await change(ruleObject('mine', { generation: 2, versions: ['v9', 'v1'], lens: UNKNOWN_STEP }));
    expect(live.rules().familyOf('example.com/v1', 'Widget')).to.equal(good.familyOf('example.com/v1', 'Widget'));
    await change(ruleObject('mine', { generation: 3, versions: ['v9', 'v1'] }));
    expect(live.rules().familyOf('example.com/v1', 'Widget')?.hub).to.equal('example.com/v9');
    // Whoever began to answer with the old rules goes on with them.
    expect(good.familyOf('example.com/v1', 'Widget')?.hub).to.equal('example.com/v1');
    watch.send('DELETED', ruleObject('mine', { generation: 3 }));
    watch.send('ADDED', ruleObject('other', { kind: 'Other', lens: UNKNOWN_STEP }));
    takeStatus('other');
    await eventually(() => verdicts.includes('other Invalid'));
    expect(inForce()).to.deep.equal(['built-in']);
    expect(verdicts).to.deep.equal(['mine Accepted', 'mine Invalid', 'mine Accepted', 'other Invalid']);
  });

  it('replace a built-in rule, which is back when they are gone', async () => {
    server.json(PATH, listOf(ruleObject('mine', { kind: 'Gadget' })));
    takeStatus('mine');
    start();
    const watch = await server.watch();
    expect(inForce()).to.deep.equal(['mine']);
    expect(live.replaced()).to.deep.equal([{ rule: 'built-in', by: 'mine' }]);
    watch.send('DELETED', ruleObject('mine'));
    watch.send('ADDED', ruleObject('other'));
    takeStatus('other');
    await eventually(() => verdicts.includes('other Accepted'));
    expect(inForce()).to.deep.equal(['built-in', 'other']);
  });

  it('are not written when their status says it already', async () => {
    server.json(PATH, listOf(ruleObject('mine')));
    const written = takeStatus('mine');
    start();
    const watch = await server.watch();
    await eventually(() => written.length === 1);
    watch.send('MODIFIED', written[0]?.object ?? {});
    watch.send('ADDED', ruleObject('other', { kind: 'Other' }));
    const others = takeStatus('other');
    await eventually(() => others.length === 1);
    expect(written).to.have.length(1);
  });

  it('are written once for a generation, should another replica come to another verdict', async () => {
    server.json(PATH, listOf(ruleObject('mine')));
    const written = takeStatus('mine');
    start();
    const watch = await server.watch();
    await eventually(() => written.length === 1);
    const condition = { type: 'Accepted', status: 'False', reason: 'Invalid', message: 'x', observedGeneration: 1 };
    watch.send('MODIFIED', ruleObject('mine', { status: { observedGeneration: 1, conditions: [condition] } }));
    watch.send('ADDED', ruleObject('other', { kind: 'Other' }));
    const others = takeStatus('other');
    await eventually(() => others.length === 1);
    expect(written).to.have.length(1);
  });

  it('are written again after a failure, but not after a conflict', async () => {
    server.json(PATH, listOf(ruleObject('a'), ruleObject('b', { kind: 'B' })));
    const first = takeStatus('a', [409]);
    const second = takeStatus('b', [500]);
    start();
    await eventually(() => second.length === 1);
    await clock.fire(5_000);
    await eventually(() => second.length === 2);
    expect(first).to.have.length(1);
    expect(problems.map(({ code }) => code)).to.deep.equal(['KUBE_REFUSED']);
  });

  it('may be unknown to the API server, which is told once', async () => {
    start();
    await eventually(() => absent === 1);
    await clock.fire(250);
    await clock.fire(500);
    await clock.timer(1000);
    expect([absent, objects?.ready(), problems]).to.deep.equal([1, true, []]);
    expect(inForce()).to.deep.equal(['built-in']);
  });

  it('are found when their kind is made known later', async () => {
    start();
    await eventually(() => absent === 1);
    server.json(PATH, listOf(ruleObject('mine')));
    takeStatus('mine');
    await clock.fire(250);
    await eventually(() => verdicts.length === 1);
    expect(inForce()).to.deep.equal(['built-in', 'mine']);
  });

  for (const [status, ready] of [
    [403, true],
    [500, false],
  ] as const) {
    it(`${ready ? 'let' : 'do not let'} a server be ready that is refused with ${status}`, async () => {
      server.json(PATH, { kind: 'Status', message: 'no' }, status);
      start();
      await eventually(() => problems.length === 1);
      expect(objects?.ready()).to.equal(ready);
    });
  }
});
