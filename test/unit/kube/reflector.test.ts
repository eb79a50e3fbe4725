import { expect } from 'chai';
import type { Problem } from '../../../src/errors.ts';
import { objectAt, stringAt, type JsonObject } from '../../../src/json/json.ts';
import { kubeClientFromFile, type KubeClient } from '../../../src/kube/kube-client.ts';
import { startReflector, type Reflector, type ReflectorSink } from '../../../src/kube/reflector.ts';
import { FakeApiServer } from '../../support/fake-api-server.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const PATH = '/apis/example.com/v1/widgets';

function widget(name: string, resourceVersion: number): JsonObject {
  return { metadata: { name, resourceVersion: String(resourceVersion) } };
}

function bookmark(resourceVersion: number): JsonObject {
  return { metadata: { resourceVersion: String(resourceVersion) } };
}

function listOf(resourceVersion: number, names: readonly string[], next = ''): JsonObject {
  return {
    kind: 'WidgetList',
    metadata: { resourceVersion: String(resourceVersion), continue: next },
    items: names.map((name) => widget(name, 1)),
  };
}

/** Keeps names, and tells when something has changed. */
class NameSink implements ReflectorSink {
  readonly names = new Set<string>();
  #listed = new Set<string>();
  #changed: (() => void)[] = [];

  beginList = (): void => this.#listed.clear();
  put = (object: JsonObject): void => {
    this.names.add(nameOf(object));
    this.#listed.add(nameOf(object));
    this.#tell();
  };
  endList = (): void => {
    for (const name of this.names) if (!this.#listed.has(name)) this.names.delete(name);
    this.#tell();
  };
  remove = (object: JsonObject): void => {
    this.names.delete(nameOf(object));
    this.#tell();
  };

  /** Settles when exactly these names are there. */
  async have(...names: string[]): Promise<void> {
    while ([...this.names].sort().join() !== names.join()) {
      await new Promise<void>((resolve) => this.#changed.push(resolve));
    }
  }

  #tell(): void {
    for (const resolve of this.#changed.splice(0)) resolve();
  }
}

function nameOf(object: JsonObject): string {
  return stringAt(objectAt(object, 'metadata'), 'name') ?? '';
}

describe('reflector', () => {
  let server: FakeApiServer;
  let client: KubeClient;
  let clock: FakeClock;
  let sink: NameSink;
  let problems: Problem[];
  let reflector: Reflector;

  beforeEach(async () => {
    server = await FakeApiServer.start();
    client = await kubeClientFromFile(server.kubeconfig);
    clock = new FakeClock();
    sink = new NameSink();
    problems = [];
  });
  afterEach(async () => {
    await reflector.stop();
    client.close();
    await server.stop();
  });

  const start = (): void => {
    reflector = startReflector({ client, path: PATH, sink, clock, onProblem: (problem) => problems.push(problem) });
  };
  const lists = () => server.requests.filter((url) => !url.includes('watch=')).length;

  it('lists, is synced, and follows events from the version of the list', async () => {
    server.json(PATH, listOf(10, ['a', 'b']));
    start();
    await reflector.synced;
    expect([...sink.names]).to.deep.equal(['a', 'b']);
    const watch = await server.watch();
    expect(Object.fromEntries(watch.query)).to.deep.equal({
      watch: 'true',
      allowWatchBookmarks: 'true',
      timeoutSeconds: '240',
      resourceVersion: '10',
    });
    watch.send('ADDED', widget('c', 11));
    watch.send('MODIFIED', widget('a', 12));
    watch.send('DELETED', widget('b', 13));
    await sink.have('a', 'c');
    expect(problems).to.deep.equal([]);
  });

  it('reads a large collection page by page, and is synced after the last one', async () => {
    const pages: Record<string, JsonObject> = {
      '': listOf(10, ['a'], 'p2'),
      p2: listOf(10, ['b'], 'p3'),
      p3: listOf(12, ['c']),
    };
    server.on(PATH, (request, response) => {
      const query = new URL(request.url ?? '', 'https://fake').searchParams;
      expect(query.get('limit')).to.equal('100');
      response.end(JSON.stringify(pages[query.get('continue') ?? '']));
    });
    start();
    await reflector.synced;
    await sink.have('a', 'b', 'c');
    expect(lists()).to.equal(3);
    expect((await server.watch()).query.get('resourceVersion')).to.equal('10');
  });

  it('puts events together that arrive in pieces, even within a character', async () => {
    server.json(PATH, listOf(10, []));
    start();
    const watch = await server.watch();
    const bytes = Buffer.from(`${JSON.stringify({ type: 'ADDED', object: widget('ä', 11) })}\n`);
    for (const byte of bytes) watch.write(Buffer.of(byte));
    await sink.have('ä');
  });

  it('goes on from the last event or bookmark when the server ends the watch', async () => {
    server.json(PATH, listOf(10, ['a']));
    start();
    const first = await server.watch();
    first.send('ADDED', widget('b', 11));
    first.send('BOOKMARK', bookmark(20));
    first.end();
    const second = await server.watch();
    expect(second.query.get('resourceVersion')).to.equal('20');
    expect(lists()).to.equal(1);
    expect(clock.timers).to.deep.equal([270_000]);
    expect(problems).to.deep.equal([]);
  });

  it('lists again at once when its version has expired, and forgets what is gone', async () => {
    server.json(PATH, listOf(10, ['a', 'b']));
    start();
    const first = await server.watch();
    server.json(PATH, listOf(30, ['b', 'c']));
    first.send('ERROR', { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' });
    const second = await server.watch();
    expect(second.query.get('resourceVersion')).to.equal('30');
    await sink.have('b', 'c');
    expect(problems).to.deep.equal([]);
  });

  it('waits longer and longer while versions expire as soon as they are listed', async () => {
    server.json(PATH, listOf(10, ['a']));
    start();
    const gone = { kind: 'Status', code: 410 };
    (await server.watch()).send('ERROR', gone);
    for (const wait of [500, 1000, 2000]) {
      (await server.watch()).send('ERROR', gone);
      await clock.fire(wait);
    }
    expect(lists()).to.equal(4);
  });

  it('reports a cut connection, waits, and goes on watching without a new list', async () => {
    server.json(PATH, listOf(10, ['a']));
    start();
    const first = await server.watch();
    first.send('ADDED', widget('b', 11));
    await sink.have('a', 'b');
    first.reset();
    await clock.fire(250);
    const second = await server.watch();
    expect(second.query.get('resourceVersion')).to.equal('11');
    expect(problems.map(({ code }) => code)).to.deep.equal(['KUBE_UNREADABLE']);
    expect(lists()).to.equal(1);
  });

  it('lists again when its collection has gone, whatever the versions say', async () => {
    server.json(PATH, listOf(10, ['a', 'b']));
    start();
    const first = await server.watch();
    server.watchRefusal = 404;
    server.json(PATH, listOf(10, ['b']));
    first.send('BOOKMARK', bookmark(11));
    first.end();
    await clock.timer(250);
    server.watchRefusal = undefined;
    await clock.fire(250);
    await sink.have('b');
    expect(lists()).to.equal(2);
  });

  it('backs off up to half a minute while lists fail, and starts over after a success', async () => {
    server.json(PATH, { kind: 'Status', message: 'widgets is forbidden' }, 403);
    start();
    for (const wait of [250, 500, 1000, 2000, 4000, 8000, 15_000]) await clock.fire(wait);
    await clock.timer(15_000);
    server.json(PATH, listOf(10, ['a']));
    await clock.fire(15_000);
    const watch = await server.watch();
    expect(problems.map(({ message }) => message)).to.deep.equal(
      Array(8).fill(`the API server refused ${PATH}?limit=100 with status 403: widgets is forbidden`),
    );
    watch.send('BOOKMARK', bookmark(11));
    watch.end();
    (await server.watch()).reset();
    await clock.timer(250);
  });

  it('backs off from a server that ends every watch at once', async () => {
    server.json(PATH, listOf(10, ['a']));
    start();
    for (const wait of [250, 500, 1000]) {
      (await server.watch()).end();
      await clock.fire(wait);
    }
    expect(lists()).to.equal(1);
  });

  it('gives up a watch that stays silent beyond its time, and opens another', async () => {
    server.json(PATH, listOf(10, ['a']));
    start();
    const first = await server.watch();
    await clock.fire(270_000);
    await first.closed;
    await clock.fire(250);
    const second = await server.watch();
    second.send('ADDED', widget('b', 11));
    await sink.have('a', 'b');
    expect(problems.map(({ code }) => code)).to.deep.equal(['KUBE_SILENT']);
  });

  it('gives up a list that never ends', async () => {
    server.on(PATH, (_, response) => {
      response.write('{');
      clock.advance(60_000);
    });
    start();
    await clock.timer(250);
    expect(problems.map(({ code }) => code)).to.deep.equal(['KUBE_SILENT']);
  });

  const unreadable: { name: string; text: string; reason: RegExp }[] = [
    { name: 'that is not JSON', text: '<html>\n', reason: /not valid JSON/ },
    { name: 'without an object', text: '{"type":"ADDED"}\n', reason: /no object/ },
    { name: 'of an unknown type', text: '{"type":"MOVED","object":{}}\n', reason: /unknown event MOVED/ },
    {
      name: 'that is an error',
      text: '{"type":"ERROR","object":{"code":500,"message":"etcd is away"}}\n',
      reason: /etcd is away/,
    },
  ];
  for (const { name, text, reason } of unreadable) {
    it(`reports an event ${name}, and opens the watch again`, async () => {
      server.json(PATH, listOf(10, ['a']));
      start();
      (await server.watch()).write(text);
      await clock.fire(250);
      await server.watch();
      expect(problems.map(({ message }) => reason.test(message))).to.deep.equal([true]);
    });
  }

  for (const body of ['null', '[]', '{"items": 3}', 'oops']) {
    it(`reports a list that is ${body}`, async () => {
      server.on(PATH, (_, response) => response.end(body));
      start();
      await clock.timer(250);
      expect(problems.map(({ code }) => code)).to.deep.equal(['KUBE_UNREADABLE']);
    });
  }

  it('stops in the middle of a watch, leaving no timer and no connection', async () => {
    server.json(PATH, listOf(10, ['a']));
    start();
    const watch = await server.watch();
    await reflector.stop();
    await watch.closed;
    expect(clock.timers).to.deep.equal([]);
    expect(problems).to.deep.equal([]);
  });

  it('stops while it waits', async () => {
    server.json(PATH, { kind: 'Status' }, 500);
    start();
    await clock.timer(250);
    await reflector.stop();
    expect(clock.timers).to.deep.equal([]);
  });

  it('uses one connection for its lists', async () => {
    server.json(PATH, { kind: 'Status' }, 500);
    start();
    for (const wait of [250, 500, 1000, 2000]) await clock.fire(wait);
    await clock.timer(4000);
    expect(server.requests).to.have.length(5);
    expect(server.connections).to.equal(1);
  });

  it('keeps what is not an object out of the sink', async () => {
    server.json(PATH, { metadata: { resourceVersion: '1' }, items: [null, 3, widget('a', 1)] });
    start();
    await reflector.synced;
    expect([...sink.names]).to.deep.equal(['a']);
  });
});
