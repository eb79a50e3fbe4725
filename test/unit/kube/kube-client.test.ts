import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ProblemError } from '../../../src/errors.ts';
import { kubeClientFromFile, kubeProblem, KubeRefused, readObject } from '../../../src/kube/kube-client.ts';
import { FakeApiServer } from '../../support/fake-api-server.ts';

const CLUSTERS = '/apis/cluster.karmada.io/v1alpha1/clusters?limit=100';

describe('Kubernetes client', () => {
  let server: FakeApiServer;
  const { signal } = new AbortController();

  beforeEach(async () => {
    server = await FakeApiServer.start();
  });
  afterEach(async () => server.stop());

  const failureOf = (promise: Promise<unknown>) =>
    promise.then(
      () => undefined,
      (error: unknown) => error,
    );

  it('reads over one kept TLS connection, with the credentials of the kubeconfig', async () => {
    const client = await kubeClientFromFile(server.kubeconfig);
    server.json('/version', { gitVersion: 'v1.34.4' });
    for (let i = 0; i < 20; i++) {
      expect(await readObject(client, '/version', { signal })).to.deep.equal({ gitVersion: 'v1.34.4' });
    }
    client.close();
    expect(server.connections).to.equal(1);
  });

  it('keeps the status and the message of a refusal', async () => {
    const client = await kubeClientFromFile(server.kubeconfig);
    server.json('/api', { kind: 'Status', message: 'no access' }, 403);
    const failure = await failureOf(readObject(client, '/api', { signal }));
    client.close();
    expect(failure).to.be.instanceOf(KubeRefused).with.property('status', 403);
    expect(kubeProblem('/api', failure).message).to.contain('no access');
  });

  it('says which server does not answer', async () => {
    const client = await kubeClientFromFile(server.kubeconfig);
    server.on('/api', (_, response) => response.destroy());
    const failure = await failureOf(readObject(client, '/api', { signal }));
    client.close();
    expect(kubeProblem('/api', failure).code).to.equal('KUBE_UNREACHABLE');
    expect(kubeProblem('/api', failure).message).to.match(/127\.0\.0\.1:\d+ does not answer \/api/);
  });

  const refusals: readonly { name: string; path: string; status: number; code: string }[] = [
    { name: 'Clusters that are not served', path: CLUSTERS, status: 404, code: 'KUBE_NOT_KARMADA' },
    { name: 'Clusters that may not be read', path: CLUSTERS, status: 403, code: 'KUBE_REFUSED' },
    { name: 'something else that is not there', path: '/apis/x', status: 404, code: 'KUBE_REFUSED' },
  ];
  for (const { name, path, status, code } of refusals) {
    it(`says ${code} for ${name}`, () => {
      expect(new KubeRefused(path, status, 'no').problem.code).to.equal(code);
    });
  }

  describe('kubeconfig', () => {
    let directory: string;
    before(async () => {
      directory = await mkdtemp(join(tmpdir(), 'karmorph-kubeconfig-'));
    });
    after(async () => rm(directory, { recursive: true }));

    const cases: { name: string; text: string | undefined; reason: RegExp }[] = [
      { name: 'that is missing', text: undefined, reason: /ENOENT/ },
      { name: 'that is not YAML', text: '{', reason: /./ },
      {
        name: 'without a current context',
        text: '{clusters: [], users: [], contexts: []}',
        reason: /: it has no current-context$/,
      },
      {
        name: 'whose current context is not there',
        text: '{current-context: karmada, clusters: [], users: [], contexts: []}',
        reason: /its current context "karmada" names no cluster/,
      },
    ];
    for (const { name, text, reason } of cases) {
      it(`${name} is a clear problem`, async () => {
        const file = join(directory, 'config');
        await rm(file, { force: true });
        if (text !== undefined) await writeFile(file, text);
        const failure = await failureOf(kubeClientFromFile(file));
        expect(failure).to.be.instanceOf(ProblemError);
        const { problem } = failure as ProblemError;
        expect(problem.code).to.equal('KUBECONFIG_UNUSABLE');
        expect(problem.message).to.contain(file).and.match(reason);
      });
    }
  });
});
