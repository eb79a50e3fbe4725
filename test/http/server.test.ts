import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { expect } from 'chai';
import { NO_POLICIES, policySetOf, type PolicySet } from '../../src/policies/policy-set.ts';
import { policy } from '../support/policies.ts';
import { ProblemError } from '../../src/errors.ts';
import type { Inventory } from '../../src/inventory/inventory.ts';
import { certificateFromFiles } from '../../src/server/certificate-source.ts';
import { inventoryOf, memberOf } from '../support/fleet.ts';
import { send, type HttpRequest } from '../support/https-client.ts';
import { ServiceUnderTest } from '../support/service.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

describe('the server', () => {
  let service: ServiceUnderTest;
  let directory = '';
  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'karmorph-server-'));
    service = await ServiceUnderTest.create();
  });
  after(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  afterEach(() => service.stopAll());

  const fleet = inventoryOf([memberOf('old', '1.18'), memberOf('new', '1.34')]);
  const unread = inventoryOf([], false);
  const review = JSON.stringify({
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: { uid: 'u1', operation: 'CREATE', object: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' } },
  });

  describe('health', () => {
    const cases: readonly { path: string; inventory: Inventory; status: number; text: string }[] = [
      { path: '/livez', inventory: unread, status: 200, text: 'ok\n' },
      { path: '/readyz', inventory: unread, status: 503, text: 'the members have not been read yet\n' },
      { path: '/readyz', inventory: fleet, status: 200, text: 'ok\n' },
    ];
    for (const { path, inventory, status, text } of cases) {
      it(`answers ${path} with ${status}`, async () => {
        const answer = await service.ask(inventory, path);
        expect([answer.status, answer.text]).to.deep.equal([status, text]);
        expect(answer.headers).to.include({ 'cache-control': 'no-store' }).and.not.to.have.property('x-powered-by');
      });
    }

    it('is no longer ready from the moment that it stops, and goes on answering until then', async () => {
      const started = await service.start(fleet);
      const { port } = started;
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const ca = service.ca;
      expect((await send({ port, ca }, '/readyz', { agent })).status).to.equal(200);
      const stopped = started.stop({ drainMs: 300, graceMs: 1000 });
      const ready = await send({ port, ca }, '/readyz', { agent });
      expect([ready.status, ready.text]).to.deep.equal([503, 'shutting down\n']);
      expect((await send({ port, ca }, '/livez')).status).to.equal(200);
      await stopped;
      agent.destroy();
      const refused = await send({ port, ca }, '/livez').catch((error: unknown) => error);
      expect(refused).to.have.property('code', 'ECONNREFUSED');
    });
  });

  it('cuts connections that are still busy when the grace is over', async () => {
    const started = await service.start(fleet);
    const { port } = started;
    const socket = connect({ host: '127.0.0.1', port, ca: service.ca });
    await once(socket, 'secureConnect');
    socket.write('POST /v1/dry-run HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{');
    const cut = once(socket, 'close');
    socket.on('error', () => undefined);
    await started.stop({ drainMs: 0, graceMs: 50 });
    await cut;
  });

  it('counts the policies in force, and none before they have been read', async () => {
    let read: PolicySet | undefined;
    const { port } = await service.start(fleet, { policies: () => read });
    const series = async (): Promise<readonly string[]> => {
      const { text } = await send({ port, ca: service.ca }, '/metrics');
      return text.split('\n').filter((line) => /^karmorph_conversion_policies.* [1-9]/.test(line));
    };
    const counted = (kind: string, loss: string, impossible: string, count: number): string =>
      `karmorph_conversion_policies{kind="${kind}",on_loss="${loss}",on_impossible="${impossible}"} ${String(count)}`;
    const { text } = await send({ port, ca: service.ca }, '/metrics');
    expect(text).to.include('# HELP karmorph_conversion_policies ').and.not.include('karmorph_conversion_policies{');
    read = policySetOf([
      policy('a', { onLoss: 'Deny' }),
      policy('b', { onLoss: 'Deny', onImpossible: 'Warn' }),
      policy('c', {}, 'shop'),
    ]);
    expect(await series()).to.have.members([
      counted('ClusterConversionPolicy', 'Deny', 'Warn', 2),
      counted('ConversionPolicy', 'Warn', 'Warn', 1),
    ]);
    read = NO_POLICIES;
    expect(await series()).to.deep.equal([]);
  });

  it('has metrics of its own', async () => {
    const { port } = await service.start(fleet);
    const ca = service.ca;
    const lossy = review.replace('"Ingress"', '"Unknown"');
    await send({ port, ca }, '/admission/validate', { body: lossy, headers: JSON_TYPE });
    const { text, headers } = await send({ port, ca }, '/metrics');
    expect(headers['content-type']).to.match(/^text\/plain; version=/);
    for (const line of [
      'karmorph_build_info{version="0.0.0"} 1',
      'karmorph_inventory_ready 1',
      'karmorph_inventory_members 2',
      'karmorph_admission_warnings_total 2',
      'karmorph_admission_decisions_total{kind="",verdict="impossible",outcome="warned"} 1',
      'karmorph_admission_plans_total{kind="",from="",to="",verdict="impossible"} 2',
      'karmorph_http_requests_total{door="admission_validate",status="200"} 1',
    ]) {
      expect(text.split('\n')).to.include(line);
    }
    expect(text).to.include(
      'karmorph_conversion_policies{kind="ConversionPolicy",on_loss="Deny",on_impossible="Warn"} 0\n',
    );
    expect(text).to.match(/^karmorph_tls_certificate_expiry_timestamp_seconds \d{10}$/m);
  });

  it('logs each request once, and no credentials', async () => {
    const { port } = await service.start(fleet);
    const headers = { ...JSON_TYPE, authorization: 'Bearer secret' };
    await send({ port, ca: service.ca }, '/admission/mutate?timeout=5s', { body: review, headers });
    const requests = service.logs
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter((log) => log.event === 'request');
    expect(requests).to.have.length(1);
    expect(requests[0]).to.include({
      door: 'admission_mutate',
      uid: 'u1',
      method: 'POST',
      status: 200,
      url: '/admission/mutate?timeout=5s',
      operation: 'CREATE',
      dryRun: false,
      kind: 'Ingress',
    });
    expect(service.logs.join('')).not.to.include('secret');
  });

  it('says in the log what was decided of a template', async () => {
    const { port } = await service.start(fleet);
    const body = review.replace('"Ingress"', '"Unknown"');
    await send({ port, ca: service.ca }, '/admission/validate', { body, headers: JSON_TYPE });
    const line = service.logs.find((text) => text.includes('"admission_validate"')) ?? '{}';
    expect(JSON.parse(line)).to.include({ uid: 'u1', kind: 'Unknown', verdict: 'impossible', outcome: 'warned' });
  });

  describe('unknown paths and broken requests', () => {
    const cases: readonly { name: string; path: string; request?: HttpRequest; status: number; code: string }[] = [
      { name: 'an unknown path', path: '/nowhere', status: 404, code: 'PATH_UNKNOWN' },
      { name: 'the root', path: '/', status: 404, code: 'PATH_UNKNOWN' },
      { name: 'a webhook asked with GET', path: '/admission/mutate', status: 405, code: 'ADMISSION_METHOD' },
      { name: 'an unknown webhook', path: '/admission/other', status: 404, code: 'PATH_UNKNOWN' },
      { name: 'a path that cannot be decoded', path: '/%zz', status: 404, code: 'PATH_UNKNOWN' },
      { name: 'a member that does not exist', path: '/members/nobody/api', status: 404, code: 'MEMBER_UNKNOWN' },
      {
        name: 'a body in an unknown encoding',
        path: '/v1/dry-run',
        request: { body: 'x', headers: { 'content-encoding': 'zip' } },
        status: 400,
        code: 'REQUEST_BROKEN',
      },
      {
        name: 'a body that is not compressed although it says so',
        path: '/v1/dry-run',
        request: { body: 'x', headers: { 'content-encoding': 'gzip' } },
        status: 400,
        code: 'REQUEST_BROKEN',
      },
    ];
    for (const { name, path, request, status, code } of cases) {
      it(`answers ${name} with a Status`, async () => {
        const answer = await service.ask(fleet, path, request);
        expect(answer.status, answer.text).to.equal(status);
        expect(answer.json).to.include({ kind: 'Status', apiVersion: 'v1', status: 'Failure', code: status });
        expect(answer.json).to.have.nested.property('details.causes[0].reason', code);
        expect(answer.text).not.to.match(/node_modules|\.ts:\d+/);
      });
    }
  });

  it('answers a mistake of its own with an id, and tells the rest to the log alone', async () => {
    const broken: Inventory = {
      ...fleet,
      planning: () => {
        throw new Error('inner secret');
      },
    };
    const answer = await service.ask(broken, '/admission/validate', { body: review, headers: JSON_TYPE });
    expect(answer.status).to.equal(500);
    expect(answer.json).to.have.nested.property('details.causes[0].reason', 'INTERNAL');
    expect(answer.text).not.to.include('inner secret');
    const id = /request ([-0-9a-f]{36})/.exec(answer.text)?.[1] ?? 'none';
    expect(service.logs.find((line) => line.includes(id))).to.include('inner secret');
  });

  describe('TLS', () => {
    function handshake(port: number, options: object = {}): Promise<TLSSocket> {
      return new Promise((resolve, reject) => {
        const socket = connect({ host: '127.0.0.1', port, ca: service.ca, ...options }, () => resolve(socket));
        socket.on('error', reject);
      });
    }

    it('refuses versions before 1.2', async () => {
      const { port } = await service.start(fleet);
      const refused = await handshake(port, { maxVersion: 'TLSv1.1', minVersion: 'TLSv1' }).catch(
        (error: unknown) => error,
      );
      expect(refused).to.be.instanceOf(Error);
    });

    it('takes up a new certificate without cutting connections, and keeps the old one when the files do not fit', async () => {
      const files = { certificate: join(directory, 'tls.crt'), privateKey: join(directory, 'tls.key') };
      writeFileSync(files.certificate, service.pair.certificate);
      writeFileSync(files.privateKey, service.pair.privateKey);
      const next = await service.issue();
      const { port } = await service.start(fleet, { certificates: await certificateFromFiles(files) });
      const established = await handshake(port);
      const serial = established.getPeerX509Certificate()?.serialNumber;

      const failed = service.logged('certificate_failed');
      writeFileSync(files.certificate, next.certificate);
      await failed;
      const between = await handshake(port);
      expect(between.getPeerX509Certificate()?.serialNumber).to.equal(serial);
      between.destroy();

      const changed = service.logged('certificate_changed');
      writeFileSync(files.privateKey, next.privateKey);
      await changed;
      const renewed = await handshake(port);
      expect(renewed.getPeerX509Certificate()?.serialNumber).not.to.equal(serial);
      expect(renewed.getProtocol()).to.equal('TLSv1.3');
      renewed.destroy();

      const answer = once(established, 'data') as Promise<[Buffer]>;
      established.write('GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
      expect((await answer)[0].toString()).to.match(/^HTTP\/1\.1 200 /);
      established.destroy();
    });

    it('refuses to start with a key of another certificate', async () => {
      const pair = { certificate: service.pair.certificate, privateKey: (await service.issue()).privateKey };
      const certificates = { pair, follow: () => ({ close: () => undefined }) };
      const failure = await service.start(fleet, { certificates }).catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(ProblemError).with.nested.property('problem.code', 'TLS_PAIR');
    });

    it('refuses to start with files that are not there', async () => {
      const files = { certificate: join(directory, 'no.crt'), privateKey: join(directory, 'no.key') };
      const failure = await certificateFromFiles(files).catch((error: unknown) => error);
      expect(failure).to.be.instanceOf(ProblemError).with.nested.property('problem.code', 'TLS_FILE_UNREADABLE');
    });
  });

  it('refuses an upgrade of a path that is not a member', async () => {
    const { port } = await service.start(fleet);
    const headers = { connection: 'Upgrade', upgrade: 'websocket' };
    const answer = await send({ port, ca: service.ca }, '/v1/dry-run', { headers });
    expect(answer.status).to.equal(400);
  });

  it('survives a client that resets the connection after an upgrade', async () => {
    const { port } = await service.start(fleet);
    const raw = connectTcp({ host: '127.0.0.1', port });
    const socket = connect({ socket: raw, host: '127.0.0.1', ca: service.ca });
    socket.on('error', () => undefined);
    await once(socket, 'secureConnect');
    socket.write('GET / HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: x\r\n\r\n');
    await once(socket, 'data');
    const closed = once(raw, 'close');
    raw.resetAndDestroy();
    await closed;
    expect((await send({ port, ca: service.ca }, '/livez')).status).to.equal(200);
  });

  it('says so when the port is in use', async () => {
    const { port } = await service.start(fleet);
    const failure = await service.start(fleet, { port }).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(ProblemError).with.nested.property('problem.message').that.includes('EADDRINUSE');
  });
});
