import { expect } from 'chai';
import type { KubeObject } from './support/client.ts';
import { useFleet } from './support/fleet.ts';
import { kubectl, type KubectlResult } from './support/kubectl.ts';
import { objectPath } from './support/paths.ts';
import { completeAutoscaler, cronJob, ingress } from './support/templates.ts';

const NAMESPACE = 'default';
const INGRESS = 'ingresses.v1.networking.k8s.io/ssa';

interface Entry {
  readonly manager: string;
  readonly operation: string;
  readonly apiVersion: string;
  readonly fieldsV1: Readonly<Record<string, object>>;
}

/** Field ownership in a version that the member does not serve, kept by the member's own API server. */
describe('kubectl apply --server-side, for a version that the member lacks', () => {
  const fleet = useFleet({ behindGateway: ['m121'] });
  const apply = async (object: object, ...args: readonly string[]): Promise<KubectlResult> => {
    const [karmorph, member] = [await fleet().karmorph(), fleet().member('m121')];
    const { pki, binaries } = fleet().environment;
    const target = [`--server=${karmorph.memberUrl('m121')}`, `--token=${member.token}`];
    const verb = args.length > 0 && !args[0]!.startsWith('-') ? args : ['apply', '--server-side', ...args, '-f', '-'];
    return kubectl(binaries, [...target, `--certificate-authority=${pki.ca}`, ...verb], JSON.stringify(object));
  };
  const read = async (resource = INGRESS): Promise<KubeObject> => {
    const { stdout, stderr } = await apply({}, 'get', resource, '-o', 'json', '--show-managed-fields');
    expect(stderr).to.equal('');
    return JSON.parse(stdout) as KubeObject;
  };
  const entriesOf = ({ metadata }: KubeObject): readonly Entry[] =>
    (metadata as unknown as { managedFields?: readonly Entry[] }).managedFields ?? [];
  const ok = ({ code, stderr, stdout }: KubectlResult): string => {
    expect(code, stderr).to.equal(0);
    return stdout;
  };
  const web = ingress(NAMESPACE, 'ssa');

  after(async () => {
    await apply({}, 'delete', INGRESS, 'cronjobs.v1.batch/ssa', '--ignore-not-found', '--wait=false');
    await apply({}, 'delete', 'horizontalpodautoscalers.v2.autoscaling/ssa', '--ignore-not-found', '--wait=false');
  });

  it('creates the object, and says who manages which fields of the version that was applied', async () => {
    expect(ok(await apply(web))).to.include('serverside-applied');
    const found = await read();
    expect(found.spec).to.deep.equal(web.spec);
    const [entry, ...others] = entriesOf(found);
    expect(others).to.deep.equal([]);
    expect(entry).to.include({ manager: 'kubectl', operation: 'Apply', apiVersion: 'networking.k8s.io/v1' });
    expect(entry?.fieldsV1).to.deep.equal({
      'f:metadata': { 'f:labels': { 'f:app': {} } },
      'f:spec': {
        'f:defaultBackend': { 'f:service': { 'f:name': {}, 'f:port': {} } },
        'f:rules': {},
        'f:tls': {},
      },
    });
    const stored = await fleet().member('m121').client.get(objectPath(web, 'networking.k8s.io/v1beta1'));
    expect(entriesOf(stored)).to.have.length(1);
    expect(entriesOf(stored)[0]).to.include({
      manager: 'kubectl',
      operation: 'Apply',
      apiVersion: 'networking.k8s.io/v1beta1',
    });
  });

  it('changes nothing the second time', async () => {
    const before = await read();
    ok(await apply(web));
    expect((await read()).metadata.resourceVersion).to.equal(before.metadata.resourceVersion);
  });

  it('refuses what another manager has set, naming manager and field, until it is forced', async () => {
    const other = { apiVersion: web.apiVersion, kind: web.kind, metadata: { name: 'ssa', namespace: NAMESPACE } };
    const config = { ...other, spec: { ingressClassName: 'nginx', defaultBackend: { service: { name: 'other' } } } };
    const refused = await apply(config, '--field-manager=other');
    expect(refused.code).to.equal(1);
    expect(refused.stderr).to.include('conflict with "kubectl": .spec.defaultBackend.service.name');
    expect((await read()).spec).to.deep.equal(web.spec);
    ok(await apply(config, '--field-manager=other', '--force-conflicts'));
    const found = await read();
    expect(found.spec).to.have.nested.property('defaultBackend.service.name', 'other');
    expect(found.spec).to.have.nested.property('defaultBackend.service.port.number', 8080);
    const managers = entriesOf(found).map(({ manager, fieldsV1 }) => [manager, fieldsV1['f:spec']]);
    expect(Object.fromEntries(managers)).to.deep.equal({
      kubectl: { 'f:defaultBackend': { 'f:service': { 'f:port': {} } }, 'f:rules': {}, 'f:tls': {} },
      other: { 'f:defaultBackend': { 'f:service': { 'f:name': {} } }, 'f:ingressClassName': {} },
    });
  });

  it('removes a field that its only manager applies no more, and leaves what others manage', async () => {
    ok(await apply({ ...web, spec: { ...web.spec, tls: undefined } }, '--force-conflicts'));
    const found = await read();
    expect(found.spec).to.not.have.property('tls');
    expect(found.spec).to.have.property('ingressClassName', 'nginx');
    expect(found.spec).to.have.nested.property('defaultBackend.service.name', 'fallback');
  });

  it('sees what is changed in the member as managed by whoever changed it', async () => {
    const older = objectPath(web, 'networking.k8s.io/v1beta1');
    await fleet()
      .member('m121')
      .client.patch(older, { spec: { backend: { serviceName: 'changed' } } });
    const refused = await apply({ ...web, spec: { ...web.spec, tls: undefined } });
    expect(refused.stderr).to.match(
      /conflict with "[^"]+" using networking.k8s.io\/v1 at .*: \.spec\.defaultBackend\.service\.name/,
    );
  });

  it('applies what was read, status included, and the status by itself', async () => {
    const { stdout } = await apply({}, 'get', INGRESS, '-o', 'json');
    ok(await apply(JSON.parse(stdout) as object, '--field-manager=reader'));
    const other = { apiVersion: web.apiVersion, kind: web.kind, metadata: web.metadata };
    const status = { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } };
    const asController = ['--subresource=status', '--field-manager=controller'];
    ok(await apply({ ...other, status: { loadBalancer: { ingress: [{ ip: '192.0.2.2' }] } } }, ...asController));
    ok(await apply({ ...other, status }, ...asController));
    const found = await read();
    expect(found.status).to.deep.equal(status);
    const controller = entriesOf(found).find(({ manager }) => manager === 'controller');
    expect(controller).to.deep.include({ operation: 'Apply', apiVersion: web.apiVersion });
    expect(controller?.fieldsV1).to.have.all.keys('f:status');
  });

  it('merges lists by their keys', async () => {
    const job = cronJob(NAMESPACE, 'ssa');
    ok(await apply(job));
    const pod = { template: { spec: { containers: [{ name: 'side', env: [{ name: 'A', value: '1' }] }] } } };
    const config = { ...job, spec: { jobTemplate: { spec: pod } } };
    ok(await apply(config, '--field-manager=other'));
    const containers = 'spec.jobTemplate.spec.template.spec.containers';
    const found = await read('cronjobs.v1.batch/ssa');
    expect(found).to.have.nested.property(`${containers}[0].image`, 'main:1');
    expect(found).to.have.nested.property(`${containers}[1].image`, 'side:1');
    expect(found).to.have.deep.nested.property(`${containers}[1].env`, [{ name: 'A', value: '1' }]);
    ok(await apply({ ...job, spec: { jobTemplate: { spec: {} } } }, '--field-manager=other'));
    expect(await read('cronjobs.v1.batch/ssa')).to.not.have.nested.property(`${containers}[1].env`);
  });

  it('applies what the member keeps in an annotation, and changes nothing the second time', async () => {
    const scaler = completeAutoscaler(NAMESPACE, 'ssa');
    const resource = 'horizontalpodautoscalers.v2.autoscaling/ssa';
    ok(await apply(scaler));
    const found = await read(resource);
    expect(found.spec).to.deep.equal(scaler.spec);
    ok(await apply(scaler));
    expect((await read(resource)).metadata.resourceVersion).to.equal(found.metadata.resourceVersion);
    ok(await apply({ ...scaler, spec: { ...scaler.spec, behavior: undefined } }));
    expect(await read(resource))
      .to.have.property('spec')
      .that.has.keys('scaleTargetRef', 'minReplicas', 'maxReplicas', 'metrics');
  });

  it('takes over what client-side apply wrote', async () => {
    const { code, stderr } = await apply({}, 'delete', INGRESS, '--wait=true');
    expect(code, stderr).to.equal(0);
    ok(await apply(web, 'apply', '-f', '-'));
    const result = await apply({ ...web, spec: { ...web.spec, ingressClassName: 'nginx', tls: [] } });
    ok(result);
    expect(result.stderr).to.equal('');
    const found = await read();
    expect(found.spec).to.include({ ingressClassName: 'nginx' });
    expect(entriesOf(found).map(({ manager }) => manager)).to.not.include('kubectl-client-side-apply');
  });
});
