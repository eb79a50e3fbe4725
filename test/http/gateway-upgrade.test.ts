import { expect } from 'chai';
import { once } from 'node:events';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { PassThrough, type Duplex } from 'node:stream';
import { FakeMember } from '../support/fake-member.ts';
import { GatewayHarness } from '../support/gateway-harness.ts';
import { serveWidgets, V2, WIDGET_RULES, WIDGETS_V2 } from '../support/widgets.ts';

const EXEC = '/api/v1/namespaces/shop/pods/p/exec';

describe('gateway: requests for another protocol', () => {
  let member: FakeMember;
  let gateway: GatewayHarness;

  beforeEach(async () => {
    member = serveWidgets(await FakeMember.start(), ['v1']);
    gateway = await GatewayHarness.start({
      members: { m1: member.endpoint },
      rules: WIDGET_RULES,
      wanted: [`${V2}/Widget`],
    });
  });

  afterEach(async () => {
    await gateway.stop();
    await member.stop();
    member.verify();
  });

  const ask = (path: string, protocol = 'SPDY/3.1'): ReturnType<GatewayHarness['request']> => {
    const outgoing = gateway.request('POST', path, { connection: 'Upgrade', upgrade: protocol, 'x-stream': 'v4' });
    outgoing.end();
    return outgoing;
  };

  /** The member greets, and then says back what it hears. */
  function echo(seen: (request: IncomingMessage) => void = () => undefined): void {
    member.onUpgrade((request, socket, head) => {
      seen(request);
      socket.write(
        'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\nX-Stream: v4\r\n\r\nhello ',
      );
      socket.write(head);
      socket.pipe(socket);
    });
  }

  it('connects client and member, and passes on every byte', async () => {
    let asked: IncomingMessage | undefined;
    echo((request) => (asked = request));
    const [answer, socket, head] = (await once(ask(`/members/m1${EXEC}?command=sh`), 'upgrade')) as [
      IncomingMessage,
      Duplex,
      Buffer,
    ];
    expect(answer.statusCode).to.equal(101);
    expect(answer.headers).to.include({ upgrade: 'SPDY/3.1', 'x-stream': 'v4' });
    expect(asked).to.include({ method: 'POST', url: `${EXEC}?command=sh` });
    expect(asked?.headers).to.include({ upgrade: 'SPDY/3.1', authorization: 'Bearer caller', 'x-stream': 'v4' });
    expect(asked?.headers.host).to.equal(new URL(member.endpoint.url).host);

    const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
    socket.end(bytes);
    const received = [head];
    for await (const chunk of socket) received.push(chunk as Buffer);
    expect(Buffer.concat(received).equals(Buffer.concat([Buffer.from('hello '), bytes]))).to.equal(true);
  });

  it('ends the connection to the member when the client goes away', async () => {
    const closed = new Promise((resolve) => member.onUpgrade((_, socket) => void socket.once('close', resolve)));
    echo();
    const [, socket] = (await once(ask(`/members/m1${EXEC}`), 'upgrade')) as [IncomingMessage, Duplex];
    socket.destroy();
    await closed;
  });

  it('opens no connection for a client that went away while the member was asked what it serves', async () => {
    const asked: string[] = [];
    echo(({ url }) => asked.push(url ?? ''));
    const socket = new PassThrough();
    const request = new IncomingMessage(new Socket());
    request.headers.upgrade = 'SPDY/3.1';
    Object.assign(request, { method: 'GET', url: `/members/m1${WIDGETS_V2}/w/exec` });
    serveWidgets(member, ['v1', 'v2']);
    gateway.gateway.upgrade(request, socket, Buffer.alloc(0));
    socket.destroy();
    await gateway.counted(1);
    const [, later] = (await once(ask(`/members/m1${EXEC}`), 'upgrade')) as [IncomingMessage, Duplex];
    later.destroy();
    expect(asked).to.deep.equal([EXEC]);
  });

  it('ends the connection to the client when the member does, and when the gateway is closed', async () => {
    echo();
    const [, first] = (await once(ask(`/members/m1${EXEC}`), 'upgrade')) as [IncomingMessage, Duplex];
    first.on('error', () => undefined).resume();
    const [, second] = (await once(ask(`/members/m1${EXEC}`), 'upgrade')) as [IncomingMessage, Duplex];
    second.on('error', () => undefined).resume();
    const ended = Promise.all([once(first, 'close'), once(second, 'close')]);
    member.cut();
    await ended;
    const [, third] = (await once(ask(`/members/m1${EXEC}`), 'upgrade')) as [IncomingMessage, Duplex];
    third.on('error', () => undefined).resume();
    const closed = once(third, 'close');
    await gateway.gateway.close();
    await closed;
  });

  const answerOf = async (path: string, protocol?: string): Promise<{ status: number | undefined; text: string }> => {
    const [answer] = (await once(ask(path, protocol), 'response')) as [IncomingMessage];
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    return { status: answer.statusCode, text: String(Buffer.concat(chunks)) };
  };

  it('passes on the answer of a member that refuses', async () => {
    member.onUpgrade((_, socket) => {
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nno');
    });
    expect(await answerOf(`/members/m1${EXEC}`)).to.deep.equal({ status: 403, text: 'no' });
  });

  const refusals = [
    { name: 'an unknown member', path: `/members/nobody${EXEC}`, status: 404, code: 'MEMBER_UNKNOWN' },
    {
      name: 'a watch that would need conversion',
      path: `/members/m1${WIDGETS_V2}`,
      status: 400,
      code: 'UPGRADE_CONVERTED',
    },
  ];
  for (const { name, path, status, code } of refusals) {
    it(`refuses ${name}`, async () => {
      const answer = await answerOf(path, 'websocket');
      expect(answer.status).to.equal(status);
      expect(answer.text).to.include(code).and.include('"kind":"Status"');
    });
  }

  it('answers 503 when the member is down', async () => {
    await member.stop();
    const { status, text } = await answerOf(`/members/m1${EXEC}`);
    expect(status).to.equal(503);
    expect(text).to.include('MEMBER_UNREACHABLE');
  });
});
