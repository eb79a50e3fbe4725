import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { builtCli, runBuiltCli, type CliRun } from '../support/built-cli.ts';

const POLICY = `apiVersion: policy.karmada.io/v1alpha1
kind: PropagationPolicy
metadata: {name: p}
spec:
  resourceSelectors: [{apiVersion: networking.k8s.io/v1, kind: Ingress}]
  placement: {clusterAffinity: {clusterNames: [NAME]}}
`;
const INGRESS = 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: web}\n';
const HPA = 'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h}\n';
const RESERVED = '{apiVersion: v1, kind: ConfigMap, metadata: {name: own, namespace: kube-system}}\n';
const placedOn = (name: string): string => `${POLICY.replace('NAME', name)}---\n${INGRESS}`;
const NOWHERE = placedOn('gone');
const FLEET = `members:
- {name: old, kubernetesVersion: "1.21"}
- {name: bare, kubernetesVersion: "1.34", remove: [autoscaling/v2, autoscaling/v1]}`;
const WHY = 'Ingress web reaches no member: the placement of PropagationPolicy default/p allows none';

describe('karmorph plan of a template that reaches no member', function () {
  this.timeout(60_000);
  let directory = '';
  before(async () => {
    await builtCli();
    directory = mkdtempSync(join(tmpdir(), 'karmorph-plan-'));
    writeFileSync(join(directory, 'fleet.yaml'), FLEET);
    writeFileSync(join(directory, 'none.yaml'), 'members: []');
  });
  after(() => rmSync(directory, { recursive: true }));

  function plan(input: string, ...args: readonly string[]): Promise<CliRun> {
    const fleet = args.includes('--members') ? [] : ['--members', 'DIR/fleet.yaml'];
    return runBuiltCli(['plan', ...[...fleet, ...args].map((arg) => arg.replace('DIR', directory))], input);
  }

  const statuses: readonly { name: string; input: string; args?: readonly string[]; status: number }[] = [
    { name: 'its placement allows none', input: NOWHERE, status: 1 },
    { name: 'that alone is a failure', input: NOWHERE, args: ['--fail-on', 'unreached'], status: 1 },
    { name: 'a loss is a failure too', input: NOWHERE, args: ['--fail-on', 'lossy'], status: 1 },
    { name: 'only what is denied is a failure', input: NOWHERE, args: ['--fail-on', 'denied'], status: 0 },
    { name: 'nothing is a failure', input: NOWHERE, args: ['--fail-on', 'never'], status: 0 },
    { name: 'Karmada never propagates it', input: `${POLICY}---\n${RESERVED}`, status: 1 },
    {
      name: 'it goes to others than the member asked for',
      input: placedOn('old'),
      args: ['--member', 'bare'],
      status: 0,
    },
    { name: 'it reaches a member that cannot have it', input: HPA, args: ['--fail-on', 'unreached'], status: 0 },
  ];
  for (const { name, input, args = [], status } of statuses) {
    it(`exits with ${String(status)} when ${name}`, async () => {
      const got = await plan(input, ...args);
      expect(got.status, got.stdout).to.equal(status);
    });
  }

  it('says so in every output', async () => {
    const told = async (output: string, ...args: readonly string[]): Promise<string> =>
      (await plan(NOWHERE, '-o', output, ...args)).stdout;
    expect(await told('table')).to.match(/\n1 template, 0 plans: .*\.\n1 template reaches no member\.\n$/);
    expect(JSON.parse(await told('json'))).to.deep.nested.include({
      verdict: 'unreached',
      'results[0].verdict': 'unreached',
      'results[0].problem.message': WHY,
      'results[0].plans': [],
    });
    expect(await told('junit')).to.include(`<failure type="PLAN_UNREACHED" message="${WHY}"`);
    expect(await told('junit', '--fail-on', 'denied'))
      .to.include('name="no member"')
      .and.not.include('<failure');
    const ofSarif = async (...args: readonly string[]): Promise<unknown> => JSON.parse(await told('sarif', ...args));
    expect(await ofSarif()).to.have.nested.property('runs[0].results[0].level', 'error');
    expect(await ofSarif('--fail-on', 'denied')).to.have.nested.property('runs[0].results[0].level', 'warning');
    expect(await told('markdown'))
      .to.include('| `Ingress web` **reaches no member** |')
      .and.to.include(`- \`${WHY} [PLAN_UNREACHED]`);
  });

  it('says of one that goes to others that the member asked for does not get it', async () => {
    const { stdout } = await plan(placedOn('old'), '--member', 'bare');
    expect(stdout)
      .to.include('- planned for the members that PropagationPolicy default/p allows; not for those asked for\n')
      .and.not.include('reaches no member');
  });
});
