import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { builtCli, runBuiltCli, type CliRun } from '../support/built-cli.ts';

/** As `helm template` writes it: comments, an empty document, a CRD, a List, a hook. */
const CHART = `---
# Source: shop/templates/none.yaml
---
# Source: shop/crds/widgets.yaml
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Widget, plural: widgets}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
---
apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
  - {apiVersion: batch/v1, kind: CronJob, metadata: {name: report}, spec: {schedule: "@daily", timeZone: Europe/Berlin}}
---
# Source: shop/templates/tests/connection.yaml
apiVersion: v1
kind: Pod
metadata: {name: shop-test, annotations: {helm.sh/hook: test}}
spec: {containers: [{name: wget, image: busybox}]}
`;
const INGRESS = 'apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: web, namespace: shop}\n';
const WIDGET = 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\n';
const POLICY = 'apiVersion: policy.karmada.io/v1alpha1\nkind: PropagationPolicy\nmetadata: {name: p}\n';
const QUOTA = 'apiVersion: policy.karmada.io/v1alpha1\nkind: FederatedResourceQuota\nmetadata: {name: q}\n';
const HPA = 'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h}\n';
const BARE = 'members: [{name: bare, kubernetesVersion: "1.34", remove: [autoscaling/v2, autoscaling/v1]}]';
/** A member with a custom resource, one without, and what the first says of itself. */
const OWN = `members:
- {name: told, kubernetesVersion: "1.34", add: [example.com/v1/Widget], openapi: own.json}
- {name: untold, kubernetesVersion: "1.34", add: [example.com/v1/Widget]}`;
const OWN_OPENAPI = {
  swagger: '2.0',
  definitions: {
    widget: {
      type: 'object',
      properties: { apiVersion: {}, kind: {}, metadata: {}, spec: { type: 'object', properties: { size: {} } } },
      'x-kubernetes-group-version-kind': [{ group: 'example.com', version: 'v1', kind: 'Widget' }],
    },
  },
};

/** Placed by a label on one of two members, and changed there. */
const PLACED = `apiVersion: policy.karmada.io/v1alpha1
kind: PropagationPolicy
metadata: {name: edge}
spec:
  resourceSelectors: [{apiVersion: batch/v1, kind: CronJob}]
  placement: {clusterAffinity: {labelSelector: {matchLabels: {tier: edge}}}, clusterTolerations: [{operator: Exists}]}
---
apiVersion: policy.karmada.io/v1alpha1
kind: OverridePolicy
metadata: {name: zone}
spec:
  resourceSelectors: [{apiVersion: batch/v1, kind: CronJob}]
  overrideRules: [{overriders: {plaintext: [{path: /spec/timeZone, operator: add, value: UTC}]}}]
---
{apiVersion: batch/v1, kind: CronJob, metadata: {name: report}, spec: {schedule: "@daily"}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: settings}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: own, namespace: kube-system}}
`;
const STRICT = `apiVersion: karmorph.io/v1alpha1
kind: ClusterConversionPolicy
metadata: {name: strict}
spec: {onLoss: Deny}
`;
const LABELLED = `members:
- {name: old, kubernetesVersion: "1.21", labels: {tier: edge}, taints: [{key: k, effect: NoSchedule}]}
- {name: new, kubernetesVersion: "1.34"}`;

describe('karmorph plan, as a process', function () {
  this.timeout(60_000);
  let directory = '';
  before(async () => {
    await builtCli();
    directory = mkdtempSync(join(tmpdir(), 'karmorph-plan-'));
    mkdirSync(join(directory, 'folder/deep'), { recursive: true });
    writeFileSync(join(directory, 'folder/deep/web.yaml'), INGRESS);
    writeFileSync(join(directory, 'folder/notes.txt'), 'no manifest');
    writeFileSync(join(directory, 'bare.yaml'), BARE);
    writeFileSync(join(directory, 'own.yaml'), OWN);
    writeFileSync(join(directory, 'labelled.yaml'), LABELLED);
    writeFileSync(join(directory, 'strict.yaml'), STRICT);
    writeFileSync(join(directory, 'own.json'), JSON.stringify(OWN_OPENAPI));
  });
  after(() => rmSync(directory, { recursive: true }));

  function plan(input: string, ...args: readonly string[]): Promise<CliRun> {
    return runBuiltCli(['plan', ...args.map((arg) => arg.replace('DIR', directory))], input);
  }

  const statuses: readonly { name: string; input: string; args?: readonly string[]; status: number }[] = [
    { name: 'nothing is lost', input: INGRESS, status: 0 },
    { name: 'a loss is no failure by default', input: CHART, status: 0 },
    { name: 'a loss is a failure when that is asked for', input: CHART, args: ['--fail-on', 'lossy'], status: 1 },
    {
      name: 'the members that lose something are left out',
      input: CHART,
      args: ['--fail-on', 'lossy', '--members', '1.34,v1.37'],
      status: 0,
    },
    { name: 'a member gets nothing', input: HPA, args: ['--members', 'DIR/bare.yaml'], status: 1 },
    {
      name: 'a member gets nothing, and nothing is a failure',
      input: HPA,
      args: ['--members', 'DIR/bare.yaml', '--fail-on', 'never'],
      status: 0,
    },
    {
      name: 'a member with an OpenAPI document of its own loses something',
      input: `${WIDGET}spec: {colour: red}\n`,
      args: ['--members', 'DIR/own.yaml', '--fail-on', 'lossy'],
      status: 1,
    },
    { name: 'a policy denies a loss', input: CHART, args: ['--policies', 'DIR/strict.yaml'], status: 1 },
    {
      name: 'a policy denies a loss, and that alone is a failure',
      input: `${STRICT}---\n${CHART}`,
      args: ['--fail-on', 'denied'],
      status: 1,
    },
    {
      name: 'nothing but what is denied is a failure',
      input: HPA,
      args: ['--members', 'DIR/bare.yaml', '--fail-on', 'denied'],
      status: 0,
    },
    {
      name: 'a policy denies a loss, and nothing is a failure',
      input: CHART,
      args: ['--policies', 'DIR/strict.yaml', '--fail-on', 'never'],
      status: 0,
    },
    {
      name: 'a policy of the input is milder than one of a file with the same name',
      input: `${STRICT.replace('Deny', 'Allow')}---\n${CHART}`,
      args: ['--policies', 'DIR/strict.yaml'],
      status: 1,
    },
    { name: 'a policy file has a mistake', input: CHART, args: ['--policies', 'DIR/own.yaml'], status: 2 },
    { name: 'a kind is unknown', input: WIDGET, status: 3 },
    { name: 'a kind is unknown, whatever is a failure', input: WIDGET, args: ['--fail-on', 'never'], status: 3 },
    { name: 'the input is empty', input: '---\n# nothing\n', status: 2 },
    { name: 'the input holds policies alone', input: POLICY, status: 2 },
    { name: 'a policy cannot be read', input: `${POLICY}spec: 7\n---\n${INGRESS}`, status: 2 },
    { name: 'a document is broken', input: `${INGRESS}---\na: [\n`, status: 2 },
    { name: 'a document is no object of Kubernetes', input: `${INGRESS}---\na: 1\n`, status: 2 },
    { name: 'a version is unknown', input: INGRESS, args: ['--members', '1.34,1.99'], status: 2 },
    { name: 'the fleet file is missing', input: INGRESS, args: ['--members', 'DIR/none.yaml'], status: 2 },
    { name: 'a member is unknown', input: INGRESS, args: ['--member', 'nobody'], status: 2 },
    { name: 'a file is missing', input: '', args: ['-f', 'DIR/none.yaml'], status: 2 },
    { name: 'a folder is read', input: '', args: ['-f', 'DIR/folder'], status: 0 },
  ];
  for (const { name, input, args = [], status } of statuses) {
    it(`exits with ${String(status)} when ${name}`, async () => {
      const got = await plan(input, ...args);
      expect(got.status, got.stderr).to.equal(status);
      if (status === 2)
        expect(got)
          .to.have.property('stderr')
          .that.matches(/^karmorph: error: .+\[[A-Z_]+\]|: POLICY_INVALID /);
      expect(got.stdout === '').to.equal(status === 2);
    });
  }

  it('prints a table of at most 100 columns, and the losses below it', async () => {
    const { stdout } = await plan(CHART);
    expect(stdout).to.match(/^CronJob report, batch\/v1 \(stdin:\d+\)$/m);
    expect(stdout).to.match(/^ +factory-1-21 +1\.21 +batch\/v1 +lossy$/m);
    expect(stdout).to.include('spec.timeZone: "Europe/Berlin" is lost: Kubernetes 1.21 does not know');
    for (const line of stdout.split('\n')) expect(line.length).to.be.at.most(100);
    expect(stdout).to.match(/4 templates, 20 plans: \d+ native, .* 0 unknown\.\n$/);
  });

  it('counts one of something as one', async () => {
    const { stdout } = await plan(INGRESS, '--members', '1.34');
    expect(stdout).to.match(/\n1 template, 1 plan: /);
  });

  it('tells members that serve the same apart by their own OpenAPI', async () => {
    const { stdout } = await plan(`${WIDGET}spec: {size: 1, colour: red}\n`, '--members', 'DIR/own.yaml');
    expect(stdout).to.match(/^ +told +1\.34 +example\.com\/v1 +lossy$/m);
    expect(stdout).to.match(/^ +untold +1\.34 +example\.com\/v1 +native$/m);
    expect(stdout).to.match(/spec\.colour: "red" is lost: by its own OpenAPI, the member/);
  });

  it('gives programs the rule, the patch, and who causes a loss', async () => {
    const { stdout } = await plan(CHART + '---\n' + INGRESS, '--members', '1.18', '-o', 'json');
    const summary: unknown = JSON.parse(stdout);
    expect(summary).to.have.property('verdict', 'lossy');
    expect(summary)
      .to.have.nested.property('results[2].plans[0].losses[0]')
      .that.includes({ path: 'spec.timeZone', value: 'Europe/Berlin', by: 'release' });
    expect(summary)
      .to.have.nested.property('results[4].plans[0]')
      .that.deep.includes({
        members: ['kubernetes-1.18'],
        verdict: 'lossless',
        rule: 'ingresses.networking.k8s.io',
        hops: ['networking.k8s.io/v1', 'networking.k8s.io/v1beta1'],
        patch: [{ op: 'replace', path: '/apiVersion', value: 'networking.k8s.io/v1beta1' }],
      });
    expect((await plan(INGRESS, '-o', 'yaml')).stdout).to.match(/^verdict: lossless$/m);
  });

  it('fails the JUnit cases of plans that are a failure', async () => {
    expect((await plan(CHART, '-o', 'junit')).stdout)
      .to.include('name="karmorph plan"')
      .and.not.include('<failure');
    expect((await plan(CHART, '-o', 'junit', '--fail-on', 'lossy')).stdout).to.include('<failure type="PLAN_LOSS"');
  });

  it('gives each SARIF result its place and level', async () => {
    const { stdout } = await plan(WIDGET, '-o', 'sarif', '--members', '1.34');
    expect(JSON.parse(stdout)).to.deep.nested.include({
      'runs[0].results[0].ruleId': 'KIND_UNKNOWN',
      'runs[0].results[0].level': 'error',
      'runs[0].results[0].locations[0].physicalLocation': {
        artifactLocation: { uri: 'stdin' },
        region: { startLine: 1, startColumn: 1 },
      },
    });
  });

  it('writes Markdown in which text of users is nothing but text', async () => {
    const evil =
      'apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: "a|`b` <img src=x> @all"}\nspec: {timeZone: "``|</details>"}\n';
    const { stdout } = await plan(evil, '-o', 'markdown');
    expect(stdout).to.match(/^\| template \| native \| lossless \| lossy \| impossible \| unknown \|$/m);
    expect(stdout).to.include('| `` CronJob a\\|`b` <img src=x> @all `` |');
    expect(stdout).to.include('<summary><code>CronJob a&#124;&#96;b&#96; &#60;img src&#61;x&#62; &#64;all');
    expect(stdout).to.include('lost: ``` spec.timeZone: "``|</details>" ```,');
  });

  it('takes the definition of a kind in the input as installed, says so, and shows what a member stores', async () => {
    const { stdout, status } = await plan(`${WIDGET}${CHART}`, '--members', '1.18', '-o', 'table');
    expect([status, stdout]).to.deep.equal([0, stdout]);
    expect(stdout).to.include('- widgets.example.com is in the input, and taken as installed\n');
    const json = await plan(`${WIDGET}${CHART}`, '--members', '1.21', '-o', 'json');
    expect(JSON.parse(json.stdout)).to.deep.nested.include({
      'results[0].definedBy': 'widgets.example.com',
      'results[0].verdict': 'native',
      'results[3].plans[0].object.spec': { schedule: '@daily' },
      'results[3].plans[0].patch': [{ op: 'remove', path: '/spec/timeZone' }],
    });
    expect((await plan(`${WIDGET}${CHART}`, '-o', 'markdown')).stdout).to.include(
      '- `widgets.example.com` is in the input, and taken as installed',
    );
  });

  it('goes by policies in the input, and says so', async () => {
    const { stdout } = await plan(PLACED, '--members', 'DIR/labelled.yaml');
    expect(stdout).to.equal(`CronJob report, batch/v1 (stdin:15)
  MEMBERS  KUBERNETES  GETS      VERDICT
  old      1.21        batch/v1  lossy
  - planned for the members that PropagationPolicy default/edge allows
  - old: changed by OverridePolicy default/zone
  - old: spec.timeZone: "UTC" is lost: Kubernetes 1.21 does not know this field of batch/v1 CronJob
    and drops it

ConfigMap settings, v1 (stdin:17)
  MEMBERS  KUBERNETES  GETS  VERDICT
  new      1.34        v1    native
  old      1.21        v1    native
  - planned for all members, since no policy selects it in namespace default

ConfigMap kube-system/own, v1 (stdin:19)
  - ConfigMap kube-system/own reaches no member: Karmada never propagates it [PLAN_UNREACHED].
    Compare the placement with the names, labels and taints of the members; or use another
    namespace, if it is one that Karmada keeps for itself.

3 templates, 3 plans: 2 native, 0 lossless, 1 lossy, 0 impossible, 0 unknown.
1 template reaches no member.
`);
    const json = await plan(PLACED, '--members', 'DIR/labelled.yaml', '-n', 'shop', '-o', 'json');
    expect(JSON.parse(json.stdout)).to.deep.nested.include({
      'results[0].basis': 'policy',
      'results[0].policy': { kind: 'PropagationPolicy', namespace: 'shop', name: 'edge' },
      'results[0].plans[0].overriddenBy': [{ kind: 'OverridePolicy', namespace: 'shop', name: 'zone' }],
      'results[1].basis': 'all',
    });
    expect((await plan(PLACED, '--members', 'DIR/labelled.yaml', '-o', 'markdown')).stdout)
      .to.include('- `planned for the members that PropagationPolicy default/edge allows`')
      .and.to.include('  - changed by `OverridePolicy default/zone`');
  });

  it('says in every output what conversion policies deny', async () => {
    const told = async (output: string, ...args: readonly string[]): Promise<string> =>
      (await plan(CHART, '--members', '1.21', '--policies', 'DIR/strict.yaml', '-o', output, ...args)).stdout;
    expect(await told('table'))
      .to.match(/^ +kubernetes-1\.21 +1\.21 +batch\/v1 +lossy, denied$/m)
      .and.to.include('- kubernetes-1.21: spec.timeZone: denied by ClusterConversionPolicy strict\n')
      .and.to.include('Conversion policies deny 1 of them.');
    expect(await told('yaml')).to.match(/^outcome: Deny$/m);
    expect(JSON.parse(await told('json'))).to.have.nested.property('results[2].plans[0].findings[0].outcome', 'Deny');
    expect(await told('junit')).to.include('<failure type="POLICY_DENIED" message="CronJob report is refused by');
    expect(await told('junit', '--fail-on', 'never')).not.to.include('<failure');
    expect(JSON.parse(await told('sarif'))).to.deep.nested.include({
      'runs[0].results[0].ruleId': 'POLICY_DENIED',
      'runs[0].results[0].level': 'error',
      'runs[0].results[1].ruleId': 'PLAN_LOSS',
      'runs[0].results[1].level': 'error',
    });
    expect(await told('markdown'))
      .to.include('| `CronJob report` **denied** |')
      .and.to.include('  - `kubernetes-1.21: spec.timeZone: denied by ClusterConversionPolicy strict`');
  });

  it('says what conversion policies allow, which is a note to code hosts', async () => {
    const allowing = STRICT.replace('Deny}', 'Deny, allowedLosses: [spec.timeZone]}');
    const input = `${allowing}---\n${CHART}`;
    expect((await plan(input, '--members', '1.21')).stdout)
      .to.match(/lossy, allowed$/m)
      .and.to.include('- kubernetes-1.21: spec.timeZone: allowed by ClusterConversionPolicy strict\n');
    expect(JSON.parse((await plan(input, '--members', '1.21', '-o', 'sarif')).stdout)).to.have.nested.property(
      'runs[0].results[0].level',
      'note',
    );
  });

  it('says what stays on the control plane', async () => {
    expect((await plan(`${QUOTA}---\n${INGRESS}`)).stderr).to.equal(
      'karmorph: left out 1 object that stays on the control plane\n',
    );
  });
});
