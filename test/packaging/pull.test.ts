import { expect } from 'chai';
import jsonPatch, { type Operation } from 'fast-json-patch';
import { parse } from 'yaml';
import { parseFleet } from '../../src/inventory/fleet-file.ts';
import {
  listAt,
  objectOf,
  projectFile,
  kustomizedObjects,
  textsAt,
  within,
  yamlDocuments,
} from '../support/manifests.ts';

const FOLDER = 'manifests/pull';
import { testCertificates } from '../support/test-certificates.ts';

describe(FOLDER, () => {
  const [kubeconfig] = yamlDocuments(`${FOLDER}/agent-kubeconfig.yaml`);
  const [patch] = yamlDocuments(`${FOLDER}/deployment-patch.yaml`);
  const pod = within(patch!, ['spec', 'template', 'spec']);

  it('has a fleet file of the one member that the kubeconfig names', async () => {
    const { ca } = await testCertificates();
    const fleet = parseFleet(projectFile(`${FOLDER}/fleet.yaml`), { file: 'fleet.yaml', readFile: () => ca });
    expect(fleet.ok ? [] : fleet.problems).to.deep.equal([]);
    const [member, ...more] = fleet.ok ? fleet.inventory.members() : [];
    expect(more).to.deep.equal([]);
    expect(listAt(kubeconfig!, 'clusters')[0]).to.deep.nested.include({
      'cluster.server': `https://karmorph.karmorph-system.svc/members/${member?.name ?? ''}`,
    });
  });

  it('starts the gateway as the Deployment of manifests/host does, but for where members come from', () => {
    const host = within(objectOf(kustomizedObjects('manifests/host'), 'Deployment'), ['spec', 'template', 'spec']);
    const own = textsAt(listAt(pod, 'containers')[0], 'args');
    const shared = textsAt(listAt(host, 'containers')[0], 'args').filter(
      (argument) => !/^--(karmada-kubeconfig|admission-)/.test(argument),
    );
    expect(own.filter((argument) => !argument.startsWith('--fleet='))).to.deep.equal(shared);
    const mounts = listAt(listAt(pod, 'containers')[0]!, 'volumeMounts').map(({ mountPath }) => mountPath);
    expect(mounts).to.include('/etc/karmorph/fleet');
  });

  it('gives karmada-agent the kubeconfig and the CA that it names', () => {
    const agent = {
      spec: {
        template: {
          spec: {
            containers: [{ command: ['/bin/karmada-agent'], volumeMounts: [{ name: 'own' }] }],
            volumes: [{ name: 'own' }],
          },
        },
      },
    };
    const operations = JSON.parse(projectFile(`${FOLDER}/agent-patch.json`)) as Operation[];
    jsonPatch.applyPatch(agent, operations, true);
    const { containers, volumes } = agent.spec.template.spec;
    const [container] = containers as unknown as [
      { command: string[]; volumeMounts: { name: string; mountPath: string }[] },
    ];
    expect(volumes.map(({ name }) => name)).to.deep.equal(container.volumeMounts.map(({ name }) => name));
    const path = container.command[1]?.replace('--kubeconfig=', '') ?? '';
    const mounts = container.volumeMounts.map(({ mountPath }) => `${mountPath}/`);
    const ca = listAt(kubeconfig!, 'clusters')[0]?.cluster as { 'certificate-authority': string };
    for (const file of [path, ca['certificate-authority']]) {
      expect(
        mounts.some((mount) => file.startsWith(mount)),
        file,
      ).to.equal(true);
    }
    const { configMapGenerator } = parse(projectFile(`${FOLDER}/kustomization.yaml`)) as {
      configMapGenerator: { name: string; files: string[] }[];
    };
    expect(configMapGenerator.map(({ name }) => name)).to.include(
      (operations[3] as { value: { configMap: { name: string } } }).value.configMap.name,
    );
  });
});
