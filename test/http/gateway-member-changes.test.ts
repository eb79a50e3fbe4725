import { expect } from 'chai';
import { FakeMember, type FakeAnswer } from '../support/fake-member.ts';
import { GatewayHarness } from '../support/gateway-harness.ts';
import { serveWidgets, V1, V2, widget, WIDGET_RULES, WIDGETS_V1, WIDGETS_V2 } from '../support/widgets.ts';

const HOME = `/members/m1${WIDGETS_V2}`;
/** What an API server says to a path that it does not have. */
const UNKNOWN_PATH: FakeAnswer = {
  status: 404,
  json: { kind: 'Status', apiVersion: 'v1', reason: 'NotFound', details: {}, code: 404 },
};

describe('gateway: a member that begins or ceases to serve a version', () => {
  let member: FakeMember;
  let gateway: GatewayHarness;

  beforeEach(async () => {
    member = serveWidgets(await FakeMember.start(), ['v1']);
    member.on(`GET ${WIDGETS_V1}/w`, { json: widget(V1, { colour: 'red' }) });
    gateway = await GatewayHarness.start({
      members: { m1: member.endpoint },
      rules: WIDGET_RULES,
      wanted: [`${V2}/Widget`],
    });
    await gateway.send('GET', `${HOME}/w`);
    gateway.now += 1_000;
  });

  afterEach(async () => {
    await gateway.stop();
    await member.stop();
    member.verify();
  });

  it('passes through when the time to live is over', async () => {
    serveWidgets(member, ['v1', 'v2']).on(`GET ${WIDGETS_V2}/w`, { json: { native: true } });
    gateway.now += 10_000;
    expect((await gateway.send('GET', `${HOME}/w`)).json).to.deep.equal({ native: true });
  });

  it('passes through at once when the old version is gone', async () => {
    serveWidgets(member, ['v2']).on(`GET ${WIDGETS_V2}/w`, { json: { native: true } });
    member.on(`GET ${WIDGETS_V1}/w`, UNKNOWN_PATH);
    expect((await gateway.send('GET', `${HOME}/w`)).json).to.deep.equal({ native: true });
  });

  it('converts to another version when the one it used is gone', async () => {
    serveWidgets(member, ['v1beta1']).on(`GET ${WIDGETS_V1}/w`, UNKNOWN_PATH);
    const path = WIDGETS_V1.replace('v1', 'v1beta1');
    member.on(`GET ${path}/w`, { json: widget('example.com/v1beta1', { colour: 'red' }) });
    expect((await gateway.send('GET', `${HOME}/w`)).json).to.deep.equal(widget(V2, { color: 'red' }));
  });

  it('sends a body that it has read already in the form it came in', async () => {
    serveWidgets(member, ['v2']).on(`POST ${WIDGETS_V1}`, UNKNOWN_PATH);
    member.on(`POST ${WIDGETS_V2}`, ({ body }, response) => response.writeHead(201).end(body));
    const sent = widget(V2, { color: 'red', tint: 'dark' });
    const answer = await gateway.send('POST', HOME, { body: sent });
    expect(answer.status).to.equal(201);
    expect(answer.json).to.deep.equal(sent);
  });

  it('begins to convert a request that the member does not know any more', async () => {
    serveWidgets(member, ['v1', 'v2']).on(`GET ${WIDGETS_V2}/w`, { json: { native: true } });
    gateway.now += 10_000;
    await gateway.send('GET', `${HOME}/w`);
    serveWidgets(member, ['v1']).on(`GET ${WIDGETS_V2}/w`, UNKNOWN_PATH);
    gateway.now += 1_000;
    expect((await gateway.send('GET', `${HOME}/w`)).json).to.deep.equal(widget(V2, { color: 'red' }));
  });

  it('does not let a deletion end with a 404 for a version that the member has just lost', async () => {
    serveWidgets(member, ['v1', 'v2']).on(`GET ${WIDGETS_V2}/w`, { json: { native: true } });
    gateway.now += 10_000;
    await gateway.send('GET', `${HOME}/w`);
    serveWidgets(member, ['v1']).on(`DELETE ${WIDGETS_V2}/w`, UNKNOWN_PATH);
    member.on(`DELETE ${WIDGETS_V1}/w`, { json: { kind: 'Status', status: 'Success' } });
    gateway.now += 1_000;
    const body = { kind: 'DeleteOptions', apiVersion: 'v1' };
    const first = await gateway.send('DELETE', `${HOME}/w`, { body });
    expect(first.status).to.equal(503);
    expect(first.body.toString()).to.include('MEMBER_CHANGED');
    expect((await gateway.send('DELETE', `${HOME}/w`, { body })).status).to.equal(200);
    expect(member.seen(`DELETE ${WIDGETS_V1}/w`)).to.have.length(1);
  });

  it('passes a 404 on when nothing has changed, and does not ask again each time', async () => {
    member.on(`GET ${WIDGETS_V1}/w`, UNKNOWN_PATH);
    const before = member.seen('GET /apis').length;
    for (let i = 0; i < 3; i++) expect((await gateway.send('GET', `${HOME}/w`)).status).to.equal(404);
    expect(member.seen('GET /apis').length - before).to.equal(1);
  });

  it('does not take the 404 of an object for that of a path', async () => {
    const status = { kind: 'Status', apiVersion: 'v1', code: 404, details: { name: 'w', kind: 'widgets' } };
    member.on(`GET ${WIDGETS_V1}/w`, { status: 404, json: status });
    const before = member.seen('GET /apis').length;
    expect((await gateway.send('GET', `${HOME}/w`)).json).to.deep.equal(status);
    expect(member.seen('GET /apis')).to.have.length(before);
  });

  it('follows the rules in force', async () => {
    gateway.setup.rules = { families: [], familyOf: () => undefined };
    member.on(`GET ${WIDGETS_V2}/w`, UNKNOWN_PATH);
    expect((await gateway.send('GET', `${HOME}/w`)).status).to.equal(404);
  });

  it('follows the control plane', async () => {
    gateway.setup.wanted = [];
    member.on(`GET ${WIDGETS_V2}/w`, UNKNOWN_PATH);
    expect((await gateway.send('GET', `${HOME}/w`)).status).to.equal(404);
  });
});
