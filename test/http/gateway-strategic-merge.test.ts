import { expect } from 'chai';
import { CRON_JOBS_V1, CRON_JOBS_V1BETA1, cronJob, cronJobRules, inPod, serveCronJobs } from '../support/cron-jobs.ts';
import { FakeMember } from '../support/fake-member.ts';
import { GatewayHarness } from '../support/gateway-harness.ts';

const OLD = `${CRON_JOBS_V1BETA1}/nightly`;
const NEW = `/members/m1${CRON_JOBS_V1}/nightly`;
const TYPE = { 'content-type': 'application/strategic-merge-patch+json' };
const SIDE = { name: 'side', image: 'side:1' };
const VERSION = { resourceVersion: '7' };

describe('gateway: strategic merge patches', () => {
  let member: FakeMember;
  let gateway: GatewayHarness;

  beforeEach(async () => {
    member = serveCronJobs(await FakeMember.start());
    gateway = await GatewayHarness.start({
      members: { m1: member.endpoint },
      rules: cronJobRules(),
      wanted: ['batch/v1/CronJob'],
    });
    member.on(`GET ${OLD}`, {
      json: cronJob('batch/v1beta1', { containers: [{ name: 'main', image: 'main:1', args: ['a'] }, SIDE] }, VERSION),
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
    const spec = inPod({
      '$setElementOrder/containers': [{ name: 'main' }, { name: 'side' }],
      containers: [{ name: 'main', image: 'main:2' }],
    });
    const answer = await gateway.send('PATCH', `${NEW}?fieldManager=kubectl-set`, { headers: TYPE, body: { spec } });
    expect(answer.status, String(answer.body)).to.equal(200);
    const containers = [{ name: 'main', image: 'main:2', args: ['a'] }, SIDE];
    expect(answer.json).to.deep.equal(cronJob('batch/v1', { containers }, VERSION));
    const [written] = member.seen(`PUT ${OLD}`);
    expect(JSON.parse(String(written?.body))).to.deep.equal(cronJob('batch/v1beta1', { containers }, VERSION));
    expect(written?.url).to.equal(`${OLD}?fieldManager=kubectl-set&fieldValidation=Ignore`);
  });

  it('says where a patch does not apply', async () => {
    const answer = await gateway.send('PATCH', NEW, {
      headers: TYPE,
      body: { spec: inPod({ containers: [{ image: 'x' }] }) },
    });
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
