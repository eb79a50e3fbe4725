import { join } from 'node:path';
import { expect } from 'chai';
import { clusterRecord } from '../../src/inventory/cluster-record.ts';
import { loadFleetFile } from '../../src/inventory/fleet-file.ts';
import { plan } from '../../src/planner/plan.ts';
import { loadBuiltinRules } from '../../src/registry/builtin-rules.ts';
import { idOf, listAt, textsAt, within, yamlDocuments } from '../support/manifests.ts';

const FOLDER = 'manifests/examples';
const templates = ['ingress.yaml', 'hpa.yaml'].flatMap((file) => yamlDocuments(`${FOLDER}/${file}`));

describe('manifests/examples', () => {
  const fleet = loadFleetFile(join(import.meta.dirname, '../..', FOLDER, 'fleet.yaml'));
  const members = fleet.ok ? fleet.inventory.members() : [];

  it('has a fleet file without mistakes', () => {
    expect(fleet.ok ? [] : fleet.problems).to.deep.equal([]);
    expect(members.map(({ name }) => name)).to.deep.equal(['old', 'middle', 'gateway', 'new']);
  });

  it('has a policy that selects both templates and sends them to that fleet', () => {
    const [policy] = yamlDocuments(`${FOLDER}/propagation-policy.yaml`);
    const selected = listAt(policy!, 'spec', 'resourceSelectors').map(({ apiVersion, kind, name }) => ({
      apiVersion,
      kind,
      name,
    }));
    expect(selected).to.deep.equal(
      templates.map(({ apiVersion, kind, metadata }) => ({
        apiVersion,
        kind,
        name: (metadata as { name: string }).name,
      })),
    );
    expect(textsAt(within(policy!, ['spec', 'placement', 'clusterAffinity']), 'clusterNames')).to.deep.equal(
      members.map(({ name }) => name),
    );
  });

  for (const template of templates) {
    it(`has ${idOf(template)}, which reaches every member of the fleet`, () => {
      const plans = plan(template, members, loadBuiltinRules());
      expect(plans.flatMap(({ members: names, verdict }) => (verdict === 'impossible' ? names : []))).to.deep.equal([]);
      expect(new Set(plans.map(({ target }) => target)).size).to.be.greaterThan(1);
    });
  }

  it('shows a Cluster behind the gateway whose annotations can be used', () => {
    const [cluster] = yamlDocuments(`${FOLDER}/cluster-behind-gateway.yaml`);
    const record = clusterRecord(cluster!);
    expect(record?.endpoint).to.deep.equal({ url: 'https://192.0.2.18:6443', caBundle: undefined });
    expect(within(cluster!, ['spec']).apiEndpoint).to.equal(
      `https://karmorph.karmorph-system.svc/members/${record?.name}`,
    );
  });
});
