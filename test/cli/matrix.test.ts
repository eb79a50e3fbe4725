import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { builtCli, runBuiltCli, type CliRun } from '../support/built-cli.ts';

/** Two members that serve the same, and one that serves no Ingress; an old control plane. */
const FLEET = `
controlPlane: {kubernetesVersion: "1.18"}
members:
  - {name: b, kubernetesVersion: "1.34"}
  - {name: a, kubernetesVersion: "1.34"}
  - {name: bare, kubernetesVersion: "1.34", remove: [networking.k8s.io/v1]}
`;
const OLD = 'members: [{name: old, kubernetesVersion: "1.18", remove: [networking.k8s.io/v1beta1]}]';

describe('karmorph matrix, as a process', function () {
  this.timeout(60_000);
  let directory = '';
  before(async () => {
    await builtCli();
    directory = mkdtempSync(join(tmpdir(), 'karmorph-matrix-'));
    writeFileSync(join(directory, 'fleet.yaml'), FLEET);
    writeFileSync(join(directory, 'old.yaml'), OLD);
    writeFileSync(join(directory, 'empty.yaml'), 'members: []');
  });
  after(() => rmSync(directory, { recursive: true }));

  function matrix(...args: readonly string[]): Promise<CliRun> {
    return runBuiltCli(['matrix', ...args.map((arg) => arg.replace('DIR', directory))]);
  }

  it('takes no members for nothing known', async () => {
    const { status, stdout } = await matrix('--members', 'DIR/empty.yaml', '--kind', 'CronJob');
    expect(stdout).to.match(/\nThere are no members\.\n$/);
    expect(status).to.equal(3);
  });

  it('prints the sets of members, and what each gets', async () => {
    const { stdout, status } = await matrix('--members', '1.18,1.21,1.34', '--kind', 'ingress', '--kind', 'CronJob');
    expect(status).to.equal(0);
    expect(stdout).to.equal(`SET  KUBERNETES  MEMBERS
1    1.18        kubernetes-1.18
2    1.21        kubernetes-1.21
3    1.34        kubernetes-1.34

KIND     WRITTEN IN            SET 1    SET 2  SET 3
CronJob  batch/v1              v1beta1  v1 *   v1 *
Ingress  networking.k8s.io/v1  v1beta1  v1 *   v1 *

* native: no conversion is needed.
`);
  });

  it('takes every kind and the sample fleet by default', async () => {
    const { stdout } = await matrix();
    expect(stdout).to.match(/^HorizontalPodAutoscaler +autoscaling\/v2 +v2 \* +v2 \* +v2beta2 +v2beta2 +v2 \*$/m);
    expect(stdout).to.match(/^Deployment +apps\/v1( +v1 \*){5}$/m);
  });

  it('gives programs whole versions, members of one set together, and what the control plane of the fleet serves', async () => {
    const { stdout } = await matrix(
      '--members',
      'DIR/fleet.yaml',
      '--kind',
      'ingresses.networking.k8s.io',
      '-o',
      'json',
    );
    expect(JSON.parse(stdout)).to.deep.equal({
      sets: [
        { kubernetesVersion: '1.34', members: ['a', 'b'] },
        { kubernetesVersion: '1.34', members: ['bare'] },
      ],
      kinds: [
        {
          kind: 'Ingress',
          rule: 'ingresses.networking.k8s.io',
          template: 'networking.k8s.io/v1beta1',
          sets: [{ how: 'converted', version: 'networking.k8s.io/v1' }, { how: 'none' }],
        },
      ],
    });
  });

  it('writes Markdown, with the whole version where the group is another', async () => {
    const { stdout } = await matrix('--members', 'DIR/old.yaml', '--kind', 'Ingress', '-o', 'markdown');
    expect(stdout).to.include('| SET | KUBERNETES | MEMBERS |\n| --- | --- | --- |\n| `1` | `1.18` | `old` |');
    expect(stdout).to.include('| KIND | WRITTEN IN | SET 1 |\n| --- | --- | --- |\n');
    expect(stdout).to.include('| `Ingress` | `networking.k8s.io/v1` | `extensions/v1beta1` |');
  });

  const refused: readonly { name: string; args: readonly string[]; code: string }[] = [
    { name: 'a kind that no rule converts', args: ['--kind', 'Widget'], code: 'MATRIX_KIND' },
    { name: 'a version that nobody knows', args: ['--members', '1.99'], code: 'FLEET_FIELD_INVALID' },
    { name: 'a fleet file that is not there', args: ['--members', 'DIR/none.yaml'], code: 'FLEET_FILE_UNREADABLE' },
  ];
  for (const { name, args, code } of refused) {
    it(`exits with 2 for ${name}`, async () => {
      const { status, stdout, stderr } = await matrix(...args);
      expect([status, stdout]).to.deep.equal([2, '']);
      expect(stderr).to.include(`[${code}]`);
    });
  }
});
