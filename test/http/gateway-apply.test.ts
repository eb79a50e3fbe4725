import { expect } from 'chai';
import { PRESERVED_ANNOTATION } from '../../src/engine/preserve.ts';
import type { Json, JsonObject } from '../../src/json/json.ts';
import { mergeConfig } from '../../src/merge/fields/merge-config.ts';
import { schemaOf } from '../../src/schema/packaged.ts';
import { CRON_JOBS_V1, CRON_JOBS_V1BETA1, cronJob, cronJobRules, inPod, serveCronJobs } from '../support/cron-jobs.ts';
import { FakeMember } from '../support/fake-member.ts';
import { GatewayHarness, type GatewayAnswer } from '../support/gateway-harness.ts';

const OLD = `${CRON_JOBS_V1BETA1}/nightly`;
const NEW = `/members/m1${CRON_JOBS_V1}/nightly`;
const MAIN = 'k:{"name":"main"}';
const TIME = '2026-01-01T00:00:00Z';

const inFields = (fields: JsonObject): JsonObject => ({
  'f:spec': { 'f:jobTemplate': { 'f:spec': { 'f:template': { 'f:spec': fields } } } },
});
const entry = (manager: string, operation: string, fieldsV1: JsonObject, apiVersion = 'batch/v1beta1'): JsonObject => ({
  ...{ manager, operation, apiVersion, time: TIME },
  ...{ fieldsType: 'FieldsV1', fieldsV1 },
});

const hidden = { 'f:metadata': { 'f:annotations': { [`f:${PRESERVED_ANNOTATION}`]: {} } } };

describe('gateway: server-side apply', () => {
  let member: FakeMember;
  let gateway: GatewayHarness;
  /** What the member has: an apply is merged into it, by the same code as in the gateway, and nothing else is done. */
  let stored: JsonObject;

  beforeEach(async () => {
    member = serveCronJobs(await FakeMember.start());
    gateway = await GatewayHarness.start({
      members: { m1: member.endpoint },
      rules: cronJobRules(),
      wanted: ['batch/v1/CronJob'],
    });
    stored = {};
    member.on(`PATCH ${OLD}`, ({ body }, response) => {
      const schema = schemaOf('1.34', 'batch/v1', 'CronJob');
      const merged = schema && mergeConfig(stored, JSON.parse(String(body)) as JsonObject, schema);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(merged));
    });
  });

  afterEach(async () => {
    await gateway.stop();
    await member.stop();
    member.verify();
  });

  const holds = (pod: JsonObject, managedFields: readonly Json[]): void => {
    stored = cronJob('batch/v1beta1', pod, { resourceVersion: '7', uid: 'u', managedFields });
    member.on(`GET ${OLD}`, { json: stored });
  };
  const apply = (
    config: Json | Buffer,
    query = '?fieldManager=me',
    type = 'application/apply-patch+yaml',
  ): Promise<GatewayAnswer> => gateway.send('PATCH', NEW + query, { headers: { 'content-type': type }, body: config });
  const applied = (): readonly JsonObject[] =>
    member.seen(`PATCH ${OLD}`).map(({ body }) => JSON.parse(String(body)) as JsonObject);
  const config = (spec: JsonObject): JsonObject => ({
    ...{ apiVersion: 'batch/v1', kind: 'CronJob' },
    ...{ metadata: { name: 'nightly', creationTimestamp: null }, spec },
  });

  it('applies at the member what the configuration means there, to the object that was read', async () => {
    holds({ containers: [{ name: 'main', image: 'main:1' }, { name: 'side' }] }, [entry('other', 'Apply', {})]);
    const pod = { containers: [{ name: 'main', env: [{ name: 'A', value: '1' }] }] };
    const answer = await apply(config(inPod(pod)), '?fieldManager=me&fieldValidation=Strict');
    expect(answer.status, String(answer.body)).to.equal(200);
    expect(answer.json).to.have.property('apiVersion', 'batch/v1');
    const identity = { name: 'nightly', namespace: 'shop', uid: 'u', resourceVersion: '7' };
    expect(applied()).to.deep.equal([
      { apiVersion: 'batch/v1beta1', kind: 'CronJob', metadata: identity, spec: inPod(pod) },
    ]);
    const [seen] = member.seen(`PATCH ${OLD}`);
    expect(seen?.url).to.equal(`${OLD}?fieldManager=me&fieldValidation=Ignore&force=true`);
    expect(seen?.headers['content-type']).to.equal('application/apply-patch+yaml');
  });

  it('creates what is not there, without forcing anything', async () => {
    member.on(`GET ${OLD}`, { status: 404, json: { kind: 'Status', details: { name: 'nightly' } } });
    const yaml = 'metadata: { name: nightly }\nspec:\n  schedule: "@daily"\n';
    const answer = await apply(Buffer.from(yaml), '?fieldManager=me&dryRun=All');
    expect(answer.status, String(answer.body)).to.equal(200);
    const spec = { schedule: '@daily' };
    expect(applied()).to.deep.equal([
      { apiVersion: 'batch/v1beta1', kind: 'CronJob', metadata: { name: 'nightly' }, spec },
    ]);
    expect(member.seen(`PATCH ${OLD}`)[0]?.url).to.equal(
      `${OLD}?fieldManager=me&dryRun=All&fieldValidation=Ignore&force=false`,
    );
  });

  it('leaves out what the applier applied before, and keeps it where somebody else manages it too', async () => {
    const fields = inFields({ 'f:containers': { [MAIN]: { '.': {}, 'f:name': {}, 'f:image': {}, 'f:args': {} } } });
    const shared = inFields({ 'f:containers': { [MAIN]: { 'f:args': {} } } });
    holds({ containers: [{ name: 'main', image: 'main:1', args: ['a'] }] }, [
      entry('me', 'Apply', fields),
      entry('other', 'Update', shared),
    ]);
    const answer = await apply(config(inPod({ containers: [{ name: 'main' }] })));
    expect(answer.status, String(answer.body)).to.equal(200);
    expect(applied()[0]).to.have.deep.property('spec', inPod({ containers: [{ name: 'main' }] }));
  });

  const owned = entry('other', 'Apply', inFields({ 'f:containers': { [MAIN]: { 'f:image': {}, 'f:args': {} } } }));
  const taking = config(inPod({ containers: [{ name: 'main', image: 'main:2' }] }));

  it('refuses to change what others manage, as API servers say it', async () => {
    const schedule = entry('cron', 'Update', { 'f:spec': { 'f:schedule': {} } });
    holds({ containers: [{ name: 'main', image: 'main:1' }] }, [owned, schedule]);
    const answer = await apply({ ...taking, spec: { ...(taking.spec as JsonObject), schedule: '@hourly' } });
    const image = '.spec.jobTemplate.spec.template.spec.containers[name="main"].image';
    expect(answer.status).to.equal(409);
    expect(answer.json).to.deep.include({
      reason: 'Conflict',
      message: `Apply failed with 2 conflicts: conflicts with "cron" using batch/v1 at ${TIME}:\n- .spec.schedule\nconflicts with "other":\n- ${image}`,
      details: {
        causes: [
          { reason: 'FieldManagerConflict', message: 'conflict with "other"', field: image },
          {
            reason: 'FieldManagerConflict',
            message: `conflict with "cron" using batch/v1 at ${TIME}`,
            field: '.spec.schedule',
          },
        ],
      },
    });
    expect(applied()).to.deep.equal([]);
  });

  it('changes what others manage when it is forced', async () => {
    holds({ containers: [{ name: 'main', image: 'main:1' }] }, [owned]);
    expect((await apply(taking, '?fieldManager=me&force=true')).status).to.equal(200);
    expect(applied()[0]).to.have.deep.property('spec', taking.spec);
  });

  it('takes an object without managers for one that was there before', async () => {
    member.on(`GET ${OLD}`, { json: cronJob('batch/v1beta1', { containers: [{ name: 'main', image: 'main:1' }] }) });
    const answer = await apply(taking);
    expect(answer.json.message).to.include('conflict with "before-first-apply" using batch/v1: .spec.');
  });

  it('reads again when the object was changed in between, unless the client names the version', async () => {
    holds({ containers: [] }, []);
    const conflict = { status: 409, json: { kind: 'Status', reason: 'Conflict', code: 409 } };
    member.next(`PATCH ${OLD}`, conflict);
    expect((await apply(taking)).status).to.equal(200);
    expect(applied()).to.have.length(2);
    member.next(`PATCH ${OLD}`, conflict);
    expect((await apply({ ...taking, metadata: { name: 'nightly', resourceVersion: '3' } })).status).to.equal(409);
    expect(applied()).to.have.length(3);
    expect(applied()[2]).to.have.nested.property('metadata.resourceVersion', '3');
  });

  it('preserves what the member drops, and tries it out before the next write', async () => {
    holds({ containers: [] }, []);
    member.on(`PATCH ${OLD}`, ({ body }, response) => {
      const sent = JSON.parse(String(body)) as JsonObject & { metadata: JsonObject };
      const kept = cronJob('batch/v1beta1', { containers: [] }, { annotations: sent.metadata.annotations });
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(kept));
    });
    for (const count of [2, 4]) {
      const answer = await apply(config({ timeZone: 'UTC' }));
      expect(answer.json).to.have.nested.property('spec.timeZone', 'UTC');
      expect(member.seen(`PATCH ${OLD}`)).to.have.length(count);
    }
    const [first, second, rehearsal, final] = member.seen(`PATCH ${OLD}`);
    expect([first, second, rehearsal, final].map((seen) => seen?.url.includes('dryRun=All'))).to.deep.equal([
      ...[false, false],
      ...[true, false],
    ]);
    expect(String(first?.body)).to.not.include(PRESERVED_ANNOTATION);
    expect(String(final?.body)).to.equal(String(second?.body)).and.to.include(PRESERVED_ANNOTATION);
  });

  it('stands when what it dropped cannot be preserved any more', async () => {
    holds({ containers: [] }, []);
    const json = cronJob('batch/v1beta1', { containers: [] });
    member.on(`PATCH ${OLD}`, (_, response) => void response.destroy()).next(`PATCH ${OLD}`, { json });
    const answer = await apply(config({ timeZone: 'UTC' }));
    expect(answer.status, String(answer.body)).to.equal(200);
    expect(answer.json).not.to.have.nested.property('spec.timeZone');
    expect(member.seen(`PATCH ${OLD}`)).to.have.length(2);
    expect(gateway.metrics).to.include('follow-up false CronJob batch/v1 batch/v1beta1');
  });

  it('applies the status and nothing else to the status', async () => {
    holds({ containers: [] }, [entry('me', 'Apply', { 'f:spec': { 'f:schedule': {} } })]);
    member.on(`GET ${OLD}/status`, { json: stored });
    member.on(`PATCH ${OLD}/status`, ({ body }, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(body),
    );
    const status = { lastScheduleTime: TIME };
    const headers = { 'content-type': 'application/apply-patch+yaml' };
    const answer = await gateway.send('PATCH', `${NEW}/status?fieldManager=me`, {
      headers,
      body: { ...config({ schedule: '@hourly' }), status },
    });
    expect(answer.status, String(answer.body)).to.equal(200);
    const [seen] = member.seen(`PATCH ${OLD}/status`);
    const { apiVersion, kind } = stored;
    const metadata = { name: 'nightly', namespace: 'shop', uid: 'u', resourceVersion: '7' };
    expect(JSON.parse(String(seen?.body))).to.deep.equal({ apiVersion, kind, metadata, status });
  });

  it('refuses to guess who manages a large object of many managers, and shows none of them', async () => {
    const many = Array.from({ length: 900 }, (_, index) => entry(`m${index}`, 'Apply', {}));
    holds({ containers: [{ name: 'main', args: ['x'.repeat(10_000)] }] }, [
      ...many,
      entry('karmorph', 'Update', hidden),
    ]);
    const answer = await apply(taking);
    expect(answer.status).to.equal(422);
    expect(answer.json.message).to.include('this CronJob is so large and has so many managers');
    expect((await gateway.send('GET', NEW)).json.metadata).to.not.have.property('managedFields');
  });

  it('shows who manages which fields of the version that the client sees', async () => {
    const fields = inFields({ 'f:containers': { [MAIN]: { '.': {}, 'f:name': {}, 'f:image': {} } } });
    holds({ containers: [{ name: 'main', image: 'main:1' }] }, [
      entry('me', 'Apply', fields),
      entry('karmorph', 'Update', hidden),
      entry('older', 'Update', fields, 'batch/v2alpha1'),
    ]);
    const { json } = await gateway.send('GET', NEW);
    expect(json)
      .to.have.nested.property('metadata.managedFields')
      .that.deep.equals([entry('me', 'Apply', fields, 'batch/v1'), entry('older', 'Update', fields, 'batch/v1')]);
  });

  it('lets a client change who manages what', async () => {
    const image = inFields({ 'f:containers': { [MAIN]: { 'f:image': {} } } });
    const schedule = { 'f:spec': { 'f:schedule': {} } };
    holds({ containers: [{ name: 'main', image: 'main:1' }] }, [
      entry('a', 'Update', schedule),
      entry('b', 'Update', image),
    ]);
    member.on(`PUT ${OLD}`, ({ body }, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(body),
    );
    const managedFields = [entry('a', 'Update', schedule, 'batch/v1'), entry('c', 'Apply', image, 'batch/v1')];
    const patch = [{ op: 'replace', path: '/metadata/managedFields', value: managedFields }];
    const headers = { 'content-type': 'application/json-patch+json' };
    const answer = await gateway.send('PATCH', NEW, { headers, body: patch });
    expect(answer.status, String(answer.body)).to.equal(200);
    expect(answer.json).to.have.nested.property('metadata.managedFields').that.deep.equals(managedFields);
    const written = JSON.parse(String(member.seen(`PUT ${OLD}`)[0]?.body)) as JsonObject;
    const expected = [entry('a', 'Update', schedule), entry('c', 'Apply', image)];
    expect(written).to.have.nested.property('metadata.managedFields').that.deep.equals(expected);
  });

  const refused: { name: string; body: Json | Buffer; query?: string; type?: string; status: number; says: string }[] =
    [
      { name: 'nobody', body: taking, query: '', status: 422, says: 'fieldManager: Required value' },
      {
        name: 'CBOR',
        body: {},
        type: 'application/apply-patch+cbor',
        status: 415,
        says: 'send application/apply-patch+yaml',
      },
      { name: 'what is not YAML', body: Buffer.from('a: ['), status: 400, says: 'not valid YAML' },
      {
        name: 'long YAML',
        body: Buffer.from(`a: ${'x'.repeat(600 * 1024)}`),
        status: 413,
        says: 'of YAML is larger than',
      },
      { name: 'what is no object', body: [], status: 400, says: 'no apiVersion or no kind' },
      {
        name: 'another version',
        body: { apiVersion: 'batch/v1beta1' },
        status: 400,
        says: 'but the path is for batch/v1',
      },
      { name: 'managers', body: { metadata: { managedFields: [] } }, status: 400, says: 'managedFields must be nil' },
      {
        name: 'an element without its key',
        body: { spec: inPod({ containers: [{ image: 'x' }] }) },
        status: 400,
        says: 'spec.jobTemplate.spec.template.spec.containers[0]: nothing tells this element apart',
      },
      {
        name: 'an element twice',
        body: { spec: inPod({ containers: [{ name: 'a' }, { name: 'a' }] }) },
        status: 400,
        says: 'containers[1]: an element of the same {"name":"a"} is there already',
      },
    ];
  for (const { name, body, query, type, status, says } of refused) {
    it(`refuses ${name} with ${status}`, async () => {
      const answer = await apply(body, query, type);
      expect(answer.status, String(answer.body)).to.equal(status);
      expect(answer.json.message).to.include(says);
      expect(applied()).to.deep.equal([]);
    });
  }
});
