import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { servedBy } from '../../src/inventory/served-versions.ts';
import type { JsonObject } from '../../src/json/json.ts';
import { builtCli, runBuiltCli, type CliRun } from '../support/built-cli.ts';
import { FakeApiServer } from '../support/fake-api-server.ts';
import { cluster } from '../support/karmada-cluster.ts';

const CLUSTERS = '/apis/cluster.karmada.io/v1alpha1/clusters';
const POLICY = '/apis/policy.karmada.io/v1alpha1';
const WORK = '/apis/work.karmada.io/v1alpha2';
const OWN = '/apis/karmorph.io/v1alpha1';
const FOLLOWED = [
  '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
  '/apis/apiregistration.k8s.io/v1/apiservices',
  ...['propagationpolicies', 'clusterpropagationpolicies', 'overridepolicies', 'clusteroverridepolicies'].map(
    (plural) => `${POLICY}/${plural}`,
  ),
  ...['resourcebindings', 'clusterresourcebindings'].map((plural) => `${WORK}/${plural}`),
];
const selector = { apiVersion: 'batch/v1', kind: 'CronJob' };
const CRON_JOB = `apiVersion: batch/v1
kind: CronJob
metadata: {name: report, namespace: shop}
spec: {schedule: "@daily", timeZone: UTC}
`;

function servedIn(minor: string): readonly string[] {
  const served = servedBy(minor);
  return served.ok ? [...served.capabilities.served] : [];
}

function placedOn(...clusterNames: readonly string[]): JsonObject {
  return {
    metadata: { name: 'p', namespace: 'shop' },
    spec: { resourceSelectors: [selector], placement: { clusterAffinity: { clusterNames } } },
  };
}

describe('karmorph plan and matrix of a Karmada, as processes', function () {
  this.timeout(60_000);
  let server: FakeApiServer;
  before(() => builtCli());
  beforeEach(async () => {
    server = await FakeApiServer.start();
    server.json('/version', { gitVersion: 'v1.34.4' });
    server.json('/api', { kind: 'APIGroupDiscoveryList', items: [] });
    server.json('/apis', { kind: 'APIGroupDiscoveryList', items: [] });
    for (const path of FOLLOWED) list(path);
    list(
      CLUSTERS,
      cluster('new', { enablements: servedIn('1.34') }),
      cluster('old', { version: 'v1.21.14', enablements: servedIn('1.21') }),
      cluster('lost', { version: 'v1.21.14', enablements: servedIn('1.21'), ready: 'Unknown' }),
    );
  });
  afterEach(() => server.stop());

  function list(path: string, ...items: readonly JsonObject[]): void {
    server.json(path, { metadata: { resourceVersion: '1' }, items });
  }

  function plan(...args: readonly string[]): Promise<CliRun> {
    return runBuiltCli(['plan', '--karmada', server.kubeconfig, ...args], CRON_JOB);
  }

  it('plans for the members that its policies choose, and says so', async () => {
    list(`${POLICY}/propagationpolicies`, placedOn('old', 'new'));
    const { status, stdout, stderr } = await plan('--fail-on', 'lossy');
    expect(stderr).to.equal('');
    expect(stdout).to.equal(`CronJob shop/report, batch/v1 (stdin:1)
  MEMBERS  KUBERNETES  GETS      VERDICT
  new      1.34        batch/v1  native
  old      1.21        batch/v1  lossy
  - planned for the members that PropagationPolicy shop/p allows
  - old: spec.timeZone: "UTC" is lost: Kubernetes 1.21 does not know this field of batch/v1 CronJob
    and drops it

1 template, 2 plans: 1 native, 0 lossless, 1 lossy, 0 impossible, 0 unknown.
`);
    expect(status).to.equal(1);
  });

  it('plans for the members that a template is bound to', async () => {
    const resource = { ...selector, namespace: 'shop', name: 'report' };
    list(`${WORK}/resourcebindings`, { metadata: { name: 'b' }, spec: { resource, clusters: [{ name: 'new' }] } });
    const { stdout } = await plan('-o', 'json');
    expect(JSON.parse(stdout)).to.deep.nested.include({
      'results[0].basis': 'binding',
      'results[0].plans[0].members': ['new'],
    });
  });

  it('claims nothing of a member that is not ready, and exits with 3', async () => {
    const { status, stdout } = await plan();
    expect(stdout)
      .to.match(/^ +lost +1\.21 +nothing +unknown$/m)
      .and.to.include('- planned for all members, since no policy selects it in namespace shop\n');
    expect(status).to.equal(3);
    expect((await plan('--member', 'old')).status).to.equal(0);
  });

  it('goes by the conversion policies in force there', async () => {
    const spec = { onLoss: 'Deny' };
    list(`${OWN}/clusterconversionpolicies`, {
      apiVersion: 'karmorph.io/v1alpha1',
      kind: 'ClusterConversionPolicy',
      metadata: { name: 'strict' },
      spec,
    });
    const { status, stdout } = await plan('--member', 'old');
    expect(stdout).to.include('old: spec.timeZone: denied by ClusterConversionPolicy strict');
    expect(status).to.equal(1);
  });

  it('says of which members behind the gateway it assumes what they serve', async () => {
    const annotations = { 'karmorph.io/member-endpoint': 'https://10.0.0.1:6443' };
    const enablements = servedIn('1.21');
    list(
      CLUSTERS,
      cluster('old', { version: 'v1.21.14', enablements }),
      cluster('hidden', { version: 'v1.21.14', enablements, annotations }),
      cluster('lost', { version: 'v1.20.1', enablements: servedIn('1.20'), ready: 'Unknown', annotations }),
    );
    const text =
      'Behind the gateway, it cannot be seen what hidden serves: what Kubernetes serves by default is assumed.';
    expect((await plan()).stdout).to.match(new RegExp(`\\.\n${text}\n$`));
    expect((await plan('-o', 'markdown')).stdout).to.include(`\`${text}\``);
    expect((await plan('--member', 'old')).stdout).not.to.include('Behind');
    const json: unknown = JSON.parse((await plan('-o', 'json', '--member', 'old', '--member', 'hidden')).stdout);
    expect(json).to.deep.nested.include({
      'results[0].plans[0].members': ['hidden', 'old'],
      'results[0].plans[0].assumed': ['hidden'],
    });
    const matrix = async (output: string): Promise<string> =>
      (await runBuiltCli(['matrix', '--karmada', server.kubeconfig, '--kind', 'CronJob', '-o', output])).stdout;
    expect(await matrix('table')).to.include(`\n${text}\n`);
    expect(await matrix('markdown')).to.include(`\n${text}\n`);
    expect(JSON.parse(await matrix('json')))
      .to.have.property('assumed')
      .that.deep.equals(['hidden']);
  });

  it('needs no right to follow kinds, which nobody waits for', async () => {
    for (const path of FOLLOWED.slice(0, 2)) server.json(path, { message: 'no rights' }, 403);
    expect(await plan('--member', 'new')).to.include({ status: 0, stderr: '' });
  });

  it('writes nothing', async () => {
    const methods: (string | undefined)[] = [];
    server.on(`${OWN}/conversionrules`, (request, response) => {
      methods.push(request.method);
      response.writeHead(200).end('{"items":[{"metadata":{"name":"bad"},"spec":{}}]}');
    });
    expect((await plan('--member', 'new')).status).to.equal(0);
    expect(methods).to.deep.equal(['GET']);
  });

  const failures: readonly { name: string; prepare: () => void; says: RegExp }[] = [
    {
      name: 'policies may not be read',
      prepare: () => server.json(`${POLICY}/overridepolicies`, { message: 'no rights' }, 403),
      says: /cannot be read: Karmorph may not list and watch overridepolicies\.policy\.karmada\.io/,
    },
    {
      name: 'clusters may not be read',
      prepare: () => server.json(CLUSTERS, { message: 'no rights' }, 403),
      says: /cannot be read: .*clusters.* with status 403: no rights/,
    },
    {
      name: 'conversion policies may not be read',
      prepare: () => server.json(`${OWN}/conversionpolicies`, { message: 'no rights' }, 403),
      says: /cannot be read: .*conversionpolicies.* with status 403: no rights/,
    },
    {
      name: 'it is no Karmada',
      prepare: () => server.json(CLUSTERS, { message: 'not found' }, 404),
      says: /cannot be read: this API server has no clusters\.cluster\.karmada\.io/,
    },
  ];
  for (const { name, prepare, says } of failures) {
    it(`exits with 2, without waiting, when ${name}`, async () => {
      prepare();
      const { status, stdout, stderr } = await plan();
      expect(stderr)
        .to.match(says)
        .and.to.match(/\[KARMADA_UNREADABLE\]/);
      expect([status, stdout]).to.deep.equal([2, '']);
    });
  }

  it('exits with 2 when nobody answers there, when there is no kubeconfig, and when members are named as well', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'karmorph-away-'));
    const kubeconfig = join(directory, 'karmada.config');
    // Port 9 is "discard": nobody listens there.
    const text = readFileSync(server.kubeconfig, 'utf8').replace(/127\.0\.0\.1:\d+/, '127.0.0.1:9');
    writeFileSync(kubeconfig, text);
    const runs = await Promise.all([
      runBuiltCli(['matrix', '--karmada', kubeconfig]),
      runBuiltCli(['matrix', '--karmada', join(directory, 'none')]),
      runBuiltCli(['plan', '--karmada', server.kubeconfig, '--members', '1.34']),
    ]);
    rmSync(directory, { recursive: true });
    expect(runs.map(({ status }) => status)).to.deep.equal([2, 2, 2]);
    expect(runs[0].stderr).to.match(
      /cannot be read: the API server 127\.0\.0\.1:9 does not answer .*KARMADA_UNREADABLE/,
    );
    expect(runs[1].stderr).to.include('KUBECONFIG_UNUSABLE');
    expect(runs[2].stderr).to.include("option '--karmada <kubeconfig>' cannot be used with option '--members <fleet>'");
  });

  it('has the versions that its members would get, and says of whom it does not know', async () => {
    const { status, stdout } = await runBuiltCli(['matrix', '--karmada', server.kubeconfig, '--kind', 'CronJob']);
    expect(stdout).to.match(/^CronJob +batch\/v1 +unknown +v1 \* +v1 \*$/m);
    expect(status).to.equal(3);
  });
});
