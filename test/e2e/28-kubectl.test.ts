import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { KubeObject } from './support/client.ts';
import { eventually } from './support/eventually.ts';
import { useFleet } from './support/fleet.ts';
import { kubectl, type KubectlResult } from './support/kubectl.ts';
import { objectPath } from './support/paths.ts';
import { completeAutoscaler, cronJob, ingress } from './support/templates.ts';

/** In the namespace that every member has, so that nothing has to be made first. */
const NAMESPACE = 'default';
/** A group's preferred version stays the member's own, so the added one is asked for by name. */
const INGRESS = 'ingresses.v1.networking.k8s.io';
const CRON_JOB = 'cronjobs.v1.batch';
const AUTOSCALER = 'horizontalpodautoscalers.v2.autoscaling';

/** `--cluster-status-update-frequency`, and a second. */
const KARMADA_PERIOD_MS = 11_000;

/** A client that knows nothing of Karmorph, in front of a member that serves neither version. */
describe('kubectl, pointed at the old member through the gateway', () => {
  const fleet = useFleet({ behindGateway: ['m121'] });
  const web = ingress(NAMESPACE, 'by-hand');
  const scaler = completeAutoscaler(NAMESPACE, 'by-hand');

  const target = async (): Promise<readonly string[]> => {
    const [karmorph, member] = [await fleet().karmorph(), fleet().member('m121')];
    const { ca } = fleet().environment.pki;
    return [`--server=${karmorph.memberUrl('m121')}`, `--token=${member.token}`, `--certificate-authority=${ca}`];
  };
  const run = async (args: readonly string[], stdin?: object): Promise<KubectlResult> => {
    const result = await kubectl(
      fleet().environment.binaries,
      [...(await target()), ...args],
      stdin && JSON.stringify(stdin),
    );
    expect(result.code, `kubectl ${args.join(' ')}: ${result.stderr}`).to.equal(0);
    return result;
  };
  const read = async (template: KubeObject): Promise<KubeObject> => {
    const args = ['get', template.kind === 'Ingress' ? INGRESS : AUTOSCALER, template.metadata.name, '-o', 'json'];
    return JSON.parse((await run(args)).stdout) as KubeObject;
  };
  /** Answers to requests for what the member serves: of Karmada's status controller, while kubectl does nothing. */
  const discoveries = async (): Promise<number> => {
    const text = await (await fleet().karmorph()).metrics();
    return Number(/^karmorph_gateway_requests_total\{[^}]*outcome="discovery"[^}]*\} (\d+)$/m.exec(text)?.[1]);
  };
  const inMember = (template: KubeObject, apiVersion: string): Promise<KubeObject | undefined> =>
    fleet().member('m121').client.find(objectPath(template, apiVersion));

  it('finds the added versions', async () => {
    const { stdout } = await run(['api-versions']);
    expect(stdout.split('\n')).to.include.members(['networking.k8s.io/v1', 'autoscaling/v2', 'autoscaling/v1']);
    const resources = (await run(['api-resources', '--api-group=autoscaling', '-o', 'name'])).stdout;
    expect(resources.trim()).to.equal('horizontalpodautoscalers.autoscaling');
  });

  it('asks twice for all that there is, and not for each version', async () => {
    const { stderr } = await run(['api-resources', '-v=6']);
    const asked = stderr.split('\n').filter((line) => line.includes('GET'));
    expect(asked, stderr).to.have.length(2);
  });

  it('as Karmada does, every ten seconds', async () => {
    const before = await discoveries();
    await delay(KARMADA_PERIOD_MS);
    expect((await discoveries()) - before)
      .to.be.greaterThan(0)
      .and.lessThan(10);
  });

  it('explains the added versions, and those of the member', async () => {
    const explain = async (field: string, version: string): Promise<string> =>
      (await run(['explain', field, `--api-version=${version}`])).stdout;
    expect(await explain('ingress.spec', 'networking.k8s.io/v1')).to.include('defaultBackend');
    expect(await explain('hpa.spec.behavior', 'autoscaling/v2')).to.include('scaleDown');
    expect(await explain('ingress.spec', 'networking.k8s.io/v1beta1')).to.match(/\bbackend\b/);
    expect(await explain('pod.spec', 'v1')).to.include('containers');
  });

  it('says which fields of an added version are unknown, and takes what is right', async () => {
    const strict = ['create', '--validate=strict', '--dry-run=server', '-f', '-'];
    await run(strict, web);
    const wrong = { ...web, spec: { ...web.spec, backend: { serviceName: 'a', servicePort: 1 } } };
    const args = [...(await target()), ...strict];
    const result = await kubectl(fleet().environment.binaries, args, JSON.stringify(wrong));
    expect(result.code).not.to.equal(0);
    expect(result.stderr).to.include('unknown field "backend"');
  });

  it('creates objects and reads them back as they were written', async () => {
    await run(['create', '-f', '-'], { apiVersion: 'v1', kind: 'List', items: [web, scaler] });
    for (const template of [web, scaler]) {
      const found = await read(template);
      expect(found.apiVersion).to.equal(template.apiVersion);
      expect(found.spec).to.deep.equal(template.spec);
    }
    expect((await inMember(web, 'networking.k8s.io/v1beta1'))?.spec).to.have.nested.property(
      'backend.servicePort',
      8080,
    );
  });

  it('lists them in a table', async () => {
    const { stdout } = await run(['get', INGRESS, '-n', NAMESPACE]);
    expect(stdout)
      .to.match(/^NAME\s+CLASS\s+HOSTS/)
      .and.to.match(/^by-hand\s+<none>\s+shop\.example/m);
  });

  it('patches them, by merge and by JSON patch', async () => {
    const host = [{ op: 'replace', path: '/spec/rules/0/http/paths/0/backend/service/port/number', value: 81 }];
    await run(['patch', INGRESS, 'by-hand', '--type=json', '-p', JSON.stringify(host)]);
    await run(['patch', AUTOSCALER, 'by-hand', '--type=merge', '-p', JSON.stringify({ spec: { maxReplicas: 12 } })]);
    expect((await inMember(web, 'networking.k8s.io/v1beta1'))?.spec).to.have.nested.property(
      'rules[0].http.paths[0].backend.servicePort',
      81,
    );
    expect(await read(scaler)).to.have.nested.property('spec.maxReplicas', 12);
    expect((await read(scaler)).spec).to.have.deep.property('metrics', scaler.spec!['metrics']);
  });

  it('applies them, changed and again, and patches, labels and annotates them', async () => {
    const applied = ingress(NAMESPACE, 'applied');
    const resource = `${INGRESS}/applied`;
    expect((await run(['apply', '-f', '-'], applied)).stdout).to.include('created');
    const changed = { ...applied, spec: { ...applied.spec, ingressClassName: 'nginx' } };
    expect((await run(['apply', '-f', '-'], changed)).stdout).to.include('configured');
    expect((await run(['apply', '-f', '-'], changed)).stdout).to.include('unchanged');
    await run(['label', resource, 'tier=front']);
    await run(['annotate', resource, 'note=seen']);
    await run(['patch', resource, '--type=strategic', '-p', '{"metadata":{"finalizers":["example.com/a"]}}']);
    expect((await read(applied)).spec).to.deep.equal(changed.spec);
    expect((await run(['apply', '-f', '-'], applied)).stdout).to.include('configured');
    const found = await read(applied);
    expect(found.spec).to.deep.equal(applied.spec);
    expect(found.metadata).to.deep.include({
      labels: { app: 'applied', tier: 'front' },
      finalizers: ['example.com/a'],
    });
    await run(['patch', resource, '-p', '{"metadata":{"$deleteFromPrimitiveList/finalizers":["example.com/a"]}}']);
    await run(['delete', resource, '--wait=false']);
  });

  it('sets the image of a container', async () => {
    const nightly = cronJob(NAMESPACE, 'nightly');
    await run(['apply', '-f', '-'], nightly);
    await run(['set', 'image', `${CRON_JOB}/nightly`, 'main=main:2']);
    const { stdout } = await run(['get', `${CRON_JOB}/nightly`, '-o', 'json']);
    const containers = 'spec.jobTemplate.spec.template.spec.containers';
    expect(JSON.parse(stdout))
      .to.include({ apiVersion: 'batch/v1' })
      .and.to.have.nested.property(`${containers}[0].image`, 'main:2');
    expect(JSON.parse(stdout)).to.have.nested.property(`${containers}[1].image`, 'side:1');
    await run(['delete', `${CRON_JOB}/nightly`, '--wait=false']);
  });

  it('watches what happens in the member, in the version it asked for', async () => {
    const args = [...(await target()), 'get', INGRESS, 'by-hand', '-o', 'json', '--watch', '--output-watch-events'];
    const child = spawn(fleet().environment.binaries.kubectl, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      let text = '';
      createInterface({ input: child.stdout }).on('line', (line) => (text += `${line}\n`));
      await eventually('the object as it is', () => Promise.resolve(expect(text).to.include('"ADDED"')));
      const older = objectPath(web, 'networking.k8s.io/v1beta1');
      await fleet()
        .member('m121')
        .client.patch(older, { spec: { ingressClassName: 'changed-in-the-member' } });
      await eventually('the change', () => Promise.resolve(expect(text).to.include('changed-in-the-member')));
      expect(text).to.include('"networking.k8s.io/v1"').and.not.to.include('v1beta1');
    } finally {
      child.kill();
    }
  });

  it('replaces and deletes them', async () => {
    await run(['replace', '-f', '-'], { ...web, spec: { ...web.spec, ingressClassName: 'replaced' } });
    expect(await read(web)).to.have.nested.property('spec.ingressClassName', 'replaced');
    await run(['delete', `${INGRESS}/by-hand`, `${AUTOSCALER}/by-hand`, '--wait=false']);
    for (const [template, version] of [[web, 'extensions/v1beta1'] as const, [scaler, 'autoscaling/v1'] as const]) {
      await eventually(`${template.kind!} is gone`, async () =>
        expect(await inMember(template, version)).to.equal(undefined),
      );
    }
  });

  it('reaches everything else in the member unchanged', async () => {
    const direct = await fleet().member('m121').client.text('/api/v1/namespaces/default');
    expect((await run(['get', '--raw', '/api/v1/namespaces/default'])).stdout).to.equal(direct);
  });
});
