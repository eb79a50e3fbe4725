import { expect } from 'chai';
import type { Json, JsonObject } from '../../src/json/json.ts';
import { CRON_JOBS_V1, CRON_JOBS_V1BETA1, cronJob, cronJobRules, serveCronJobs } from '../support/cron-jobs.ts';
import { FakeMember } from '../support/fake-member.ts';
import { GatewayHarness, type GatewayAnswer } from '../support/gateway-harness.ts';

const OLD = `${CRON_JOBS_V1BETA1}/nightly`;
const NEW = `/members/m1${CRON_JOBS_V1}/nightly`;
const POD: JsonObject = { containers: [] };

describe('gateway: fields that the client’s version does not have', () => {
  let member: FakeMember;
  let gateway: GatewayHarness;

  beforeEach(async () => {
    member = serveCronJobs(await FakeMember.start());
    gateway = await GatewayHarness.start({
      members: { m1: member.endpoint },
      rules: cronJobRules(),
      wanted: ['batch/v1/CronJob'],
    });
    member.on(`GET ${OLD}`, { json: cronJob('batch/v1beta1', POD, { resourceVersion: '7' }) });
    member.on(`PUT ${OLD}`, ({ body }, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    });
  });

  afterEach(async () => {
    await gateway.stop();
    await member.stop();
    member.verify();
  });

  const withNonsense: JsonObject = { ...cronJob('batch/v1', POD, { nonsense: 1 }), more: true };
  const put = (body: Json | Buffer, query = ''): Promise<GatewayAnswer> => gateway.send('PUT', NEW + query, { body });
  const patch = (type: string, body: Json, query = '?fieldValidation=Strict'): Promise<GatewayAnswer> =>
    gateway.send('PATCH', NEW + query, { headers: { 'content-type': `application/${type}-patch+json` }, body });
  const stored = (): unknown[] => member.seen(`PUT ${OLD}`).map(({ body }) => JSON.parse(String(body)) as unknown);
  const unknown = 'unknown field "metadata.nonsense", unknown field "more"';

  it('are left out, with a warning for each', async () => {
    for (const query of ['', '?fieldValidation=Warn']) {
      const answer = await put(withNonsense, query);
      expect(answer.status, String(answer.body)).to.equal(200);
      expect(answer.json).to.deep.equal(cronJob('batch/v1', POD));
      expect(answer.headers.warning).to.equal(
        String.raw`299 - "unknown field \"metadata.nonsense\"", 299 - "unknown field \"more\""`,
      );
    }
    expect(stored()).to.deep.equal([cronJob('batch/v1beta1', POD), cronJob('batch/v1beta1', POD)]);
    expect(member.seen(`PUT ${OLD}`).map(({ url }) => url)).to.deep.equal(
      Array(2).fill(`${OLD}?fieldValidation=Ignore`),
    );
  });

  it('are left out without a word where the client says so', async () => {
    const answer = await put(withNonsense, '?fieldValidation=Ignore');
    expect(answer.json).to.deep.equal(cronJob('batch/v1', POD));
    expect(answer.headers).not.to.have.property('warning');
  });

  it('are refused where the client says so, as API servers refuse them', async () => {
    const answer = await put(withNonsense, '?fieldValidation=Strict');
    expect(answer.status).to.equal(400);
    expect(answer.headers['cache-control']).to.equal('no-cache, private');
    expect(answer.json).to.deep.equal({
      ...{ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason: 'BadRequest', code: 400 },
      message: `CronJob in version "v1" cannot be handled as a CronJob: strict decoding error: ${unknown}`,
    });
    expect(stored()).to.deep.equal([]);
  });

  it('and fields that are there twice are the same', async () => {
    const twice = Buffer.from(JSON.stringify(cronJob('batch/v1', POD)).replace('"spec":', '"spec":{},"spec":'));
    expect((await put(twice, '?fieldValidation=Strict')).json.message).to.include(
      'strict decoding error: duplicate field "spec"',
    );
    const answer = await put(twice);
    expect(answer.headers.warning).to.equal(String.raw`299 - "duplicate field \"spec\""`);
  });

  const patches: { type: string; body: Json; value: string }[] = [
    { type: 'merge', body: { spec: { nonsense: 1 } }, value: '{\\"apiVersion' },
    { type: 'json', body: [{ op: 'add', path: '/spec/nonsense', value: 1 }], value: '{\\"apiVersion' },
    { type: 'strategic-merge', body: { spec: { nonsense: 1 } }, value: 'map[spec:map[nonsense:1]]"' },
  ];
  for (const { type, body, value } of patches) {
    it(`are refused in a ${type} patch`, async () => {
      const answer = await patch(type, body);
      expect(answer.status).to.equal(422);
      expect(answer.json.message).to.include(` "" is invalid: patch: Invalid value: "${value}`);
      expect(answer.json.message).to.include('strict decoding error: unknown field "spec.nonsense"');
      expect((await patch(type, body, '')).headers.warning).to.include('spec.nonsense');
      expect(stored()).to.deep.equal([cronJob('batch/v1beta1', POD, { resourceVersion: '7' })]);
    });
  }

  it('are refused in an apply, whatever the client says', async () => {
    const query = '?fieldManager=me&fieldValidation=Ignore';
    const headers = { 'content-type': 'application/apply-patch+yaml' };
    const answer = await gateway.send('PATCH', NEW + query, { headers, body: withNonsense });
    expect(answer.status).to.equal(400);
    expect(answer.json.message).to.equal(
      'failed to create typed patch object (shop/nightly; batch/v1, Kind=CronJob): errors:\n' +
        '  .metadata.nonsense: field not declared in schema\n  .more: field not declared in schema',
    );
  });

  it('cannot be treated in a way that does not exist', async () => {
    const answer = await put(withNonsense, '?fieldValidation=Sometimes');
    const message = 'Unsupported value: "Sometimes": supported values: "", "Ignore", "Strict", "Warn"';
    expect(answer.json).to.deep.include({
      message: `UpdateOptions.meta.k8s.io "" is invalid: fieldValidation: ${message}`,
      code: 422,
      details: {
        ...{ group: 'meta.k8s.io', kind: 'UpdateOptions' },
        causes: [{ reason: 'FieldValueNotSupported', message, field: 'fieldValidation' }],
      },
    });
  });

  it('are one thing, and fields of another type another', async () => {
    const answer = await put({ ...cronJob('batch/v1', POD), spec: 'none' }, '?fieldValidation=Ignore');
    expect(answer.status).to.equal(400);
    expect(answer.json.message).to.equal(
      'CronJob in version "v1" cannot be handled as a CronJob: json: cannot unmarshal string into Go struct field CronJob.spec of type v1.CronJobSpec',
    );
  });
});
