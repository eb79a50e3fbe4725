import { expect } from 'chai';
import { runCli } from '../../../src/cli/program.ts';
import { memoryStreams } from '../../support/memory-streams.ts';

describe('runCli', () => {
  async function run(args: readonly string[]) {
    const streams = memoryStreams();
    const status = await runCli(args, streams);
    return { status, ...streams.output };
  }

  const misuse: readonly { args: readonly string[]; stderr: RegExp }[] = [
    { args: [], stderr: /^Usage: karmorph/ },
    { args: ['nonsense'], stderr: /unknown command 'nonsense'/ },
    { args: ['convert'], stderr: /required option/ },
    { args: ['convert', '--to', 'V1'], stderr: /an apiVersion is GROUP\/VERSION/ },
    { args: ['serve'], stderr: /\[SERVE_OPTIONS\]/ },
    { args: ['serve', '--embedded', '--fleet', 'x'], stderr: /more than one/ },
    { args: ['serve', '--embedded', '--tls-key', 'x'], stderr: /belong together/ },
    { args: ['serve', '--embedded', '--tls-cert', 'x', '--tls-key', 'x', '--cert-dir', 'x'], stderr: /give either/ },
    { args: ['serve', '--embedded', '--listen', 'x'], stderr: /an address is HOST:PORT/ },
    { args: ['serve', '--embedded', '--shutdown-grace', '-1'], stderr: /a number of seconds/ },
  ];
  for (const { args, stderr } of misuse) {
    it(`refuses karmorph ${args.join(' ')}`, async () => {
      const got = await run(args);
      expect(got.status).to.equal(2);
      expect(got.stderr).to.match(stderr);
      expect(got.stdout).to.equal('');
    });
  }

  it('shows default values as they are written', async () => {
    const { stdout } = await run(['serve', '--help']);
    expect(stdout).to.match(/address to listen at \(default:\s+127\.0\.0\.1:8443\)/);
    expect(stdout).not.to.match(/default:\s+[[{]/);
    expect((await run(['convert', '--help'])).stdout)
      .to.include('Comments are not kept.')
      .and.not.match(/default:\s+\[/);
  });

  for (const args of [
    ['--help'],
    ['--version'],
    ['convert', '--help'],
    ['adopt', '--help'],
    ['serve', '--help'],
    ['help', 'serve'],
  ]) {
    it(`answers karmorph ${args.join(' ')} on standard output`, async () => {
      const got = await run(args);
      expect(got.status).to.equal(0);
      expect(got.stdout).not.to.equal('');
      expect(got.stderr).to.equal('');
    });
  }
});
