import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { expect } from 'chai';
import type { JsonObject } from '../../src/json/json.ts';
import { FakeMember, type FakeAnswer } from '../support/fake-member.ts';
import { GatewayHarness } from '../support/gateway-harness.ts';
import { serveWidgets, V1, V2, WIDGET_RULES } from '../support/widgets.ts';

const OPENAPI = 'GET /openapi/v2';

/** What a member says of Widgets with these fields, and of a kind that no rule knows. */
function document(...fields: readonly string[]): JsonObject {
  const definition = (kind: string, properties: readonly string[]): JsonObject => ({
    type: 'object',
    properties: Object.fromEntries(properties.map((name) => [name, { type: 'object' }])),
    'x-kubernetes-group-version-kind': [{ group: 'example.com', version: 'v1', kind }],
  });
  return { swagger: '2.0', definitions: { widget: definition('Widget', fields), gadget: definition('Gadget', []) } };
}

/** As an API server answers: tagged with the hash of the document, which a client that has it is not sent. */
function tagged(json: JsonObject): FakeAnswer {
  const body = JSON.stringify(json);
  const etag = `"${createHash('sha512').update(body).digest('hex').toUpperCase()}"`;
  return ({ headers }, response) => {
    const has = headers['if-none-match']?.split(', ').includes(etag) === true;
    response.writeHead(has ? 304 : 200, { etag });
    response.end(has ? undefined : body);
  };
}

describe("gateway: members' own OpenAPI", () => {
  let m1: FakeMember;
  let m2: FakeMember;
  let gateway: GatewayHarness;

  beforeEach(async () => {
    [m1, m2] = [await FakeMember.start(), await FakeMember.start()];
    for (const member of [m1, m2]) serveWidgets(member, ['v1']);
    gateway = await GatewayHarness.start({
      members: { m1: m1.endpoint, m2: m2.endpoint },
      rules: WIDGET_RULES,
      wanted: [`${V2}/Widget`],
      schemas: true,
    });
  });

  afterEach(async () => {
    await gateway.stop();
    for (const member of [m1, m2]) {
      await member.stop();
      member.verify();
    }
  });

  const ask = async (member: string): Promise<void> => {
    expect((await gateway.send('GET', `/members/${member}/apis`)).status).to.equal(200);
  };
  const later = (milliseconds: number): void => void (gateway.now += milliseconds);
  const failures = (): readonly string[] => gateway.logs.filter((line) => line.includes('MEMBER_OPENAPI_UNUSABLE'));
  /** The failure of the document is told in the log alone. */
  async function failed(count: number): Promise<void> {
    while (failures().length < count) await new Promise((resolve) => setImmediate(resolve));
  }

  it("reads the kinds of rules with the caller's credentials, once", async () => {
    m1.on(OPENAPI, tagged(document('spec')));
    await ask('m1');
    const [[name, schemas] = []] = await gateway.learned(1);
    expect(name).to.equal('m1');
    const widget = schemas?.schemaOf(V1, 'Widget');
    expect(widget?.kind === 'object' && [...widget.fields.keys()]).to.deep.equal(['spec']);
    expect(schemas?.schemaOf(V1, 'Gadget')).to.equal(undefined);
    later(11_000);
    await ask('m1');
    expect(m1.seen('GET /version')).to.have.length(2);
    expect(m1.seen(OPENAPI).map(({ headers }) => headers.authorization)).to.deep.equal(['Bearer caller']);
  });

  it('lets no request wait for a document', async () => {
    let answer: ServerResponse | undefined;
    m1.stream(OPENAPI, (_, response) => (answer = response));
    await ask('m1');
    await ask('m1');
    while (!answer) await new Promise((resolve) => setImmediate(resolve));
    expect(gateway.schemas).to.deep.equal([]);
    answer.end(JSON.stringify(document('spec')));
    await gateway.learned(1);
  });

  it('is not sent a document that another member has sent, and holds it once', async () => {
    for (const member of [m1, m2]) member.on(OPENAPI, tagged(document('spec')));
    await ask('m1');
    await gateway.learned(1);
    await ask('m2');
    const [first, second] = await gateway.learned(2);
    expect(second).to.deep.equal(['m2', first?.[1]]);
    expect(second?.[1]).to.equal(first?.[1]);
    expect(m2.seen(OPENAPI)[0]?.headers['if-none-match']).to.match(/^"[0-9A-F]{128}"$/);
  });

  it('lets no member speak for another', async () => {
    m1.on(OPENAPI, { headers: { etag: '"A"' }, json: document('bad') });
    m2.on(OPENAPI, tagged(document('spec')));
    await ask('m1');
    await gateway.learned(1);
    await ask('m2');
    const [first, second] = await gateway.learned(2);
    expect(m2.seen(OPENAPI)[0]?.headers).not.to.have.property('if-none-match');
    expect(second?.[1].identity).not.to.equal(first?.[1].identity);
  });

  it('reads it again when the member serves something else, and after ten minutes', async () => {
    m1.on(OPENAPI, tagged(document('spec')));
    await ask('m1');
    await gateway.learned(1);
    m1.on(OPENAPI, tagged(document('spec', 'more')));
    later(9 * 60_000);
    await ask('m1');
    expect(m1.seen(OPENAPI)).to.have.length(1);
    later(60_000);
    await ask('m1');
    const [first, second] = await gateway.learned(2);
    expect(second?.[1].identity).not.to.equal(first?.[1].identity);
    m1.on('GET /version', { json: { gitVersion: 'v1.22.0' } });
    later(11_000);
    await ask('m1');
    expect(await gateway.learned(3)).to.have.length(3);
    expect(m1.seen(OPENAPI)).to.have.length(3);
  });

  const unusable: { name: string; answer: FakeAnswer; want: string }[] = [
    { name: 'is refused', answer: { status: 403, json: {} }, want: 'the member answered with HTTP 403' },
    { name: 'is not JSON', answer: { body: 'swagger: 2.0' }, want: 'it is no OpenAPI document: ' },
    { name: 'is none', answer: { json: {} }, want: 'it is no OpenAPI 2.0 document with definitions' },
    {
      name: 'has none of the kinds',
      answer: { json: { swagger: '2.0', definitions: { a: {} } } },
      want: 'it describes none of the kinds that are wanted',
    },
    {
      name: 'is said to be one that nobody has',
      answer: (_, response) => void response.writeHead(304, { etag: '"A"' }).end(),
      want: 'the member answered with HTTP 304',
    },
  ];
  for (const { name, answer, want } of unusable) {
    it(`says once that a document ${name}, and goes on without`, async () => {
      m1.on(OPENAPI, answer);
      await ask('m1');
      await failed(1);
      expect(failures()[0]).to.include(want);
      later(61_000);
      await ask('m1');
      while (m1.seen(OPENAPI).length < 2) await new Promise((resolve) => setImmediate(resolve));
      m1.on(OPENAPI, tagged(document('spec')));
      later(61_000);
      // The second failure ends after its answer has been sent, and gives its place back.
      while (gateway.schemas.length === 0) {
        later(61_000);
        await ask('m1');
      }
      expect(failures()).to.have.length(1);
    });
  }

  it('ends what is under way when the gateway closes', async () => {
    let closed: Promise<unknown> | undefined;
    m1.stream(OPENAPI, (request) => {
      closed = once(request.socket, 'close');
    });
    await ask('m1');
    while (!closed) await new Promise((resolve) => setImmediate(resolve));
    await gateway.gateway.close();
    await closed;
    expect(failures()).to.deep.equal([]);
  });
});
