import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProblemError } from '../../../src/errors.ts';
import { kubeAccess } from '../../../src/kube/kube-access.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const SERVER = 'https://192.0.2.1:6443';
const LONGER_THAN_IT_HOLDS_MS = 10_001;

interface Parts {
  readonly cluster?: object;
  readonly user?: object;
  readonly current?: string;
}

/** A plugin that answers in the version that it is told, with a new token each time. */
const PLUGIN = `
  const { apiVersion } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
  console.log(JSON.stringify({ apiVersion, kind: 'ExecCredential', status: { token: apiVersion + ' ' + process.env.EXTRA } }));
`;

describe('access by a kubeconfig', () => {
  let directory = '';
  const clock = new FakeClock();
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'karmorph-access-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const file = (name: string, text: string): string => {
    const path = join(directory, name);
    writeFileSync(path, text);
    return path;
  };
  const kubeconfig = ({ cluster, user, current = 'old' }: Parts): string =>
    file(
      'config',
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': current,
        contexts: [
          { name: 'old', context: { cluster: 'c', user: 'u', namespace: 'shop' } },
          { name: 'nobody', context: { cluster: 'c', user: 'missing' } },
        ],
        clusters: [{ name: 'c', cluster: { server: SERVER, 'certificate-authority': 'ca.crt', ...cluster } }],
        users: [{ name: 'u', user: user ?? { token: 'secret' } }],
      }),
    );

  it('has server, CA, name and token', async () => {
    file('ca.crt', 'CA');
    const access = await kubeAccess(kubeconfig({ cluster: { 'tls-server-name': 'old.example' } }), undefined, clock);
    expect(access).to.include({
      context: 'old',
      namespace: 'shop',
      server: SERVER,
      caBundle: 'CA',
      serverName: 'old.example',
    });
    expect(await access.identity()).to.deep.equal({
      headers: { authorization: 'Bearer secret' },
      clientCertificate: undefined,
    });
  });

  it('has the client certificate, and as whom one acts', async () => {
    for (const name of ['ca.crt', 'me.crt', 'me.key']) file(name, name);
    const user = { 'client-certificate': 'me.crt', 'client-key': 'me.key', as: 'somebody' };
    const { identity } = await kubeAccess(kubeconfig({ user }), undefined, clock);
    expect(await identity()).to.deep.equal({
      headers: { 'impersonate-user': 'somebody' },
      clientCertificate: { certificate: 'me.crt', privateKey: 'me.key' },
    });
  });

  it('has name and password', async () => {
    file('ca.crt', 'CA');
    const { identity } = await kubeAccess(kubeconfig({ user: { username: 'a', password: 'b' } }), undefined, clock);
    expect((await identity()).headers).to.deep.equal({ authorization: `Basic ${btoa('a:b')}` });
  });

  it('has what is in the file later on', async () => {
    file('ca.crt', 'CA');
    const { identity } = await kubeAccess(kubeconfig({ user: { token: 'first' } }), undefined, clock);
    kubeconfig({ user: { token: 'second' } });
    expect((await identity()).headers).to.deep.equal({ authorization: 'Bearer first' });
    clock.advance(LONGER_THAN_IT_HOLDS_MS);
    expect((await identity()).headers).to.deep.equal({ authorization: 'Bearer second' });
  });

  it('has the token of a token file, which comes before a token, and is beside the kubeconfig', async () => {
    file('ca.crt', 'CA');
    file('token', 'first\n');
    const { identity } = await kubeAccess(kubeconfig({ user: { token: 'old', tokenFile: 'token' } }), undefined, clock);
    expect((await identity()).headers).to.deep.equal({ authorization: 'Bearer first' });
    file('token', 'second\n');
    clock.advance(LONGER_THAN_IT_HOLDS_MS);
    expect((await identity()).headers).to.deep.equal({ authorization: 'Bearer second' });
  });

  it('has the token that a plugin gives, which is told in which version to answer', async () => {
    file('ca.crt', 'CA');
    const user = {
      exec: {
        apiVersion: 'client.authentication.k8s.io/v1beta1',
        command: process.execPath,
        args: ['-e', PLUGIN],
        env: [{ name: 'EXTRA', value: 'token' }],
      },
    };
    const { identity } = await kubeAccess(kubeconfig({ user }), undefined, clock);
    const authorization = 'Bearer client.authentication.k8s.io/v1beta1 token';
    expect((await identity()).headers).to.deep.equal({ authorization });
  });

  const REFUSED: readonly (Parts & { name: string; context?: string; code: string; reason: string })[] = [
    { name: 'no current context', current: '', code: 'KUBECONFIG_UNUSABLE', reason: 'no current-context' },
    { name: 'a context that is not there', context: 'x', code: 'KUBECONFIG_UNUSABLE', reason: 'no context "x"' },
    { name: 'a context without its user', context: 'nobody', code: 'KUBECONFIG_UNUSABLE', reason: 'and a user' },
    { name: 'no TLS', cluster: { server: 'http://a' }, code: 'KUBECONFIG_UNUSABLE', reason: 'https://' },
    { name: 'a path', cluster: { server: `${SERVER}/k8s` }, code: 'KUBECONFIG_UNUSABLE', reason: 'a path' },
    {
      name: 'a certificate that is not verified',
      cluster: { 'insecure-skip-tls-verify': true },
      code: 'KUBECONFIG_UNUSABLE',
      reason: 'insecure-skip-tls-verify',
    },
    { name: 'a proxy', cluster: { 'proxy-url': 'http://p' }, code: 'KUBECONFIG_UNUSABLE', reason: 'proxy-url' },
    {
      name: 'a plugin that fails',
      user: {
        exec: { apiVersion: 'v1', command: process.execPath, args: ['-e', 'console.error("log in"),process.exit(1)'] },
      },
      code: 'KUBECONFIG_IDENTITY',
      reason: 'log in',
    },
    {
      name: 'a token file that is not there',
      user: { token: 'old', tokenFile: 'token' },
      code: 'KUBECONFIG_IDENTITY',
      reason: 'ENOENT',
    },
    {
      name: 'a certificate that is not there',
      user: { 'client-certificate': 'no.crt', 'client-key': 'no.key' },
      code: 'KUBECONFIG_IDENTITY',
      reason: 'ENOENT',
    },
  ];
  for (const { name, context, code, reason, ...parts } of REFUSED) {
    it(`is refused for ${name}`, async () => {
      file('ca.crt', 'CA');
      const failure = await kubeAccess(kubeconfig(parts), context, clock).catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(ProblemError);
      const { problem } = failure as ProblemError;
      expect(problem.code).to.equal(code);
      expect(problem.message).to.include(reason);
    });
  }

  it('is refused for a file that is not there', async () => {
    const failure = await kubeAccess(join(directory, 'none'), undefined, clock).catch((error: unknown) => error);
    expect((failure as ProblemError).problem).to.include({ code: 'KUBECONFIG_UNUSABLE' });
  });

  it('is refused rather than anonymous when the user is no longer there', async () => {
    file('ca.crt', 'CA');
    const path = kubeconfig({});
    const { identity } = await kubeAccess(path, undefined, clock);
    writeFileSync(path, JSON.stringify({ apiVersion: 'v1', kind: 'Config', users: [], clusters: [], contexts: [] }));
    clock.advance(LONGER_THAN_IT_HOLDS_MS);
    const failure = await identity().catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(ProblemError);
    expect((failure as ProblemError).problem.code).to.equal('KUBECONFIG_IDENTITY');
  });
});
