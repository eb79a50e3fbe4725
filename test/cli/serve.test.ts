import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { builtCli, runBuiltCli } from '../support/built-cli.ts';
import { send } from '../support/https-client.ts';

const FLEET = 'members:\n- {name: old, kubernetesVersion: "1.18"}\n- {name: new, kubernetesVersion: "1.34"}\n';
const KUBECONFIG = (server: string): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'karmada',
    contexts: [{ name: 'karmada', context: { cluster: 'karmada', user: 'karmada' } }],
    clusters: [{ name: 'karmada', cluster: { server } }],
    users: [{ name: 'karmada', user: { token: 'x' } }],
  });

describe('karmorph serve, as a process', function () {
  this.timeout(60_000);
  let directory = '';
  const children: ChildProcess[] = [];
  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'karmorph-serve-'));
    await builtCli();
  });
  after(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  afterEach(async () => {
    const left = children.splice(0).filter((child) => child.exitCode === null && child.signalCode === null);
    await Promise.all(left.map((child) => (child.kill('SIGKILL'), once(child, 'close'))));
  });

  function file(name: string, text: string): string {
    const path = join(directory, name);
    writeFileSync(path, text);
    return path;
  }

  /** Starts `serve` on a free port and waits for `pattern` in what it prints. */
  async function serve(args: readonly string[], pattern: RegExp, env = process.env) {
    const child = spawn(process.execPath, [await builtCli(), 'serve', '--listen', '127.0.0.1:0', ...args], {
      cwd: directory,
      env,
    });
    children.push(child);
    const output = { text: '' };
    const matched = new Promise<RegExpExecArray>((resolve, reject) => {
      const add = (text: string): void => {
        output.text += text;
        const match = pattern.exec(output.text);
        if (match) resolve(match);
      };
      child.stdout.setEncoding('utf8').on('data', add);
      child.stderr.setEncoding('utf8').on('data', add);
      child.on('close', () => reject(new Error(`ended before it was ready: ${output.text}`)));
    });
    return { child, output, match: await matched };
  }

  async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
    const closed = once(child, 'close') as Promise<[number | null]>;
    child.kill(signal);
    return (await closed)[0];
  }

  describe('--embedded', () => {
    it('shows what sample members get, and prints a curl command that works', async () => {
      const begin = Date.now();
      const { child, output, match } = await serve(['--embedded'], /^ +curl (.+)$[^]*Ctrl\+C\.\n/m);
      expect(Date.now() - begin).to.be.lessThan(3000);
      for (const member of ['edge-1-18', 'factory-1-21', 'office-1-24', 'cloud-1-34', 'cloud-1-37']) {
        expect(output.text).to.match(new RegExp(`^ +${member} +1\\.\\d\\d +\\S+/v\\S+ +(native|lossless|lossy) `, 'm'));
      }
      expect(output.text).to.match(/^ {2}apiVersion: networking\.k8s\.io\/v1beta1$/m);
      expect(output.text).to.match(/^ +servicePort: http$/m);
      for (const row of ['lossless +none', 'native +none', 'lossy +spec\\.timeZone']) {
        expect(output.text).to.match(new RegExp(` ${row}$`, 'm'));
      }

      const [, ca = '', port = '', data = ''] =
        /--cacert '([^']+)' https:\/\/127\.0\.0\.1:(\d+)\/v1\/dry-run --data '([^']+)'/.exec(match[1] ?? '') ?? [];
      const server = { port: Number(port), ca: readFileSync(ca, 'utf8') };
      const answer = await send(server, '/v1/dry-run', { body: data });
      expect(answer.status).to.equal(200);
      expect(answer.json).to.have.nested.property('results[0].plans').with.length(5);
      expect((await send(server, '/readyz')).text).to.equal('ok\n');
      expect(await end(child, 'SIGINT')).to.equal(0);
    });

    it('keeps its certificate for the next start, the key for the owner alone', async () => {
      const serials = [];
      for (let i = 0; i < 2; i++) {
        const { child } = await serve(['--embedded', '--cert-dir', 'kept'], /Ctrl\+C/);
        serials.push(readFileSync(join(directory, 'kept/tls.crt'), 'utf8'));
        await end(child, 'SIGINT');
      }
      expect(serials[0]).to.equal(serials[1]);
      expect(statSync(join(directory, 'kept/tls.key')).mode & 0o777).to.equal(0o600);
    });

    it('works with curl itself, where there is one', async function () {
      if (!['/usr/bin/curl', '/bin/curl'].some(existsSync)) return;
      const { match } = await serve(['--embedded'], /^ +(curl .+)$/m);
      const { stdout } = await promisify(execFile)('/bin/sh', ['-c', `${match[1] ?? ''} -s`]);
      expect(JSON.parse(stdout)).to.have.nested.property('results[0].template.kind', 'CronJob');
    });
  });

  it('serves the members of a fleet file, and stops in order on SIGTERM', async () => {
    const args = ['--fleet', file('fleet.yaml', FLEET), '--cert-dir', 'fleet-certs', '--shutdown-grace', '1'];
    const { child, output, match } = await serve(args, /"event":"listening".*"port":(\d+)/);
    const server = { port: Number(match[1]), ca: readFileSync(join(directory, 'fleet-certs/ca.crt'), 'utf8') };
    expect((await send(server, '/readyz')).status).to.equal(200);
    expect((await send(server, '/metrics')).text).to.include('karmorph_inventory_members 2');
    expect(await end(child, 'SIGTERM')).to.equal(0);
    expect(output.text).to.include('"event":"stopped"');
    expect(output.text).to.include('"names":["old","new"],"behindGateway":[],"from":"fleet"');
    expect(output.text).to.include(`"file":"${join(directory, 'fleet-certs/ca.crt')}"`);
  });

  it('is not ready, but runs, while the Karmada API server cannot be reached', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port: unused } = closed.address() as AddressInfo;
    closed.close();
    const kubeconfig = file('karmada.config', KUBECONFIG(`https://127.0.0.1:${unused}`));
    const { child, output, match } = await serve(
      ['--karmada-kubeconfig', kubeconfig, '--cert-dir', 'karmada-certs'],
      /"event":"listening".*"port":(\d+)[^]*"code":"KUBE_UNREACHABLE"|"code":"KUBE_UNREACHABLE"[^]*"event":"listening".*"port":(\d+)/,
    );
    const server = {
      port: Number(match[1] ?? match[2]),
      ca: readFileSync(join(directory, 'karmada-certs/ca.crt'), 'utf8'),
    };
    expect((await send(server, '/readyz')).status).to.equal(503);
    expect((await send(server, '/livez')).status).to.equal(200);
    expect(await end(child, 'SIGINT')).to.equal(0);
    expect(output.text).to.include('"hint":');
  });

  it('ends at once on a second signal', async () => {
    const { child } = await serve(['--embedded', '--log-level', 'info', '--shutdown-grace', '60'], /Ctrl\+C/);
    const closed = once(child, 'close') as Promise<[number | null]>;
    child.kill('SIGTERM');
    await new Promise<void>((resolve) =>
      child.stderr.on('data', (text: string) => {
        if (text.includes('"event":"stopping"')) resolve();
      }),
    );
    child.kill('SIGTERM');
    expect((await closed)[0]).to.equal(1);
  });

  const misuse: readonly { name: string; args: () => readonly string[]; stderr: RegExp }[] = [
    { name: 'no source of members', args: () => [], stderr: /exactly one of .* none of them \[SERVE_OPTIONS\]/ },
    {
      name: 'two sources of members',
      args: () => ['--embedded', '--fleet', 'x'],
      stderr: /exactly one of .* more than one \[SERVE_OPTIONS\]/,
    },
    { name: 'a certificate without a key', args: () => ['--embedded', '--tls-cert', 'x'], stderr: /belong together/ },
    {
      name: 'a certificate and a directory for one',
      args: () => ['--embedded', '--tls-cert', 'x', '--tls-key', 'x', '--cert-dir', 'x'],
      stderr: /give either/,
    },
    {
      name: 'a certificate that is not there',
      args: () => ['--embedded', '--tls-cert', 'no.crt', '--tls-key', 'no.key'],
      stderr: /cannot read no\.crt: ENOENT.*\[TLS_FILE_UNREADABLE\]\. Check the paths/,
    },
    {
      name: 'a certificate that is none',
      args: () => ['--embedded', '--tls-cert', file('a.crt', 'x'), '--tls-key', file('a.key', 'x')],
      stderr: /\[TLS_PAIR\]/,
    },
    {
      name: 'a certificate directory that is a file',
      args: () => ['--embedded', '--cert-dir', file('no-directory', '')],
      stderr:
        /^karmorph: error: the certificate directory .* cannot be used: EEXIST.* \[CERT_DIR_UNUSABLE\]\. Give .*\n$/,
    },
    {
      name: 'a certificate directory that the system does not make',
      args: () => ['--embedded', '--cert-dir', '/proc/karmorph'],
      stderr: /^karmorph: error: the certificate directory .* cannot be used: ENOENT.*\n$/,
    },
    { name: 'an address that is none', args: () => ['--listen', 'here'], stderr: /an address is HOST:PORT/ },
    { name: 'a log level that is none', args: () => ['--log-level', 'loud'], stderr: /Allowed choices are/ },
    { name: 'a grace that is none', args: () => ['--shutdown-grace', 'long'], stderr: /a number of seconds/ },
    { name: 'a fleet file that is not there', args: () => ['--fleet', 'no.yaml'], stderr: /\[FLEET_FILE_UNREADABLE\]/ },
    {
      name: 'a fleet file with two mistakes',
      args: () => ['--fleet', file('bad.yaml', 'members:\n- {name: a}\n- {name: b}\n')],
      stderr: /bad\.yaml:2.*\n.*bad\.yaml:3/,
    },
    {
      name: 'a kubeconfig that is not there',
      args: () => ['--karmada-kubeconfig', 'no.config'],
      stderr: /\[KUBECONFIG_UNUSABLE\]/,
    },
  ];
  for (const { name, args, stderr } of misuse) {
    it(`refuses ${name}`, async () => {
      const certs =
        args().includes('--cert-dir') || args().includes('--tls-cert') ? [] : ['--cert-dir', join(directory, 'misuse')];
      const run = await runBuiltCli(['serve', ...certs, ...args()]);
      expect(run.stderr).to.match(stderr);
      expect(run.status).to.equal(2);
      expect(run.stdout).to.equal('');
    });
  }

  it('refuses a port that is in use, and says what to do', async () => {
    const { match } = await serve(['--embedded', '--cert-dir', 'port'], /https:\/\/(127\.0\.0\.1:\d+)/);
    const run = await runBuiltCli([
      'serve',
      '--embedded',
      '--cert-dir',
      join(directory, 'port'),
      '--listen',
      match[1] ?? '',
    ]);
    expect(run.status).to.equal(2);
    expect(run.stderr).to.match(/cannot listen on 127\.0\.0\.1:\d+: EADDRINUSE \[LISTEN_FAILED\]\. .*--listen/);
  });

  it('prints help with examples', async () => {
    const run = await runBuiltCli(['serve', '--help']);
    expect(run.status).to.equal(0);
    expect(run.stdout).to.match(/Examples:\n {2}karmorph serve --embedded\n/);
  });

  it('sends spans to an OpenTelemetry collector that the environment names', async () => {
    const bodies: string[] = [];
    const collector = createHttpServer((request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => bodies.push(text));
      request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
    });
    collector.listen(0, '127.0.0.1');
    await once(collector, 'listening');
    try {
      const env = {
        ...process.env,
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${String((collector.address() as AddressInfo).port)}`,
        OTEL_SERVICE_NAME: 'karmorph-test',
      };
      const args = ['--fleet', file('fleet.yaml', FLEET)];
      const { child, match } = await serve(args, /"listening".*"port":(\d+)/, env);
      const ca = readFileSync(join(directory, '.karmorph/certs/ca.crt'), 'utf8');
      expect((await send({ port: Number(match[1]), ca }, '/livez')).status).to.equal(200);
      expect(await end(child, 'SIGTERM')).to.equal(0);
      expect(bodies.join('')).to.include('GET /livez').and.include('karmorph-test');
    } finally {
      collector.close();
    }
  });
});
