import { expect } from 'chai';
import { objectAt, stringAt } from '../../src/json/json.ts';
import { idOf, kustomizedObjects, listAt, textsAt, within, yamlDocuments, yamlFiles } from '../support/manifests.ts';

/** The kind and namespace of a role, and everything that it allows. */
function rightsIn(folder: string): Record<string, string[]> {
  const roles = kustomizedObjects(folder).filter(({ kind }) => kind === 'Role' || kind === 'ClusterRole');
  return Object.fromEntries(
    roles.map((role) => [
      stringAt(objectAt(role, 'metadata'), 'namespace') ?? 'everywhere',
      listAt(role, 'rules').map((rule) => {
        const names = textsAt(rule, 'resourceNames');
        return `${textsAt(rule, 'verbs').join()} ${textsAt(rule, 'resources').join()}${names.length > 0 ? ` ${names.join()}` : ''}`;
      }),
    ]),
  );
}

describe('rights for adoption', () => {
  const folders = ['manifests/adoption', 'manifests/adoption-host'];

  it('on the Karmada API server are no more than adoption takes', () => {
    expect(rightsIn('manifests/adoption')).to.deep.equal({
      everywhere: ['get,patch clusters', 'create workloadrebalancers'],
      'karmada-cluster': ['get,patch secrets'],
      'karmada-system': ['get leases karmada-controller-manager'],
      'karmorph-system': ['get,update leases karmorph-members', 'create leases'],
    });
  });

  it('on the host cluster are to restart two Deployments', () => {
    expect(rightsIn('manifests/adoption-host')).to.deep.equal({
      'karmada-system': ['get,patch deployments karmada-controller-manager,karmada-search'],
    });
  });

  for (const folder of folders) {
    it(`${folder} lists each of its files, and binds each role to one ServiceAccount`, () => {
      const [kustomization] = yamlDocuments(`${folder}/kustomization.yaml`);
      const files = yamlFiles(folder).filter((name) => name !== 'kustomization.yaml');
      expect([...textsAt(kustomization, 'resources')].sort()).to.deep.equal([...files].sort());
      const objects = kustomizedObjects(folder);
      const bindings = objects.filter(({ kind }) => stringAt({ kind }, 'kind')?.endsWith('RoleBinding'));
      const roles = objects.filter(({ kind }) => kind === 'Role' || kind === 'ClusterRole');
      expect(bindings).to.have.length(roles.length);
      const name = folder === 'manifests/adoption' ? 'karmorph' : 'karmorph-restarter';
      for (const binding of bindings) {
        expect(binding.subjects, idOf(binding)).to.deep.equal([
          { kind: 'ServiceAccount', name, namespace: 'karmorph-system' },
        ]);
        expect(roles.map((role) => idOf(role))).to.include(
          `${stringAt(within(binding, ['roleRef']), 'kind') ?? ''}/${stringAt(within(binding, ['roleRef']), 'name') ?? ''}`,
        );
      }
    });
  }
});
