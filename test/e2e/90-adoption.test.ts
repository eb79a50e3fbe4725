import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { createAuthority } from '../../certs/authority.ts';
import type { KubeObject } from './support/client.ts';
import { expectCondition } from './support/conditions.ts';
import { eventually } from './support/eventually.ts';
import { useFleet } from './support/fleet.ts';
import { startHost, type Host } from './support/host.ts';
import { CLUSTERS, memberIsReady } from './support/join.ts';
import { CLUSTER_NAMESPACE, KARMADA_NAMESPACE } from './support/karmada-objects.ts';
import { PROGRAM } from './support/karmorph.ts';
import { kubectlApply } from './support/kubectl.ts';
import { shippedManifests } from './support/manifests.ts';
import { freePort } from './support/ports.ts';
import { appliedBinding, boundTo, expectStored, storedIn, useTemplatesEverywhere } from './support/scenario.ts';

const CLUSTER = `${CLUSTERS}/m121`;
const SECRET = `/api/v1/namespaces/${CLUSTER_NAMESPACE}/secrets/m121`;

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function karmorph(...args: readonly string[]): Promise<Run> {
  const child = spawn(process.execPath, [PROGRAM, ...args]);
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, ...output })));
}

describe('adoption of a member that has joined', () => {
  const fleet = useFleet({ behindGateway: [] });
  const client = () => fleet().karmada.client;
  let host: Host;
  let url = '';
  let original: Awaited<ReturnType<typeof rewired>>;
  before('Karmorph, and a host cluster', async () => {
    url = (await fleet().karmorph()).url;
    host = await startHost(fleet());
    original = await rewired();
  });
  after('the member as it was', async () => {
    await host.stop();
    await client().patch(CLUSTER, { metadata: { labels: { 'karmorph.io/adoption': null } } });
  });

  /** What adoption writes, apart from annotations. */
  const rewired = async () => {
    const [cluster, secret] = await Promise.all([client().get(CLUSTER), client().get(SECRET)]);
    return { apiEndpoint: cluster.spec?.['apiEndpoint'], data: secret['data'] };
  };
  const ours = ({ metadata }: KubeObject): string[] =>
    Object.keys(metadata.annotations ?? {}).filter((name) => name.startsWith('karmorph.io/'));
  const access = (): string[] => ['--karmada', fleet().karmada.api.kubeconfig];
  const withHost = (): string[] => [...access(), '--host', host.kubeconfig];
  const adopt = (flags: readonly string[], gateway = url, ca = fleet().environment.pki.ca): Promise<Run> =>
    karmorph('adopt', 'm121', ...flags, '--gateway', gateway, '--gateway-ca', ca);

  it('is refused while the way through the gateway does not work, and nothing is rewired', async () => {
    const other = fleet().environment.run.file('other-ca.crt');
    const authority = await createAuthority({ commonName: 'somebody-else', days: 1, now: new Date() });
    writeFileSync(other, authority.certificate);
    const { status, stderr } = await adopt(access(), url, other);
    expect([status, stderr.split('\n')[0]], stderr).to.deep.equal([
      1,
      `karmorph: error: the way to member m121 through ${url} does not work, so Karmada still goes to the member itself: ` +
        `the API server ${new URL(url).host} does not answer /version: unable to verify the first certificate [ADOPTION_PATH]. ` +
        'Check --gateway, --gateway-ca and that the gateway reaches the member at its spec.apiEndpoint; nothing has changed for Karmada.',
    ]);
    expect(await rewired()).to.deep.equal(original);
    expect(ours(await client().get(CLUSTER))).to.deep.equal(['karmorph.io/adoption-failed']);
  });

  it('is rolled back when Karmada cannot go the way that was verified', async () => {
    const nobody = `https://127.0.0.1:${String(await freePort())}`;
    const { status, stderr } = await adopt([...access(), '--connect', new URL(url).host, '--timeout', '4'], nobody);
    expect([status, stderr], stderr).to.satisfy(
      ([code, text]: [number, string]) => code === 1 && /was put back: .* \[ADOPTION_ROLLED_BACK\]/.test(text),
    );
    expect(await rewired()).to.deep.equal(original);
    expect(ours(await client().get(CLUSTER))).to.deep.equal(['karmorph.io/adoption-failed']);
  });

  it('may restart what follows members in the host cluster, and do nothing else there', async () => {
    const names = ['karmada-controller-manager', 'karmada-search'];
    expect(await host.rights(KARMADA_NAMESPACE)).to.deep.equal([
      { verbs: ['get', 'patch'], apiGroups: ['apps'], resources: ['deployments'], resourceNames: names },
    ]);
    expect(await host.rights('default')).to.deep.equal([]);
  });

  describe('that lacks versions', () => {
    const { web, scaler } = useTemplatesEverywhere(fleet, 'adoption');

    it('brings it what had left it out', async () => {
      for (const template of [web, scaler]) {
        expect(boundTo(await appliedBinding(fleet(), template))).to.deep.equal(['m124', 'm134']);
      }
      const { status, stdout, stderr } = await adopt(withHost());
      expect(stderr).to.equal('');
      // Karmada's scheduler looks again by itself when a Cluster changes, and may be the first to see what the member has.
      expect(stdout.replace(/\d+ templates?/, 'some')).to.equal(
        'm121: adopted: Karmada sees it Ready behind the gateway, with the versions that it lacked\n' +
          'm121: some scheduled anew\n' +
          'karmada-controller-manager was restarted\n',
      );
      expect(status).to.equal(0);
      expect(host.restarts()).to.equal(1);
      const cluster = await memberIsReady(fleet().karmada, 'm121');
      expect(cluster.spec?.['apiEndpoint']).to.equal(`${url}/members/m121`);
      await expectStored(fleet(), storedIn('m121', web), { spec: { tls: [{ secretName: 'shop-tls' }] } });
      await expectStored(fleet(), storedIn('m121', scaler), { spec: { maxReplicas: 10 } });
    });

    it('is seen by the informers of Karmada: drift in the member is corrected', async () => {
      await appliedBinding(fleet(), web);
      const { apiVersion } = storedIn('m121', web);
      const path = `/apis/${apiVersion}/namespaces/adoption/ingresses/web`;
      await fleet()
        .member('m121')
        .client.patch(path, { spec: { tls: null } });
      await expectStored(fleet(), storedIn('m121', web), { spec: { tls: [{ secretName: 'shop-tls' }] } });
    });

    it('is told by status, and asking again changes nothing', async () => {
      const { stdout } = await karmorph('status', 'm121', ...access());
      expect(stdout)
        .to.match(/^m121\n {2}state: behind the gateway\n {2}Ready: yes\n {2}address: .*\/members\/m121\n/)
        .and.to.include(`  original: ${fleet().member('m121').url}\n`)
        .and.to.match(/lacks: .*networking\.k8s\.io\/v1\/Ingress/);
      const before = (await client().get(CLUSTER)).metadata.annotations;
      const again = await karmorph(
        'adopt',
        'm121',
        'm134',
        ...withHost(),
        '--gateway',
        url,
        '--gateway-ca',
        fleet().environment.pki.ca,
      );
      expect([again.status, again.stdout], again.stderr).to.satisfy(
        ([code, text]: [number, string]) =>
          code === 0 && /^m121: adopted before: .*\nm134: left alone: it serves every version/.test(text),
      );
      expect((await client().get(CLUSTER)).metadata.annotations).to.deep.equal(before);
      expect(host.restarts()).to.equal(1);
    });
  });

  describe('that is released', () => {
    it('has everything as it was, byte for byte', async () => {
      const { status, stdout, stderr } = await karmorph('release', '--all', ...withHost());
      expect(stderr).to.equal('');
      // A member that another test has put behind the gateway is released as well.
      expect([status, stdout.replace(/^p121: released: .*\n/m, '')]).to.deep.equal([
        0,
        "karmada-controller-manager was restarted\nm121: released: Karmada's informers go to the member itself\n",
      ]);
      expect(await rewired()).to.deep.equal(original);
      const cluster = await client().get(CLUSTER);
      expect([ours(cluster), cluster.metadata.labels?.['karmorph.io/adoption']]).to.deep.equal([[], 'disabled']);
      await eventually('Karmada sees the member itself', async () => {
        const seen = await client().get(CLUSTER);
        expectCondition(seen, 'Ready');
        expect(JSON.stringify(seen.status?.['apiEnablements'])).not.to.include('networking.k8s.io/v1"');
      });
    });
  });

  describe('by Karmorph itself, with the rights that are shipped', () => {
    const label = (value: string) =>
      client().patch(CLUSTER, { metadata: { labels: { 'karmorph.io/adoption': value } } });
    const reasons = async (): Promise<string[]> =>
      (await client().list('/api/v1/namespaces/default/events'))
        .filter((event) => (event['involvedObject'] as { name: string }).name === 'm121')
        .map((event) => event['reason'] as string);
    before('rights, and Karmorph with --manage-members', async () => {
      const { binaries, pki } = fleet().environment;
      const objects = await shippedManifests(binaries, 'adoption', { url, caPem: pki.caPem });
      const { code, stderr } = await kubectlApply(binaries, fleet().karmada.api, objects);
      expect(code, stderr).to.equal(0);
      const flags = ['--manage-members', `--gateway-url=${url}`, `--gateway-ca=${pki.ca}`];
      await (await fleet().karmorph()).restart([...flags, `--host-kubeconfig=${host.kubeconfig}`]);
    });
    after('Karmorph as before', async () => (await fleet().karmorph()).restart([]));

    it('follows the label, restarts what follows members, and tells so', async () => {
      const restarts = host.restarts();
      await label('enabled');
      await eventually('it is adopted, and followed', async () => {
        expect(ours(await client().get(CLUSTER))).to.include('karmorph.io/adopted-at');
        expect(host.restarts()).to.equal(restarts + 1);
        expect(await reasons()).to.include('Adopted');
      });
      await memberIsReady(fleet().karmada, 'm121');
      const metrics = await (await fleet().karmorph()).metrics();
      expect(metrics).to.match(/^karmorph_adopted_members 1$/m);
      expect(metrics).to.match(/^karmorph_adoptions_total\{result="adopted"\} 1$/m);
    });

    it('releases it when the label says so, with everything as it was', async () => {
      await label('disabled');
      await eventually('it is released', async () => expect(await rewired()).to.deep.equal(original));
      // It does not restart again so soon, so somebody else has to.
      await fleet().karmada.restartControllerManager();
      const { stdout } = await karmorph('release', 'm121', '--restarted', ...access());
      expect(stdout).to.equal("m121: released: Karmada's informers go to the member itself\n");
      expect(ours(await client().get(CLUSTER))).to.deep.equal([]);
      await eventually('that is told', async () => expect(await reasons()).to.include('Released'));
    });
  });
});
