import { expect } from 'chai';
import { once } from 'node:events';
import { FakeMember } from '../support/fake-member.ts';
import { membersAt } from '../support/member-fleet.ts';
import { openRaw, sendRaw } from '../support/raw-client.ts';
import { ServiceUnderTest } from '../support/service.ts';

const PODS = '/api/v1/namespaces/shop/pods';
/** What an attacker would like the member to take for a request of somebody else. */
const HIDDEN = 'GET /members/m1/api/v1/secrets HTTP/1.1\r\nhost: x\r\n\r\n';

describe('requests that two HTTP implementations may read differently', () => {
  let service: ServiceUnderTest;
  let member: FakeMember;
  let server: { port: number; ca: string };

  before(async () => {
    service = await ServiceUnderTest.create();
  });
  beforeEach(async () => {
    member = (await FakeMember.start()).on(`POST ${PODS}`, { json: {} }).on(`GET ${PODS}`, { json: {} });
    const { port } = await service.start(membersAt({ m1: member.endpoint }));
    server = { port, ca: service.ca };
  });
  afterEach(async () => {
    await service.stopAll();
    await member.stop();
  });

  const head = (...lines: readonly string[]): string =>
    [`POST /members/m1${PODS} HTTP/1.1`, 'host: x', 'content-type: application/json', ...lines, '', ''].join('\r\n');
  const hiddenLength = String(HIDDEN.length);

  const refused = [
    {
      name: 'a length and chunks',
      bytes: `${head('content-length: 5', 'transfer-encoding: chunked')}0\r\n\r\n${HIDDEN}`,
    },
    {
      name: 'chunks and a length',
      bytes: `${head('transfer-encoding: chunked', `content-length: ${hiddenLength}`)}${HIDDEN}`,
    },
    { name: 'two lengths', bytes: `${head('content-length: 0', `content-length: ${hiddenLength}`)}${HIDDEN}` },
    { name: 'two equal lengths', bytes: `${head('content-length: 2', 'content-length: 2')}{}` },
    { name: 'a list of lengths', bytes: `${head('content-length: 0, 5')}{}` },
    { name: 'a length with a sign', bytes: `${head('content-length: +2')}{}` },
    { name: 'a hexadecimal length', bytes: `${head('content-length: 0x2')}{}` },
    { name: 'an encoding that is none', bytes: `${head('transfer-encoding: xchunked')}0\r\n\r\n${HIDDEN}` },
    { name: 'an encoding after chunks', bytes: `${head('transfer-encoding: chunked, identity')}0\r\n\r\n${HIDDEN}` },
    { name: 'a chunk whose length is no number', bytes: `${head('transfer-encoding: chunked')}zz\r\n{}\r\n0\r\n\r\n` },
    { name: 'a chunk longer than it says', bytes: `${head('transfer-encoding: chunked')}1\r\n{}\r\n0\r\n\r\n` },
    { name: 'a chunk that ends in a line feed alone', bytes: `${head('transfer-encoding: chunked')}2\n{}\n0\n\n` },
    { name: 'a space before the colon', bytes: `${head('content-length : 2')}{}` },
    { name: 'a header over two lines', bytes: `${head('x-a: 1', ' transfer-encoding: chunked')}0\r\n\r\n` },
    { name: 'a carriage return in a header', bytes: head('x-a: 1\rtransfer-encoding: chunked', 'content-length: 0') },
    { name: 'a null in a header', bytes: head('x-a: 1\0', 'content-length: 0') },
    { name: 'a name with a space', bytes: head('x a: 1', 'content-length: 0') },
    { name: 'no host', bytes: `GET /members/m1${PODS} HTTP/1.1\r\n\r\n` },
    { name: 'a version that is none', bytes: `GET /members/m1${PODS} HTTP/1.9x\r\nhost: x\r\n\r\n` },
    { name: 'a path with a space', bytes: `GET /members/m1${PODS} /x HTTP/1.1\r\nhost: x\r\n\r\n` },
  ];
  for (const { name, bytes } of refused) {
    it(`closes the connection after ${name}, and sends nothing hidden to the member`, async () => {
      const answer = await sendRaw(server, bytes);
      const statuses = [...answer.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => status);
      expect(statuses, answer).to.deep.equal(['400']);
      // Of a body in chunks the beginning may be on its way when a later chunk is wrong; its end never is.
      expect(member.requests.map(({ url }) => url).filter((url) => url !== PODS)).to.deep.equal([]);
      expect(member.requests.map(({ body }) => body.toString())).not.to.include('{}');
    });
  }

  it('sends each of several requests on one connection to the member as its own', async () => {
    const first = `${head('content-length: 2')}{}`;
    const last = `GET /members/m1${PODS} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`;
    const answer = await sendRaw(server, first + last);
    expect(answer.match(/^HTTP\/1\.1 200/gm)).to.have.length(2);
    const sent = member.requests.filter(({ url }) => url === PODS);
    expect(sent.map(({ method, body }) => `${method} ${body.toString()}`)).to.have.members(['POST {}', 'GET ']);
  });

  it('answers headers that are too large with 431', async () => {
    const socket = await openRaw(server);
    const answered = once(socket, 'data') as Promise<[Buffer]>;
    socket.write(`GET /members/m1${PODS} HTTP/1.1\r\nhost: x\r\nx-a: ${'x'.repeat(60_000)}`);
    // What is still on its way when the server closes would make it a reset connection.
    await new Promise((resolve) => setTimeout(resolve, 100));
    socket.write('x'.repeat(6_000));
    expect(String((await answered)[0])).to.match(/^HTTP\/1\.1 431 /);
    expect(member.requests).to.deep.equal([]);
  });

  it('passes on the longest tokens that there are', async () => {
    const token = 'x'.repeat(48_000);
    const answer = await sendRaw(
      server,
      `GET /members/m1${PODS} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\nconnection: close\r\n\r\n`,
    );
    expect(answer).to.match(/^HTTP\/1\.1 200 /);
    expect(member.seen(`GET ${PODS}`)[0]?.headers.authorization).to.equal(`Bearer ${token}`);
  });
});
