import { expect } from 'chai';
import type { JsonObject } from '../../src/json/json.ts';
import { policySetOf } from '../../src/policies/policy-set.ts';
import { FakeMember } from '../support/fake-member.ts';
import { GatewayHarness } from '../support/gateway-harness.ts';
import { policy } from '../support/policies.ts';
import { serveWidgets, V1, V2, widget, WIDGET_RULES, WIDGETS_V1, WIDGETS_V2 } from '../support/widgets.ts';

const HOME = `/members/m1${WIDGETS_V2}`;
const MERGE = { 'content-type': 'application/merge-patch+json' };
const DELETED = { deletionTimestamp: '2026-11-01T10:00:00Z' };

describe('gateway: policies', () => {
  let member: FakeMember;
  let gateway: GatewayHarness;
  const strict = policySetOf([policy('strict', { onLoss: 'Deny' }, 'shop')]);
  const tinted = widget(V2, { color: 'red', tint: 'x' });

  beforeEach(async () => {
    member = serveWidgets(await FakeMember.start(), ['v1']);
    gateway = await GatewayHarness.start({
      members: { m1: member.endpoint },
      rules: WIDGET_RULES,
      wanted: [`${V2}/Widget`],
      policies: () => strict,
    });
  });

  afterEach(async () => {
    await gateway.stop();
    await member.stop();
    member.verify();
  });

  function store(metadata: JsonObject = {}): void {
    const stored = widget(V1, { colour: 'red' }, { resourceVersion: '1', ...metadata });
    member.on(`GET ${WIDGETS_V1}/w`, { json: stored });
    for (const write of ['PUT', 'DELETE']) member.on(`${write} ${WIDGETS_V1}/w`, { json: stored });
    for (const call of ['GET', 'PUT']) member.on(`${call} ${WIDGETS_V1}/w/status`, { json: stored });
  }

  const writes: readonly { name: string; method: string; path: string; body: JsonObject; headers?: typeof MERGE }[] = [
    { name: 'a creation', method: 'POST', path: HOME, body: tinted },
    { name: 'a replacement', method: 'PUT', path: `${HOME}/w`, body: tinted },
    {
      name: 'a replacement that claims to be a deletion',
      method: 'PUT',
      path: `${HOME}/w`,
      body: widget(V2, { tint: 'x' }, DELETED),
    },
    { name: 'a patch', method: 'PATCH', path: `${HOME}/w`, body: { spec: { tint: 'x' } }, headers: MERGE },
    { name: 'a creation without a namespace', method: 'POST', path: HOME, body: { spec: { tint: 'x' } } },
  ];
  for (const { name, method, path, body, headers } of writes) {
    it(`refuses ${name}, and names policy, path and member; nothing is written`, async () => {
      store();
      const answer = await gateway.send(method, path, { body, ...(headers && { headers }) });
      expect(answer.status).to.equal(422);
      expect(answer.json).to.include({ kind: 'Status', reason: 'Invalid' });
      expect(answer.json.message).to.match(
        /is refused by ConversionPolicy shop\/strict: spec\.tint is lost in \S+ on m1: /,
      );
      expect(answer.json).to.have.nested.property('details.causes[0].reason', 'POLICY_DENIED');
      expect(member.requests.filter((seen) => seen.method !== 'GET')).to.deep.equal([]);
    });
  }

  it('lets pass what a policy of another namespace denies, and what an exception allows', async () => {
    const others = policySetOf([
      policy('other', { onLoss: 'Deny' }, 'other'),
      policy('excepted', { onLoss: 'Deny', allowedLosses: ['spec.tint'] }),
    ]);
    gateway.setup.policies = () => others;
    store();
    expect((await gateway.send('PUT', `${HOME}/w`, { body: tinted })).status).to.equal(200);
  });

  it('lets finalizers go of an object that the member is deleting', async () => {
    store({ ...DELETED, finalizers: ['x'] });
    expect((await gateway.send('PUT', `${HOME}/w`, { body: tinted })).status).to.equal(200);
    const patch = { body: { metadata: { finalizers: [] }, spec: { tint: 'x' } }, headers: MERGE };
    expect((await gateway.send('PATCH', `${HOME}/w`, patch)).status).to.equal(200);
  });

  it('asks the member nothing about a write without a loss', async () => {
    store();
    expect((await gateway.send('PUT', `${HOME}/w`, { body: widget(V2, { color: 'red' }) })).status).to.equal(200);
    expect(member.seen(`GET ${WIDGETS_V1}/w`)).to.deep.equal([]);
  });

  for (const [name, policies, status] of [
    ['with a strict policy', strict, 422],
    ['while the policies have not been read', undefined, 503],
  ] as const) {
    it(`lets status, deletions and reads pass ${name}, and answers writes with ${String(status)}`, async () => {
      gateway.setup.policies = () => policies;
      store();
      expect((await gateway.send('PUT', `${HOME}/w/status`, { body: tinted })).status).to.equal(200);
      expect((await gateway.send('DELETE', `${HOME}/w`)).status).to.equal(200);
      expect((await gateway.send('GET', `${HOME}/w`)).status).to.equal(200);
      expect((await gateway.send('PUT', `${HOME}/w`, { body: tinted })).status).to.equal(status);
    });
  }
});
