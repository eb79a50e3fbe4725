import { spawn } from 'node:child_process';
import { expect } from 'chai';
import { builtCli } from '../support/built-cli.ts';

/** Runs the command line with an output that nobody reads, as `karmorph ... | true` does. */
async function withoutReader(
  args: readonly string[],
): Promise<{ readonly status: number | null; readonly stderr: string }> {
  const child = spawn(process.execPath, [await builtCli(), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, stderr };
}

describe('a reader of the output that has gone', function () {
  this.timeout(60_000);
  before(() => builtCli());

  for (const args of [
    ['explain', 'Ingress'],
    ['lint', '-o', 'json'],
    ['test', '-o', 'junit'],
    ['matrix'],
    ['plan', '-f', 'manifests/examples/ingress.yaml', '-o', 'json'],
    ['--help'],
  ]) {
    it(`ends \`karmorph ${args.join(' ')}\` without a word`, async () => {
      expect(await withoutReader(args)).to.deep.equal({ status: 0, stderr: '' });
    });
  }
});
