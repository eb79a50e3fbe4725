import { expect } from 'chai';
import { before } from 'mocha';
import type { KubeObject } from './support/client.ts';
import { eventually } from './support/eventually.ts';
import { useFleet } from './support/fleet.ts';
import { base64 } from './support/karmada-objects.ts';
import { kubectl } from './support/kubectl.ts';
import { CONVERSION_RULES, CRDS, establish, judged, useCleanUp, widgetCrd, widgetRule } from './support/widgets.ts';

const GROUP = 'converted.example.com';
const NAME = `widgets.${GROUP}`;
const PRESERVED = 'karmorph.io/preserved';
const TEXT = { type: 'string' };
const NUMBER = { type: 'integer' };

/** v1beta1 is stored, has no mode, and calls replicas size; v2 is v1 with another name for its mode. */
const VERSIONS = {
  v1beta1: { size: NUMBER, note: TEXT },
  v1: { replicas: NUMBER, mode: TEXT },
  v2: { replicas: NUMBER, style: TEXT },
};
const SPOKES = [
  {
    apiVersions: [`${GROUP}/v1beta1`],
    lens: [
      { move: { from: 'spec.size', to: 'spec.replicas' } },
      { drop: { side: 'hub', path: 'spec.style', reason: 'v1beta1 has no styles' } },
      { drop: { side: 'spoke', path: 'spec.note', reason: 'v2 has no notes' } },
    ],
  },
  { apiVersions: [`${GROUP}/v1`], lens: [{ move: { from: 'spec.mode', to: 'spec.style' } }] },
];

function path(version: string, name = ''): string {
  return `/apis/${GROUP}/${version}/namespaces/default/widgets${name === '' ? '' : `/${name}`}`;
}

function widget(version: string, name: string, spec: Record<string, unknown>): KubeObject {
  return { apiVersion: `${GROUP}/${version}`, kind: 'Widget', metadata: { name, namespace: 'default' }, spec };
}

describe('a CRD of the Karmada API server whose versions Karmorph converts', () => {
  const fleet = useFleet({ behindGateway: [] });
  const client = () => fleet().karmada.client;
  useCleanUp(client, [`${CRDS}/${NAME}`, `${CONVERSION_RULES}/${NAME}`]);

  before('the rule and the CRD', async () => {
    const { url } = await fleet().karmorph();
    await client().post(CONVERSION_RULES, widgetRule(GROUP, 'v2', SPOKES));
    expect(await judged(client(), NAME)).to.include({ status: 'True', reason: 'Accepted' });
    const webhook = { url: `${url}/convert`, caBundle: base64(fleet().environment.pki.caPem) };
    await establish(client(), widgetCrd({ group: GROUP, versions: VERSIONS, storage: 'v1beta1', webhook }));
    await eventually('Widgets can be listed', () => client().list(path('v2')));
  });

  it('is written in one version and read in the others', async () => {
    await client().post(path('v1'), widget('v1', 'web', { replicas: 3, mode: 'fast' }));
    expect((await client().get(path('v1', 'web'))).spec).to.deep.equal({ replicas: 3, mode: 'fast' });
    expect((await client().get(path('v2', 'web'))).spec).to.deep.equal({ replicas: 3, style: 'fast' });
    expect((await client().get(path('v1beta1', 'web'))).spec).to.deep.equal({ size: 3 });
  });

  it('shows the annotation only in the version that cannot hold the value', async () => {
    expect((await client().get(path('v1', 'web'))).metadata.annotations).to.equal(undefined);
    expect((await client().get(path('v2', 'web'))).metadata.annotations).to.equal(undefined);
    expect((await client().get(path('v1beta1', 'web'))).metadata.annotations).to.have.keys(PRESERVED);
  });

  it('keeps what is stored through reads and writes in another version', async () => {
    await client().post(path('v1beta1'), widget('v1beta1', 'noted', { size: 1, note: 'kept' }));
    const read = await client().get(path('v2', 'noted'));
    await client().put(path('v2', 'noted'), { ...read, spec: { ...read.spec, replicas: 2 } });
    const stored = await client().get(path('v1beta1', 'noted'));
    expect(stored.spec).to.deep.equal({ size: 2, note: 'kept' });
    expect(stored.metadata.annotations).to.equal(undefined);
  });

  it('gives a preserved value back after an edit in the version that lacks it', async () => {
    await client().patch(path('v1beta1', 'web'), { spec: { size: 5 } });
    expect((await client().get(path('v1', 'web'))).spec).to.deep.equal({ replicas: 5, mode: 'fast' });
  });

  it('is not written by a write that changes nothing', async () => {
    const before = await client().get(path('v2', 'noted'));
    const after = await client().put(path('v2', 'noted'), before);
    expect(after.metadata.resourceVersion).to.equal(before.metadata.resourceVersion);
  });

  it('is listed and watched in any version', async () => {
    const names = (await client().list(path('v2'))).map(({ metadata, spec }) => [metadata.name, spec]);
    expect(names).to.deep.equal([
      ['noted', { replicas: 2 }],
      ['web', { replicas: 5, style: 'fast' }],
    ]);
    const { environment, karmada } = fleet();
    const watched = await kubectl(environment.binaries, [
      ...['--kubeconfig', karmada.api.kubeconfig, 'get', '--raw'],
      `${path('v1')}?watch=true&timeoutSeconds=2`,
    ]);
    const events = watched.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { object: KubeObject });
    expect(events.map(({ object }) => object.apiVersion)).to.deep.equal([`${GROUP}/v1`, `${GROUP}/v1`]);
    expect(events.find(({ object }) => object.metadata.name === 'web')?.object.spec).to.deep.equal({
      replicas: 5,
      mode: 'fast',
    });
  });

  it('is applied on the server, with fields owned in each version', async () => {
    const { environment, karmada } = fleet();
    const apply = async (object: KubeObject, manager: string): Promise<void> => {
      const args = ['--kubeconfig', karmada.api.kubeconfig, 'apply', '--server-side', '-f', '-'];
      const { code, stderr } = await kubectl(
        environment.binaries,
        [...args, `--field-manager=${manager}`],
        JSON.stringify(object),
      );
      expect(code, stderr).to.equal(0);
    };
    await apply(widget('v1', 'applied', { replicas: 1, mode: 'slow' }), 'one');
    await apply({ ...widget('v1beta1', 'applied', { note: 'mine' }) }, 'two');
    expect((await client().get(path('v1', 'applied'))).spec).to.deep.equal({ replicas: 1, mode: 'slow' });
    expect((await client().get(path('v1beta1', 'applied'))).spec).to.deep.equal({ size: 1, note: 'mine' });
  });

  it('keeps working with the last good rule when an update of it is broken, and says so', async () => {
    const rule = await client().get(`${CONVERSION_RULES}/${NAME}`);
    const broken = { ...rule, spec: { ...rule.spec, spokes: [{ ...SPOKES[0], lens: [{ rename: { from: 'a' } }] }] } };
    const { metadata } = await client().put(`${CONVERSION_RULES}/${NAME}`, broken);
    const accepted = await judged(client(), NAME, metadata.generation);
    expect(accepted).to.include({ status: 'False', reason: 'Invalid' });
    expect(accepted['message']).to.match(/spec\.spokes\[0\]\.lens\[0\]: RULE_STEP_UNKNOWN.*"rename"/);
    expect(accepted['message']).to.match(/Generation 1, .* stays in force/);
    expect((await client().get(path('v2', 'web'))).spec).to.deep.equal({ replicas: 5, style: 'fast' });
    const { spec } = rule;
    const repaired = await client().patch(`${CONVERSION_RULES}/${NAME}`, { spec });
    expect(await judged(client(), NAME, repaired.metadata.generation)).to.include({ status: 'True' });
  });

  it('shows the rule in a table', async () => {
    const { environment, karmada } = fleet();
    const { stdout } = await kubectl(environment.binaries, [
      ...['--kubeconfig', karmada.api.kubeconfig, 'get', 'conversionrules', NAME],
    ]);
    expect(stdout).to.match(/NAME +KIND +HUB +ACCEPTED +REASON +AGE/);
    expect(stdout).to.match(new RegExp(`${NAME} +Widget +${GROUP}/v2 +True +Accepted`));
  });
});
