import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  listAt,
  objectOf,
  projectFile,
  kustomizedObjects,
  textsAt,
  within,
  yamlDocuments,
} from '../support/manifests.ts';
import { runShell, shellBlocks, type KubectlAnswers } from '../support/shell-blocks.ts';

const ROOT = join(import.meta.dirname, '../..');
const README = 'manifests/README.md';
const blocks = shellBlocks(README);

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('manifests/README.md', () => {
  let directory = '';
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'karmorph-install-'))));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  /** Runs the block that holds a text, as somebody would who has come that far. */
  function run(part: string, answers: KubectlAnswers) {
    const found = blocks.filter((text) => text.includes(part));
    expect(found, part).to.have.length(1);
    const setting = `HOST=host KARMADA=karmada DIR='${directory}' member=old\n`;
    return runShell(setting + (found[0] ?? ''), directory, answers);
  }

  it('has blocks that a shell can read', () => {
    expect(blocks.length).to.be.greaterThan(8);
    for (const text of blocks) {
      const { status, stderr } = spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' });
      expect(status, `${text}${stderr}`).to.equal(0);
    }
  });

  it('uses options of base64 that every system has', () => {
    for (const text of blocks) expect(text).not.to.match(/base64 +-[wdD]/);
  });

  it('takes nothing for granted that it reads', () => {
    for (const text of blocks) {
      const taken = [...text.matchAll(/^ *(\w+)=\$\((?:kubectl|base64|cat)\b/gm)].map(([, name = '']) => name);
      for (const name of taken) expect(text).to.include(`: "\${${name}:?`);
    }
  });

  it('puts keys and kubeconfig outside of the checkout, and git ignores those that stray into it', () => {
    const files = blocks.flatMap((text) => text.match(/\S+\.(crt|key|kubeconfig)\b/g) ?? []);
    expect(files.length).to.be.greaterThan(5);
    for (const file of files) expect(file).to.include('$DIR/');
    expect(projectFile('.gitignore').split('\n')).to.include.members(['certificates/', '*.kubeconfig']);
  });

  const incomplete: readonly { name: string; part: string; answers: KubectlAnswers; says: RegExp }[] = [
    { name: 'an empty token', part: 'config use-context', answers: {}, says: /token: the Secret/ },
    {
      name: 'no CA',
      part: 'config use-context',
      answers: { 'secret karmorph-token': 'dG9r' },
      says: /ca: the context/,
    },
    { name: 'no certificate', part: 'kubectl kustomize manifests/karmada | sed', answers: {}, says: /ca\.crt/ },
    { name: 'a member without address', part: 'annotate "$cluster" \\', answers: {}, says: /endpoint: / },
    {
      name: 'a member without CA',
      part: 'annotate "$cluster" \\',
      answers: { '.spec.apiEndpoint': 'https://192.0.2.1:6443' },
      says: /bundle: /,
    },
    {
      name: 'a member that is not annotated',
      part: 'both=',
      answers: {},
      says: /bundle: the Cluster is not annotated/,
    },
    { name: 'a member that was not behind the gateway', part: 'member-endpoint-', answers: {}, says: /endpoint: / },
  ];
  for (const { name, part, answers, says } of incomplete) {
    it(`stops at ${name}, and changes no member`, async () => {
      const { status, stderr, kubectl } = await run(part, answers);
      expect(status).not.to.equal(0);
      expect(stderr).to.match(says);
      expect(kubectl.join('\n')).not.to.match(/patch|annotate|restart|context karmada apply/);
    });
  }

  it('gives a member both CAs before its address changes', async () => {
    writeFileSync(join(directory, 'ca.crt'), 'OURS');
    const { status, stderr, kubectl } = await run('both=', { 'member-ca-bundle}': base64('THEIRS') });
    expect(status, stderr).to.equal(0);
    expect(kubectl.slice(1)).to.deep.equal([
      `--context karmada -n karmada-cluster patch secret old --type merge -p {"data":{"caBundle":"${base64('THEIRS\nOURS\n')}"}}`,
      '--context karmada patch clusters.cluster.karmada.io/old --type merge -p {"spec":{"apiEndpoint":"https://karmorph.karmorph-system.svc/members/old"}}',
      '--context host -n karmada-system rollout restart deployment/karmada-controller-manager',
    ]);
  });

  it('has karmada-agent go through the gateway when all that it names is there', async () => {
    const { status, stderr, kubectl } = await run('apply -k manifests/pull', { 'authority-data}': base64('THEIRS') });
    expect(status, stderr).to.equal(0);
    const verbs = kubectl.map((call) => /config view|apply|create \w+|rollout status|patch deployment/.exec(call)?.[0]);
    const made = ['create secret', 'create configmap', 'create configmap'];
    expect(verbs).to.deep.equal(['config view', 'apply', ...made, 'rollout status', 'patch deployment']);
  });

  it('puts back what the annotations say', async () => {
    const answers = { 'member-endpoint}': 'https://192.0.2.1:6443', 'member-ca-bundle}': base64('THEIRS') };
    const { status, stderr, kubectl } = await run('member-endpoint-', answers);
    expect(status, stderr).to.equal(0);
    const changes = kubectl
      .filter((call) => /patch|annotate/.test(call))
      .map((call) => call.replace('--context karmada ', ''));
    expect(changes).to.deep.equal([
      'patch clusters.cluster.karmada.io/old --type merge -p {"spec":{"apiEndpoint":"https://192.0.2.1:6443"}}',
      `-n karmada-cluster patch secret old --type merge -p {"data":{"caBundle":"${base64('THEIRS')}"}}`,
      'annotate clusters.cluster.karmada.io/old karmorph.io/member-endpoint- karmorph.io/member-ca-bundle-',
    ]);
  });

  it('has a cert-manager Certificate for the Secret and the names that are used', () => {
    const [certificate] = yamlDocuments('manifests/examples/certificate.yaml');
    const pod = within(objectOf(kustomizedObjects('manifests/host'), 'Deployment'), ['spec', 'template', 'spec']);
    const spec = within(certificate!, ['spec']);
    expect(listAt(pod, 'volumes').map((volume) => within(volume, ['secret']).secretName)).to.include(spec.secretName);
    expect(projectFile('scripts/make-certificates.mjs')).to.include(textsAt(spec, 'dnsNames').join("', '"));
  });
});

describe('scripts/make-certificates.mjs', function () {
  this.timeout(30_000);
  let directory = '';
  before(() => (directory = mkdtempSync(join(tmpdir(), 'karmorph-certificates-'))));
  after(() => rmSync(directory, { recursive: true, force: true }));

  const make = (...args: readonly string[]) =>
    spawnSync(process.execPath, ['scripts/make-certificates.mjs', ...args], { cwd: ROOT, encoding: 'utf8' });

  it('makes a certificate for the days given', () => {
    const { status, stderr } = make('--days', '365', directory);
    expect(status, stderr).to.equal(0);
    const { validFrom, validTo } = new X509Certificate(readFileSync(join(directory, 'tls.crt')));
    expect((Date.parse(validTo) - Date.parse(validFrom)) / 86_400_000).to.be.within(365, 366);
  });

  it('says what is wrong with the directory', () => {
    const { status, stderr } = make(join(directory, 'tls.crt'));
    expect(status).to.equal(2);
    expect(stderr).to.match(/^the certificate directory .* cannot be used: .*\n$/);
  });

  for (const args of [[], ['--days', '0', 'x'], ['--days', 'x', 'x'], ['--nope', 'x']]) {
    it(`refuses ${args.join(' ') || 'to be given nothing'}`, () => {
      const { status, stderr } = make(...args);
      expect(status).to.equal(2);
      expect(stderr).to.match(/\nusage: /);
    });
  }
});
