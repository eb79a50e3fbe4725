import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { parse } from 'yaml';
import { addServeCommand } from '../../src/cli/serve-command.ts';
import type { ServeOptions } from '../../src/cli/serve.ts';
import { Command } from 'commander';
import { createAuthority } from '../../certs/authority.ts';
import { parseFleet } from '../../src/inventory/fleet-file.ts';
import { projectFile, yamlDocuments } from '../support/manifests.ts';
import { shellBlocks } from '../support/shell-blocks.ts';

const GUIDE = 'docs/gateway-without-karmada.md';
const text = projectFile(GUIDE);
const [, fleetText = ''] = /^```yaml\n([\s\S]*?)^```$/m.exec(text) ?? [];
const blocks = shellBlocks(GUIDE);

describe(GUIDE, () => {
  it('has a fleet file that is read, with the member behind the gateway', async () => {
    const { certificate } = await createAuthority({ commonName: 'old', days: 1, now: new Date() });
    const fleet = parseFleet(fleetText, { file: 'fleet.yaml', readFile: () => certificate });
    expect(fleet.ok ? [] : fleet.problems).to.deep.equal([]);
    const member = fleet.ok ? fleet.inventory.member('old') : undefined;
    expect(member?.endpoint).to.deep.equal({ url: 'https://192.0.2.18:6443', caBundle: certificate });
  });

  it('has the fleet file of the examples', () => {
    expect(yamlDocuments('manifests/examples/one-cluster.yaml')).to.deep.equal([parse(fleetText)]);
  });

  it('has commands that a shell can read', () => {
    for (const block of blocks)
      expect(spawnSync('bash', ['-n'], { input: block, encoding: 'utf8' }).stderr).to.equal('');
  });

  it('has a serve command whose flags are right, and a kubectl command that fits it', async () => {
    const [serve = ''] = blocks.filter((block) => block.includes('karmorph serve'));
    const seen: Omit<ServeOptions, 'version'>[] = [];
    const program = new Command().exitOverride();
    addServeCommand(program, (options) => Promise.resolve(void seen.push(options)));
    await program.parseAsync(serve.trim().split(/\s+/).slice(2), { from: 'user' });
    expect(seen[0]).to.deep.include({
      listen: { host: '127.0.0.1', port: 8443 },
      members: { from: 'fleet', file: 'fleet.yaml' },
    });
    expect(seen[0]?.tls).to.include({ directory: '.karmorph/certs' });
    const kubectl = blocks.find((block) => block.includes('/members/'));
    expect(kubectl).to.include('--server https://127.0.0.1:8443/members/old');
    expect(kubectl).to.include('--certificate-authority .karmorph/certs/ca.crt --token');
  });

  it('is linked from the README', () => {
    expect(projectFile('README.md')).to.include('(docs/gateway-without-karmada.md)');
  });
});
