import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { createAuthority } from '../../../certs/authority.ts';
import { loadFleetFile, parseFleet } from '../../../src/inventory/fleet-file.ts';
import type { Inventory } from '../../../src/inventory/inventory.ts';
import { serves } from '../../../src/kubernetes/capabilities.ts';

const HPA = 'HorizontalPodAutoscaler';

function parse(text: string, files: Record<string, string> = {}) {
  return parseFleet(text, {
    file: 'fleet.yaml',
    readFile: (path) => {
      const content = files[path];
      if (content === undefined) throw new Error(`unexpected read of ${path}`);
      return content;
    },
  });
}

function inventoryOf(text: string, files: Record<string, string> = {}): Inventory {
  const fleet = parse(text, files);
  if (!fleet.ok) throw new Error(fleet.problems.map(({ message }) => message).join('\n'));
  return fleet.inventory;
}

describe('fleet file', () => {
  let pem: string;

  before(async () => {
    ({ certificate: pem } = await createAuthority({ commonName: 'member', days: 1, now: new Date() }));
  });

  it('gives members what their minor serves, with additions and removals', () => {
    const inventory = inventoryOf(`
apiVersion: karmorph.io/v1alpha1
kind: Fleet
members:
  - name: old
    kubernetesVersion: "1.18"
    add: [autoscaling/v2, example.com/v1/Widget]
    remove: [extensions/v1beta1, v1/Pod]
  - {name: new, kubernetesVersion: v1.34.4+k3s1}
`);
    const { capabilities } = inventory.member('old')!;
    expect(capabilities.kubernetesVersion).to.equal('1.18');
    expect(serves(capabilities, 'autoscaling/v2', HPA)).to.equal(true);
    expect(serves(capabilities, 'example.com/v1', 'Widget')).to.equal(true);
    expect(serves(capabilities, 'extensions/v1beta1', 'Ingress')).to.equal(false);
    expect(serves(capabilities, 'v1', 'Pod')).to.equal(false);
    expect(serves(capabilities, 'v1', 'Service')).to.equal(true);
    expect(inventory.members().map(({ name }) => name)).to.deep.equal(['old', 'new']);
    expect(inventory.member('new')!.endpoint).to.equal(undefined);
    expect(inventory.member('other')).to.equal(undefined);
    expect(inventory.ready()).to.equal(true);
  });

  it('removes a group/version that only an addition brought', () => {
    const inventory = inventoryOf(`
members: [{name: a, kubernetesVersion: "1.34", add: [example.com/v1/Widget], remove: [example.com/v1]}]`);
    expect(serves(inventory.member('a')!.capabilities, 'example.com/v1', 'Widget')).to.equal(false);
  });

  it('takes the newest known minor for the control plane unless told otherwise', () => {
    expect(inventoryOf('members: []').controlPlane().kubernetesVersion).to.equal('1.37');
    const told = inventoryOf('controlPlane: {kubernetesVersion: "1.34", remove: [autoscaling/v1]}\nmembers: []');
    expect(told.controlPlane().kubernetesVersion).to.equal('1.34');
    expect(serves(told.controlPlane(), 'autoscaling/v1', HPA)).to.equal(false);
    expect(serves(told.controlPlane(), 'autoscaling/v2', HPA)).to.equal(true);
    const only = inventoryOf('controlPlane: {add: [example.com/v1/Widget]}\nmembers: []');
    expect(serves(only.controlPlane(), 'example.com/v1', 'Widget')).to.equal(true);
  });

  it('holds one capabilities object for members that serve the same', () => {
    const members = Array.from({ length: 50 }, (_, i) => `  - {name: m${i}, kubernetesVersion: "1.2${i % 2}.${i}"}`);
    const inventory = inventoryOf(`members:\n${members.join('\n')}`);
    expect(new Set(inventory.members().map(({ capabilities }) => capabilities)).size).to.equal(2);
  });

  it('reads CA bundles as PEM, as base64 and from a file, and endpoints as origins', () => {
    const base64 = Buffer.from(pem).toString('base64');
    const indented = pem.trimEnd().replaceAll('\n', '\n      ');
    const inventory = inventoryOf(
      `
members:
  - {name: base64, kubernetesVersion: "1.18", apiEndpoint: "https://127.0.0.1:6443", caBundle: ${base64}}
  - {name: file, kubernetesVersion: "1.18", apiEndpoint: "https://Example.com:443/", caFile: ca/member.pem}
  - name: pem
    kubernetesVersion: "1.18"
    apiEndpoint: https://[::1]:6443
    caBundle: |
      ${indented}
  - {name: system, kubernetesVersion: "1.18", apiEndpoint: "https://10.0.0.1"}
`,
      { 'ca/member.pem': `# the member's CA\n${pem}` },
    );
    expect(inventory.members().map(({ name, endpoint }) => [name, endpoint])).to.deep.equal([
      ['base64', { url: 'https://127.0.0.1:6443', caBundle: pem }],
      ['file', { url: 'https://example.com', caBundle: pem }],
      ['pem', { url: 'https://[::1]:6443', caBundle: pem }],
      ['system', { url: 'https://10.0.0.1', caBundle: undefined }],
    ]);
  });

  it('gives members what policies tell them apart by, as a Cluster has it', () => {
    const inventory = inventoryOf(`
members:
  - name: told
    kubernetesVersion: "1.34"
    labels: {tier: edge}
    provider: acme
    region: eu
    zones: [a, b]
    taints: [{key: k, effect: NoSchedule}]
  - {name: untold, kubernetesVersion: "1.34"}
`);
    const planning = inventory.planning();
    const of = (name: string) => (planning.ready ? planning.fleet.member(name) : undefined);
    expect(of('told')).to.deep.include({
      ...{ labels: { tier: 'edge' }, provider: 'acme', region: 'eu', zones: ['a', 'b'], deleting: false },
      taints: [{ key: 'k', value: '', effect: 'NoSchedule' }],
    });
    expect(of('untold')).to.deep.include({ labels: {}, provider: '', region: '', zones: [], taints: [] });
    expect(['told', 'untold'].map((name) => inventory.member(name)?.labels)).to.deep.equal([
      { tier: 'edge' },
      undefined,
    ]);
  });

  it("reads a member's own OpenAPI once for all members of a minor", () => {
    const kinds = [{ group: 'example.com', version: 'v1', kind: 'Widget' }];
    const definition = { type: 'object', properties: {}, 'x-kubernetes-group-version-kind': kinds };
    const members = ['a: 1.18', 'b: 1.18', 'c: 1.21'].map((text) => {
      const [name, version] = text.split(': ');
      return `- {name: ${name}, kubernetesVersion: "${version}", openapi: own.json}`;
    });
    let reads = 0;
    const fleet = parseFleet(`members:\n${members.join('\n')}\n- {name: d, kubernetesVersion: "1.18"}`, {
      file: 'fleet.yaml',
      readFile: () => {
        reads++;
        return JSON.stringify({ swagger: '2.0', definitions: { widget: definition } });
      },
    });
    if (!fleet.ok) throw new Error(fleet.problems.map(({ message }) => message).join('\n'));
    const [a, b, c, d] = fleet.inventory.members().map(({ schemas }) => schemas);
    expect(reads).to.equal(2);
    expect(a?.schemaOf('example.com/v1', 'Widget')).to.have.property('kind', 'object');
    expect(b).to.equal(a);
    expect(c?.identity).not.to.equal(a?.identity);
    expect(d).to.equal(undefined);
  });

  const MEMBER = 'members:\n- name: a\n  kubernetesVersion: "1.18"\n';
  const mistakes: { name: string; text: string; want: string[] }[] = [
    { name: 'broken YAML', text: 'members: [', want: ['fleet.yaml:1: YAML: Flow sequence in block'] },
    { name: 'two documents', text: 'members: []\n---\nmembers: []', want: ['fleet.yaml:2: YAML: '] },
    { name: 'a key twice', text: 'members: []\nmembers: []', want: ['fleet.yaml:2: YAML: Map keys must be unique'] },
    { name: 'an empty file', text: '', want: ['fleet.yaml:1: file: is empty'] },
    { name: 'a list', text: '- a', want: ['fleet.yaml:1: file: must be an object'] },
    {
      name: 'another kind',
      text: 'kind: List\nmembers: []',
      want: ['fleet.yaml:1: kind: must be Fleet, but is "List"'],
    },
    {
      name: 'another apiVersion',
      text: 'apiVersion: v1\nmembers: []',
      want: ['fleet.yaml:1: apiVersion: must be karmorph.io/v1alpha1, but is "v1"'],
    },
    { name: 'no members', text: 'kind: Fleet', want: ['fleet.yaml:1: members: is missing'] },
    { name: 'members that are no list', text: 'members: {}', want: ['fleet.yaml:1: members: must be a list'] },
    {
      name: 'a name that is no DNS name',
      text: 'members:\n- {name: Old_1, kubernetesVersion: "1.18"}',
      want: [
        'fleet.yaml:2: member Old_1, name: must be a DNS name: lower-case letters, digits, "-" and ".", such as old-1',
      ],
    },
    {
      name: 'the removal of what is not served',
      text: `${MEMBER}  remove: [autoscaling/v2]`,
      want: [
        'fleet.yaml:4: member a, remove[0]: "autoscaling/v2" is not served by Kubernetes 1.18, so there is nothing to remove',
      ],
    },
    {
      name: 'an unknown field of the file',
      text: 'members: []\nclusters: []',
      want: ['fleet.yaml:2: clusters: is not a field here; allowed are apiVersion, kind, controlPlane, members'],
    },
    {
      name: 'an unknown field of the control plane',
      text: 'controlPlane:\n  version: "1.34"\nmembers: []',
      want: ['fleet.yaml:2: controlPlane.version: is not a field here; allowed are kubernetesVersion, add, remove'],
    },
    {
      name: 'an unknown field of a member',
      text: `${MEMBER}  version: "1.18"\n`,
      want: [
        'fleet.yaml:4: member a, version: is not a field here; allowed are name, kubernetesVersion, add, remove, apiEndpoint, caBundle, caFile, openapi',
      ],
    },
    {
      name: 'labels and taints that a Cluster cannot have',
      text: `members:
  - name: a
    kubernetesVersion: "1.34"
    labels: {"a b": c}
    taints:
      - {key: k, effect: No}
      - {key: k, effect: NoExecute, colour: red}`,
      want: [
        'fleet.yaml:4: member a, labels.a b: must be a label that Kubernetes accepts',
        'fleet.yaml:6: member a, taints[0].effect: must be NoSchedule, PreferNoSchedule or NoExecute',
        'fleet.yaml:7: member a, taints[1].colour: is not a field here; allowed are key, value, effect',
      ],
    },
    {
      name: 'a missing field',
      text: 'members:\n- {}\n- name: b',
      want: [
        'fleet.yaml:2: members[0].name: is missing',
        'fleet.yaml:2: members[0].kubernetesVersion: is missing',
        'fleet.yaml:3: member b, kubernetesVersion: is missing',
      ],
    },
    {
      name: 'a version that YAML reads as a number',
      text: 'members:\n- name: a\n  kubernetesVersion: 1.20',
      want: ['fleet.yaml:3: member a, kubernetesVersion: must be a text: write it in quotes, such as "1.20"'],
    },
    {
      name: 'an unknown minor',
      text: 'controlPlane: {kubernetesVersion: "1.99"}\nmembers:\n- name: a\n  kubernetesVersion: "1.15"',
      want: [
        'fleet.yaml:1: controlPlane.kubernetesVersion: nothing is known about Kubernetes 1.99; known are 1.16 to 1.37',
        'fleet.yaml:4: member a, kubernetesVersion: nothing is known about Kubernetes 1.15; known are 1.16 to 1.37',
      ],
    },
    {
      name: 'a name twice',
      text: `${MEMBER}- {name: a, kubernetesVersion: "1.18"}`,
      want: ['fleet.yaml:4: member a, name: is the name of an earlier member too'],
    },
    {
      name: 'unknown versions to add and remove',
      text: `${MEMBER}  add:\n  - autoscaling/v9\n- name: b\n  kubernetesVersion: "1.18"\n  remove: [v1/Pod,\n    v1/Widget]`,
      want: [
        'fleet.yaml:5: member a, add[0]: "autoscaling/v9" names no known group/version or kind',
        'fleet.yaml:9: member b, remove[1]: "v1/Widget" names no known group/version or kind',
      ],
    },
    {
      name: 'endpoints that are none',
      text: `
members:
- {name: a, kubernetesVersion: "1.18", apiEndpoint: "http://10.0.0.1"}
- {name: b, kubernetesVersion: "1.18", apiEndpoint: "https://10.0.0.1/api"}
- {name: c, kubernetesVersion: "1.18", apiEndpoint: "https://10.0.0.1?a"}
- {name: d, kubernetesVersion: "1.18", apiEndpoint: "https://me:secret@10.0.0.1"}
- {name: e, kubernetesVersion: "1.18", apiEndpoint: "10.0.0.1:6443"}`,
      want: [
        'fleet.yaml:3: member a, apiEndpoint: "http://10.0.0.1" must begin with https://',
        'fleet.yaml:4: member b, apiEndpoint: "https://10.0.0.1/api" must not have a path, a query or a fragment',
        'fleet.yaml:5: member c, apiEndpoint: "https://10.0.0.1?a" must not have a path, a query or a fragment',
        'fleet.yaml:6: member d, apiEndpoint: must not contain credentials',
        'fleet.yaml:7: member e, apiEndpoint: "10.0.0.1:6443" ',
      ],
    },
    {
      name: 'CA bundles that are none, or stand alone',
      text: `
members:
- {name: a, kubernetesVersion: "1.18", apiEndpoint: "https://10.0.0.1", caBundle: AAAA}
- {name: b, kubernetesVersion: "1.18", caBundle: AAAA}
- {name: c, kubernetesVersion: "1.18", caFile: ca.pem}
- {name: d, kubernetesVersion: "1.18", apiEndpoint: "https://10.0.0.1", caFile: missing.pem}
- {name: e, kubernetesVersion: "1.18", apiEndpoint: "https://10.0.0.1", caFile: bad.pem}
- {name: f, kubernetesVersion: "1.18", apiEndpoint: "https://10.0.0.1", caFile: bad.pem, caBundle: AAAA}`,
      want: [
        'fleet.yaml:3: member a, caBundle: holds no PEM certificate, nor the base64 of one',
        'fleet.yaml:4: member b, caBundle: needs an apiEndpoint',
        'fleet.yaml:5: member c, caFile: needs an apiEndpoint',
        'fleet.yaml:6: member d, caFile: cannot be read: unexpected read of missing.pem',
        'fleet.yaml:7: member e, caFile: certificate 1 of the bundle cannot be read',
        'fleet.yaml:8: member f, caFile: cannot stand beside caBundle',
        'fleet.yaml:8: member f, caFile: certificate 1 of the bundle cannot be read',
      ],
    },
    {
      name: 'OpenAPI files that are none',
      text: `
members:
- {name: a, kubernetesVersion: "1.18", openapi: missing.json}
- name: b
  kubernetesVersion: "1.18"
  openapi: text.json
- {name: c, kubernetesVersion: "1.18", openapi: empty.json}
- {name: d, kubernetesVersion: "1.18", openapi: empty.json}
`,
      want: [
        'fleet.yaml:3: member a, openapi: cannot be read: unexpected read of missing.json',
        'fleet.yaml:6: member b, openapi: is no OpenAPI document: ',
        'fleet.yaml:7: member c, openapi: is no OpenAPI 2.0 document with definitions',
        'fleet.yaml:8: member d, openapi: is no OpenAPI 2.0 document with definitions',
      ],
    },
    {
      name: 'an OpenAPI document where the name of its file belongs',
      text: `${MEMBER}  openapi: {swagger: "2.0"}`,
      want: ['fleet.yaml:4: member a, openapi: must be a text'],
    },
    {
      name: 'aliases that expand without end',
      text: `a: &a [x]\n${['b', 'c', 'd', 'e'].map((key, i) => `${key}: &${key} [${Array(20).fill(`*${'abcd'[i]}`).join(', ')}]`).join('\n')}`,
      want: ['fleet.yaml:1: file: Excessive alias count'],
    },
  ];
  for (const { name, text, want } of mistakes) {
    it(`names file, line, member and field of ${name}`, () => {
      const fleet = parse(text, {
        'text.json': 'swagger: 2.0',
        'empty.json': '{}',
        'bad.pem': '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
      });
      const messages = fleet.ok ? [] : fleet.problems.map(({ message }) => message);
      expect(messages.map((message, i) => message.slice(0, want[i]?.length))).to.deep.equal(want);
    });
  }

  describe('on disk', () => {
    let directory: string;
    before(async () => {
      directory = await mkdtemp(join(tmpdir(), 'karmorph-fleet-'));
    });
    after(async () => rm(directory, { recursive: true }));

    it('finds CA files beside it', async () => {
      const file = join(directory, 'fleet.yaml');
      await writeFile(join(directory, 'ca.pem'), pem);
      await writeFile(file, `${MEMBER}  apiEndpoint: https://10.0.0.1\n  caFile: ca.pem\n`);
      const fleet = loadFleetFile(file);
      expect(fleet.ok && fleet.inventory.member('a')?.endpoint?.caBundle).to.equal(pem);
    });

    it('bounds the files that it names, and takes regular ones alone', async () => {
      const file = join(directory, 'large.yaml');
      const large = await open(join(directory, 'large.json'), 'w');
      await large.truncate(32 * 1024 * 1024 + 1);
      await large.close();
      await writeFile(
        file,
        `${MEMBER}  openapi: large.json\n- {name: b, kubernetesVersion: "1.18", openapi: /dev/zero}`,
      );
      const fleet = loadFleetFile(file);
      expect(fleet.ok ? [] : fleet.problems.map(({ message }) => message)).to.deep.equal([
        `${file}:4: member a, openapi: cannot be read: it is larger than 32 MiB`,
        `${file}:5: member b, openapi: cannot be read: it is no regular file`,
      ]);
    });

    it('is named when it is missing', () => {
      const fleet = loadFleetFile(join(directory, 'missing.yaml'));
      expect(fleet.ok ? [] : fleet.problems.map(({ code }) => code)).to.deep.equal(['FLEET_FILE_UNREADABLE']);
    });
  });
});
