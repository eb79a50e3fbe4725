import { expect } from 'chai';
import { ruleSetOf } from '../../src/engine/rule-set.ts';
import type { Json, JsonObject } from '../../src/json/json.ts';
import { loadBuiltinRules } from '../../src/registry/builtin-rules.ts';
import { FakeMember } from '../support/fake-member.ts';
import { GatewayHarness } from '../support/gateway-harness.ts';

const OLD = '/apis/batch/v1beta1/namespaces/shop/cronjobs/nightly';
const NEW = '/members/m1/apis/batch/v1/namespaces/shop/cronjobs/nightly';
const TYPE = { 'content-type': 'application/strategic-merge-patch+json' };

const cronJob = (apiVersion: string, containers: Json): JsonObject => ({
  apiVersion,
  kind: 'CronJob',
  metadata: { name: 'nightly', namespace: 'shop', resourceVersion: '7' },
  spec: { schedule: '@daily', jobTemplate: { spec: { template: { spec: { containers } } } } },
});
const inPod = (patch: JsonObject): JsonObject => ({
  spec: { jobTemplate: { spec: { template: { spec: patch } } } },
});

describe('gateway: strategic merge patches', () => {
  let member: FakeMember;
  let gateway: GatewayHarness;

  beforeEach(async () => {
    member = await FakeMember.start();
    gateway = await GatewayHarness.start({
      members: { m1: member.endpoint },
      rules: ruleSetOf(loadBuiltinRules().families.filter(({ kind }) => kind === 'CronJob')),
      wanted: ['batch/v1/CronJob'],
    });
    const versions = [{ groupVersion: 'batch/v1beta1', version: 'v1beta1' }];
    const groups = [{ name: 'batch', versions, preferredVersion: versions[0] ?? null }];
    const resources = [
      { name: 'cronjobs', singularName: '', namespaced: true, kind: 'CronJob', verbs: ['get', 'patch'] },
    ];
    member.on('GET /version', { json: { gitVersion: 'v1.20.15' } });
    member.on('GET /apis', { json: { kind: 'APIGroupList', apiVersion: 'v1', groups } });
    member.on('GET /apis/batch/v1beta1', {
      json: { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: 'batch/v1beta1', resources },
    });
    member.on(`GET ${OLD}`, {
      json: cronJob('batch/v1beta1', [
        { name: 'main', image: 'main:1', args: ['a'] },
        { name: 'side', image: 'side:1' },
      ]),
    });
    member.on(`PUT ${OLD}`, ({ body }, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(body),
    );
  });

  afterEach(async () => {
    await gateway.stop();
    await member.stop();
    member.verify();
  });

  it('merges lists by the keys of the version that the client sees, as kubectl set image needs it', async () => {
    const patch = inPod({
      '$setElementOrder/containers': [{ name: 'main' }, { name: 'side' }],
      containers: [{ name: 'main', image: 'main:2' }],
    });
    const answer = await gateway.send('PATCH', `${NEW}?fieldManager=kubectl-set`, { headers: TYPE, body: patch });
    expect(answer.status, String(answer.body)).to.equal(200);
    const containers = [
      { name: 'main', image: 'main:2', args: ['a'] },
      { name: 'side', image: 'side:1' },
    ];
    expect(answer.json).to.deep.equal(cronJob('batch/v1', containers));
    const [written] = member.seen(`PUT ${OLD}`);
    expect(JSON.parse(String(written?.body))).to.deep.equal(cronJob('batch/v1beta1', containers));
    expect(written?.url).to.equal(`${OLD}?fieldManager=kubectl-set`);
  });

  it('says where a patch does not apply', async () => {
    const answer = await gateway.send('PATCH', NEW, { headers: TYPE, body: inPod({ containers: [{ image: 'x' }] }) });
    expect(answer.status).to.equal(422);
    expect(answer.json.message).to.include('spec.jobTemplate.spec.template.spec.containers: an element has no name');
    expect(member.seen(`PUT ${OLD}`)).to.deep.equal([]);
  });

  it('refuses a patch that is no object', async () => {
    const answer = await gateway.send('PATCH', NEW, { headers: TYPE, body: [] });
    expect(answer.status).to.equal(400);
    expect(answer.json.message).to.include('a strategic merge patch is an object');
  });
});
